import type { Frame } from '../../core/frame/frame.ts';
import { gradientName, type Graph } from '../../core/graph/graph.ts';
import { niceCeil } from '../marks/format.ts';
import type { Session } from '../run/session.svelte.ts';
import type { StepValues } from './values.svelte.ts';
import { scaleEnd } from './viz/histogram.ts';

/** What the blocks show of the frame on screen: values or gradients, with one scale for the whole network. */
export class Seen {
  gradient = $state(false);
  private readonly session: Session;
  private readonly values: StepValues;
  private readonly graph: () => Graph;

  constructor(session: Session, values: StepValues, graph: () => Graph) {
    this.session = session;
    this.values = values;
    this.graph = graph;
  }

  /** What has the parameters on show: the step itself, or for a large network that is not at rest the keyframe before it. */
  readonly holder: Frame | null = $derived.by(() => this.values.source ?? this.session.keyframe);
  private readonly weights = $derived.by(() => {
    const names = this.graph().weights;
    const entries = names.map((W) => [W, this.holder?.tensor(this.gradient ? gradientName(W) : W) ?? null] as const);
    return Object.fromEntries(entries);
  });

  /** The end of the scale: one for all weights, so that layers can be compared. It is the largest weight, but at most four
   *  times their root mean square: in a large network a few outliers would leave all others grey. */
  readonly max: number = $derived(niceCeil(scaleEnd(Object.values(this.weights).filter((w) => w !== null))));
  /** Whether the step has gradients that are not known, as those of a large network while it trains. */
  readonly lacksGradients: boolean = $derived.by(
    () => this.gradient && this.session.frame !== null && Object.values(this.weights).every((w) => w === null),
  );

  /** W or ∂J/∂W; null while it has not been computed. */
  weight(W: string): Float32Array | null {
    return this.weights[W] ?? null;
  }

  /** A variable of the batch, or its gradient; null where it was not recorded. */
  input(name: string): Float32Array | null {
    return this.values.source?.tensor(this.gradient ? gradientName(name) : name) ?? null;
  }
}
