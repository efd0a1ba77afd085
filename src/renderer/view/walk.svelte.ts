import { gradientName, type Graph } from '../../core/graph/graph.ts';
import { knownAfter, stepsOf, type GraphStep } from '../../core/graph/steps.ts';
import type { Session } from '../run/session.svelte.ts';

/** Where a walk is: after so many nodes of one step, of the one that comes next, or of the newest, once it has come. */
interface Place {
  of: 'step' | 'next' | 'newest';
  step: string;
  done: number;
}

/** A walk over the graph, node by node, forward and then backward: how far it is. It belongs to one training step; a frame of
 *  another step is shown whole, unless the walk itself went on to it. */
export class GraphWalk {
  private readonly session: Session;
  private readonly graph: () => Graph;
  private place = $state.raw<Place | null>(null);

  /** The flights that the figure has open; null where it has them all. The list of steps folds with it. */
  open = $state.raw<ReadonlySet<number> | null>(null);

  readonly steps: GraphStep[] = $derived.by(() => stepsOf(this.graph()));
  private readonly step = $derived.by(() => `${this.session.info?.id ?? ''} ${this.session.step ?? ''}`);
  /** Whether somebody walks. */
  readonly walking: boolean = $derived.by(() => {
    const { place, session } = this;
    if (place === null || session.playing) return false;
    return place.of === 'step' ? place.step === this.step : place.of === 'next' || session.atLiveEdge;
  });
  /** How many nodes are done: none while there is no frame, all of them where nobody walks. */
  readonly done: number = $derived.by(() => {
    if (this.session.frame === null) return 0;
    return this.walking ? Math.min(this.place?.done ?? Infinity, this.steps.length) : this.steps.length;
  });
  /** What is known by now; nothing but the parameters' names while there is no frame, and then they have no values. */
  readonly known: ReadonlySet<string> = $derived.by(() => knownAfter(this.graph(), this.steps, this.done));
  /** The step taken last; null before the first, and where nobody walks. */
  readonly current: GraphStep | null = $derived.by(() => (this.walking ? (this.steps[this.done - 1] ?? null) : null));
  constructor(session: Session, graph: () => Graph) {
    this.session = session;
    this.graph = graph;
  }

  /** One node on. After the last one the parameters are updated and the next step begins; without a run, one begins. */
  async forward(): Promise<void> {
    const { session } = this;
    if (session.frame === null) {
      if (!session.canStart) return;
      await session.reset();
      this.goOn();
      return;
    }
    if (session.playing) {
      await this.goTo(0);
      return;
    }
    if (this.walking && this.done < this.steps.length) await this.goTo(this.done + 1);
    else if (!this.walking) await this.goTo(1);
    else {
      this.goOn();
      await session.forward('step');
    }
  }

  /** One node back. */
  back(): void {
    if (this.session.frame && !this.session.playing && this.done > 0) void this.goTo(this.done - 1);
  }

  /** To just after so many nodes of the step on show. What plays is paused first, and of a live run that is its newest step. */
  async goTo(done: number): Promise<void> {
    const { session } = this;
    const newest = session.playing && session.atLiveEdge;
    if (newest) this.place = { of: 'newest', step: '', done };
    if (session.playing) await session.playPause();
    if (!newest) this.place = { of: 'step', step: this.step, done };
  }

  /** Shows the whole step again. */
  end(): void {
    this.place = null;
  }

  /** The step that comes next is walked from its beginning. */
  private goOn(): void {
    this.place = { of: 'next', step: '', done: 0 };
  }

  /** Index of the step that produces a value or gradient; −1 for what is given. */
  producing(name: string): number {
    return this.steps.findIndex(({ produces }) => produces.includes(name));
  }
}

/** What a step is about: the first thing it produces that is not a mask. */
export function subjectOf(graph: Graph, { pass, produces }: GraphStep): { node: string; gradient: boolean } {
  const gradient = pass === 'backward';
  const names = gradient
    ? graph.variables.filter(({ name }) => produces.includes(gradientName(name))).map(({ name }) => name)
    : produces.filter((name) => graph.variables.some((v) => v.name === name && v.role !== 'mask'));
  const ordered = gradient ? names.toSorted((a, b) => order(produces, a) - order(produces, b)) : names;
  return { node: ordered.find((name) => name !== 'J') ?? ordered[0] ?? 'J', gradient };
}
const order = (produces: readonly string[], name: string): number => produces.indexOf(gradientName(name));
