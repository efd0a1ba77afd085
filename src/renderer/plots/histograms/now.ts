import { m } from '../../../core/words/m.ts';
import { activations } from '../../../core/activations.ts';
import type { Frame } from '../../../core/frame/frame.ts';
import { shareInZone } from '../../../core/zone.ts';
import { countText } from '../layers.ts';
import { CalmEnd, spanOf, type Span } from './axis.ts';
import type { Bars } from './bars.ts';
import type { Distribution } from './distribution.ts';
import { spreadTexts, type Head } from './head.ts';
import { neverNegative, ownAxis, sharesIn, type Layer, type Subject } from './subject.ts';
import { saturatedOn, zoneOn } from './zones.ts';

/** Above this many values the outermost hundredth may be beyond the axis, where it counts at the ends. */
const MANY = 200;

/** The largest |value| an axis must hold. */
function sizeOf(subject: Subject, values: Distribution): number {
  if (subject === 'weights' || values.total <= MANY) return values.size;
  return Math.max(Math.abs(values.quantile(0.005)), Math.abs(values.quantile(0.995)));
}

/** Axes of now, for one run: all layers share one, but for the output o, whose values are of another kind. */
export class Spans {
  readonly run: number;
  private readonly layers = new CalmEnd();
  private readonly output = new CalmEnd();

  constructor(run: number) {
    this.run = run;
  }

  of(
    subject: Subject,
    layers: readonly Layer[],
    values: readonly (Distribution | null)[],
    row: number,
    playing: boolean,
  ): Span[] {
    const own = ownAxis(subject);
    const most = (output: boolean): number =>
      layers.reduce((size, layer, i) => {
        const one = values[i];
        return one && own(layer) === output ? Math.max(size, sizeOf(subject, one)) : size;
      }, 0);
    const fromZero = neverNegative(subject, layers);
    // what cannot be larger than 1 keeps its axis
    const bounded = subject === 'activations' && layers.every(({ fn }) => fn === 'tanh' || fn === 'sigmoid');
    const shared = spanOf(bounded ? 1 : this.layers.take(most(false), row, playing), fromZero);
    const output = layers.some(own) ? spanOf(this.output.take(most(true), row, playing), false) : shared;
    return layers.map((layer) => (own(layer) ? output : shared));
  }
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What is written above a layer. `training`: its values are those of all training examples, and not of the batch;
 *  `brief`: there is little room. */
export function headOf(
  subject: Subject,
  layer: Layer,
  values: Distribution | null,
  frame: Frame | null,
  training: ArrayLike<number> | null,
  brief: boolean,
): Head {
  const { name, fn } = layer;
  const { saturated, dead } = sharesIn(frame, layer);
  const some = values !== null && values.total > 0;
  const head: Head = {
    name,
    spread: some ? spreadTexts(values.mean, values.std) : [],
    first: [],
    second: Number.isNaN(dead) ? [] : [m.plots_share_dead({ share: percent(dead) })],
    diverged: (values?.broken ?? 0) > 0,
  };
  if (!some) return { ...head, second: [] };
  switch (subject) {
    case 'weights':
      return { ...head, first: [countText(values.total, brief)] };
    case 'gradients':
    case 'activationGradients':
      return {
        ...head,
        second: Number.isNaN(values.zeros) ? [] : [m.plots_share_zero({ share: percent(values.zeros) })],
      };
    case 'preactivations': {
      if (fn === null) return { ...head, first: [countText(values.total, brief)] };
      const share = percent(training ? shareInZone(fn, training) : 1 - saturated);
      const on = fn === 'relu' || fn === 'leaky_relu';
      return { ...head, first: [on ? m.plots_share_on({ share }) : m.plots_share_zone({ share }), share] };
    }
    case 'activations':
      return {
        ...head,
        first: [
          m.plots_share_saturated({ share: percent(saturated) }),
          m.plots_share_saturated_short({ share: percent(saturated) }),
        ],
      };
  }
}

/** Below this many each weight, or its gradient, is a square of its own. */
const FEW = 40;
export const few = (subject: Subject, values: Distribution | null): boolean =>
  (subject === 'weights' || subject === 'gradients') && values !== null && values.total > 0 && values.total < FEW;

/** A layer as it is drawn now. */
export function barsOf(subject: Subject, { fn }: Layer, head: Head, values: Distribution | null, span: Span): Bars {
  const any = values !== null && values.total > 0 && fn !== null;
  return {
    head,
    values,
    squares: few(subject, values),
    span,
    zone: any && subject === 'preactivations' ? zoneOn(fn, span) : [],
    hatched: any && subject === 'activations' ? saturatedOn(fn, span) : [],
  };
}

/** The condition of the zone in words: the slope that a tenth of the maximum is, where all functions are one. */
export function zoneText(layers: readonly Layer[]): string {
  const fns = [...new Set(layers.flatMap(({ fn }) => fn ?? []))];
  const [only] = fns;
  if (only === undefined) return '';
  if (fns.every((fn) => fn === 'relu')) return m.plots_tinted_one();
  const tenth = Number((0.1 * activations[only].maxSlope).toPrecision(2));
  return m.plots_tinted({ least: fns.length === 1 ? String(tenth) : 'max φ′ / 10' });
}
