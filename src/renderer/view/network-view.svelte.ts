import type { Graph } from '../../core/graph/graph.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { Session } from '../run/session.svelte.ts';
import { GraphWalk, subjectOf } from './walk.svelte.ts';
import type { Picture } from '../paint/svg.ts';
import { Seen } from './seen.svelte.ts';
import { StepValues } from './values.svelte.ts';

export const zooms = ['layers', 'units', 'graph'] as const;
export type Zoom = (typeof zooms)[number];

/** One entry of a variable: unit 3 of `h1`, counted from 0. */
export interface Unit {
  variable: string;
  index: number;
}

/** How the network is looked at: at which zoom, values or gradients, and what is selected. One thing is selected across all
 *  zooms: a block, and of it a graph node, and of that a unit. */
export class NetworkView {
  zoom = $state<Zoom>('layers');
  readonly seen: Seen;
  readonly values: StepValues;
  readonly walk: GraphWalk;
  readonly document: ExperimentDocument;
  readonly session: Session;
  /** The framework whose program of the network is on screen; 'none'. */
  code = $state('none');
  /** Where the zoom is kept; set once the lab is there. */
  save: (zoom: Zoom) => void = () => undefined;
  private picked = $state.raw<{ node: string; unit: number | null } | null>(null);

  constructor(document: ExperimentDocument, session: Session) {
    this.document = document;
    this.session = session;
    this.values = new StepValues(session, () => document.graph);
    this.seen = new Seen(session, this.values, () => document.graph);
    this.walk = new GraphWalk(session, () => document.graph);
  }

  /** The selected variable of the graph; a block stands for its output. Null while nothing is selected. */
  readonly node: string | null = $derived.by(() => {
    const { graph, selectedBlock, plan } = this.document;
    if (selectedBlock === null) return null;
    const own = this.picked?.node;
    if (own !== undefined && graph.variables.some(({ name }) => name === own) && blockOf(graph, own) === selectedBlock)
      return own;
    if (selectedBlock < 0) return 'x';
    return selectedBlock === plan.network.length ? 'J' : (graph.layers[selectedBlock]?.output ?? null);
  });

  /** The selected unit, when one is. */
  readonly unit: Unit | null = $derived.by(() => {
    const { node, picked } = this;
    if (node === null || picked?.node !== node || picked.unit === null) return null;
    const columns = this.document.graph.variables.find(({ name }) => name === node)?.columns ?? 0;
    return picked.unit < columns ? { variable: node, index: picked.unit } : null;
  });

  /** One node of the graph on, or back; what it computed is selected. */
  async nodeForward(): Promise<void> {
    await this.walk.forward();
    this.followWalk();
  }
  nodeBack(): void {
    this.walk.back();
    this.followWalk();
  }
  /** To just after so many nodes; what plays is paused first. */
  async goToNode(done: number): Promise<void> {
    await this.walk.goTo(done);
    this.followWalk();
  }
  private followWalk(): void {
    const { current } = this.walk;
    if (!current) return;
    const { node, gradient } = subjectOf(this.document.graph, current);
    this.seen.gradient = gradient;
    this.pick(node);
  }

  /** Looks as at something new: values of the whole batch, no walk. For another experiment. */
  refresh(): void {
    this.seen.gradient = false;
    this.values.show(null);
    this.walk.end();
  }

  /** Goes to a zoom, and remembers it for the next time. */
  show(zoom: Zoom): void {
    this.zoom = zoom;
    this.save(zoom);
  }

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    this.zoom = zooms.find((zoom) => zoom === settings['zoom']) ?? this.zoom;
  }

  /** The drawing on show, for an export; the zoom on screen sets it. */
  picture: () => Picture = () => ({ width: 1, height: 1, title: '', paint: () => undefined });

  /** The parameters on screen and the step they are of; null where there are none. */
  readonly parameters: { step: number; given: Record<string, Float32Array> } | null = $derived.by(() => {
    const { holder } = this.seen;
    if (!holder) return null;
    const names = this.document.graph.variables.filter(({ role }) => role === 'parameter').map(({ name }) => name);
    const entries = names.map((name) => [name, this.seen.parameter(name)] as const);
    if (entries.some(([, values]) => values === null)) return null;
    return { step: holder.scalars.step, given: Object.fromEntries(entries) as Record<string, Float32Array> };
  });

  /** Sets one entry of a parameter at the step on show. The change starts a branch; the run on show is kept. */
  setParameter(name: string, index: number, value: number): void {
    void this.session.branch([{ name, index, value }]);
  }

  /** Selects a variable, or one unit of it, and with it the block it belongs to. */
  pick(node: string, unit: number | null = null): void {
    this.picked = { node, unit };
    this.document.selectAt(blockOf(this.document.graph, node));
  }
}

/** The block a variable belongs to, as the document counts: −1 the data, `layers` the loss. */
export function blockOf(graph: Graph, name: string): number {
  if (name === 'x' || name === 'y') return -1;
  const made = graph.operators.find(({ output, inputs }) => output === name || inputs.includes(name));
  const layer = graph.layers.findIndex(({ output, parameters }) => output === name || parameters.includes(name));
  return layer >= 0 ? layer : made && made.layer >= 0 ? made.layer : graph.layers.length;
}
