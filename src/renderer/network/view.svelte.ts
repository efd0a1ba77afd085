import type { Graph } from '../../core/graph/graph.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { Session } from '../run/session.svelte.ts';
import { Seen } from './seen.svelte.ts';
import { UnitsScene } from './units/scene.svelte.ts';
import { StepValues } from './values.svelte.ts';

export const zooms = ['layers', 'units', 'graph'] as const;
export type Zoom = (typeof zooms)[number];

/** What a session will be able to do: a new run from the step on show, with some parameters set. */
interface Branching {
  branch?: (changes: { name: string; index: number; value: number }[]) => Promise<void>;
}

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
  readonly units: UnitsScene;
  readonly document: ExperimentDocument;
  readonly session: Session;
  /** Where the zoom is kept; set once the lab is there. */
  save: (zoom: Zoom) => void = () => undefined;
  private picked = $state.raw<{ node: string; unit: number | null } | null>(null);

  constructor(document: ExperimentDocument, session: Session) {
    this.document = document;
    this.session = session;
    this.seen = new Seen(session, () => document.graph);
    this.values = new StepValues(session, () => document.graph);
    this.units = new UnitsScene(this);
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

  /** Goes to a zoom, and remembers it for the next time. */
  show(zoom: Zoom): void {
    this.zoom = zoom;
    this.save(zoom);
  }

  /** Takes over what the lab had kept. */
  restore(settings: Record<string, unknown>): void {
    this.zoom = zooms.find((zoom) => zoom === settings['zoom']) ?? this.zoom;
  }

  /** Sets one entry of a parameter at the step on show. The change starts a branch; the run on show is kept. */
  setParameter(name: string, index: number, value: number): void {
    const session: Session & Branching = this.session;
    void session.branch?.([{ name, index, value }]);
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
