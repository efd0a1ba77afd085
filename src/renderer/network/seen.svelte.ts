import { gradientName, type Graph } from '../../core/graph/graph.ts';
import { niceCeil } from '../marks/format.ts';
import type { Session } from '../run/session.svelte.ts';
import { scaleEnd } from './viz/histogram.ts';

/** What the blocks show of the frame on screen: values or gradients, with one scale for the whole network. */
export class Seen {
  gradient = $state(false);
  private readonly session: Session;
  private readonly graph: () => Graph;

  constructor(session: Session, graph: () => Graph) {
    this.session = session;
    this.graph = graph;
  }

  /** Small networks have their weights in every frame, large ones in keyframes; gradients are in frames alone. */
  private readonly holder = $derived.by(() => {
    const { frame, keyframe } = this.session;
    const [first = ''] = this.graph().weights;
    if (this.gradient || frame?.tensor(first)) return frame;
    return keyframe;
  });
  private readonly weights = $derived.by(() => {
    const names = this.graph().weights;
    const entries = names.map((W) => [W, this.holder?.tensor(this.gradient ? gradientName(W) : W) ?? null] as const);
    return Object.fromEntries(entries);
  });

  /** The end of the scale: one for all weights, so that layers can be compared. It is the largest weight, but at most four
   *  times their root mean square: in a large network a few outliers would leave all others grey. */
  readonly max: number = $derived(niceCeil(scaleEnd(Object.values(this.weights).filter((w) => w !== null))));
  /** Whether there is a frame that lacks the gradients, as those of large networks do. */
  readonly lacksGradients: boolean = $derived.by(
    () => this.gradient && this.session.frame !== null && Object.values(this.weights).every((w) => w === null),
  );

  /** W or ∂J/∂W; null while it has not been computed. */
  weight(W: string): Float32Array | null {
    return this.weights[W] ?? null;
  }

  /** A variable of the batch, or its gradient; null where it was not recorded. */
  input(name: string): Float32Array | null {
    return this.session.frame?.tensor(this.gradient ? gradientName(name) : name) ?? null;
  }
}
