import { m } from '../../core/words/m.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { gradientName, type Graph } from '../../core/graph/graph.ts';
import { niceCeil } from '../../core/words/numbers.ts';
import type { Session } from '../run/session.svelte.ts';
import type { StepValues } from './values.svelte.ts';
import { scaleEnd } from './histogram.ts';

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
    return Object.fromEntries(
      names.map((W) => [W, this.gradient ? this.of(gradientName(W)) : this.parameter(W)] as const),
    );
  });

  /** The end of the scale: one for all weights, so that layers can be compared. It is the largest weight, but at most four
   *  times their root mean square: in a large network a few outliers would leave all others grey. */
  readonly max: number = $derived(niceCeil(scaleEnd(Object.values(this.weights).filter((w) => w !== null))));
  /** Whether the step has gradients that are not known, as those of a large network while it trains. */
  readonly lacksGradients: boolean = $derived.by(
    () => this.gradient && this.session.frame !== null && Object.values(this.weights).every((w) => w === null),
  );

  /** A parameter at the step on show; null where that has none of this shape, being of a network before an edit. */
  parameter(name: string): Float32Array | null {
    const variable = this.graph().variables.find((v) => v.name === name);
    const values = this.holder?.tensor(name) ?? null;
    return variable && values?.length === Number(variable.rows) * variable.columns ? values : null;
  }

  /** W or ∂J/∂W; null while it has not been computed. */
  weight(W: string): ArrayLike<number> | null {
    return this.weights[W] ?? null;
  }

  /** A variable of the batch, or its gradient; null where it was not recorded. */
  input(name: string): ArrayLike<number> | null {
    return this.of(this.gradient ? gradientName(name) : name);
  }

  /** What is to be said where there are no gradients of what is on show; empty where there are. */
  get why(): string {
    if (!this.lacksGradients) return '';
    if (this.values.probe?.y === null) return m.network_why_unlabelled();
    if (this.values.coming) return m.network_why_coming();
    return m.network_why_large();
  }

  /** J and the two it is the sum of; s is 0 where there is none. Null while there are no frames, or no label. */
  get sum(): { J: number; L: number; s: number } | null {
    const { frame } = this.session;
    if (!frame) return null;
    const { objective, loss, penalty } = frame.scalars;
    if (!this.values.alone) return { J: objective, L: loss, s: penalty };
    const one = (name: string): number | undefined => this.values.get(name)?.values[0];
    const [J, L, s = 0] = [one('J'), one('L'), one('s')];
    return J === undefined || L === undefined ? null : { J, L, s };
  }

  /** Of the batch as it was recorded, or of the one example on show. */
  private of(name: string): ArrayLike<number> | null {
    return this.values.get(name)?.values ?? null;
  }
}
