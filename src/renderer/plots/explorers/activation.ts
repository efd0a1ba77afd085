import { activations, type ActivationId } from '../../../core/activations.ts';
import { bins as recordedBins } from '../../../core/frame/observed.ts';
import type { Frame } from '../../../core/frame/frame.ts';
import type { Graph } from '../../../core/graph/graph.ts';
import { inZone } from '../../../core/zone.ts';
import { countBins } from '../../view/histogram.ts';
import { rebin } from '../histograms/distribution.ts';
import { shareInZone } from '../../../core/zone.ts';

/** z from −8 to 8 in steps of 0.1, the last left out: the 160 points of the lecture's plot. */
export const reach = 8;
const POINTS = 160;
/** Bars of the inputs between −8 and 8. */
export const bars = 64;

/** An activation and its derivative at the 160 points. */
export interface Curve {
  z: Float64Array;
  f: Float64Array;
  df: Float64Array;
}

export function curveOf(fn: ActivationId): Curve {
  const { f, df } = activations[fn];
  const z = Float64Array.from({ length: POINTS }, (_, i) => (i - POINTS / 2) / 10);
  return { z, f: z.map(f), df: z.map(df) };
}

/** An activation of the network: its input, its function, the layer it is, and its place in `saturated` of frames. */
export interface Site {
  z: string;
  fn: ActivationId;
  layer: number;
  index: number;
}

export function sitesOf(graph: Graph): Site[] {
  let index = 0;
  return graph.operators.flatMap(({ operation, inputs: [z = ''], layer }): Site[] =>
    operation.kind === 'activation' ? [{ z, fn: operation.fn, layer, index: index++ }] : [],
  );
}

/** The activation with this input; otherwise that of the selected block, or the next one after it, or the first. */
export const siteOf = (sites: readonly Site[], wanted: string, block: number | null): Site | null =>
  sites.find(({ z }) => z === wanted) ??
  (block === null ? undefined : sites.find(({ layer }) => layer >= block)) ??
  (block === null ? sites[0] : sites.at(-1)) ??
  null;

/** What goes into an activation at one step. */
export interface Inputs {
  total: number;
  /** `bars` counts between −8 and 8; what is beyond is in the bars at the ends. */
  counts: ArrayLike<number>;
  /** Shares beyond ±8, and outside the zone of a function. */
  beyond: number;
  outside: (fn: ActivationId) => number;
  /** Whether shares are from a histogram, and so not exact. */
  binned: boolean;
}

/** The inputs z of a frame: its values in small networks, its histogram in large ones; null where it has neither. */
export function inputsOf(frame: Frame, z: string): Inputs | null {
  const values = frame.tensor(z);
  if (values) {
    let beyond = 0;
    for (const value of values) if (Math.abs(value) > reach) beyond++;
    return {
      total: values.length,
      counts: countBins(values, reach, bars),
      beyond: beyond / values.length,
      outside: (fn) => 1 - shareInZone(fn, values),
      binned: false,
    };
  }
  const entry = frame.tensor(`hist ${z}`);
  if (!entry) return null;
  const counted = entry.subarray(0, recordedBins);
  const [least = NaN, most = NaN] = entry.subarray(recordedBins);
  const total = counted.reduce((sum, count) => sum + count, 0);
  const width = (most - least) / recordedBins;
  /** Share of values for which something holds, as far as bins tell: each is taken at 4 places. */
  const shareOf = (holds: (value: number) => boolean): number => {
    let sum = 0;
    counted.forEach((count, k) => {
      for (let i = 0; i < 4; i++) if (holds(least + (k + (i + 0.5) / 4) * width)) sum += count / 4;
    });
    return sum / total;
  };
  return {
    total,
    counts: rebin(counted, least, most, -reach, reach, bars),
    beyond: least >= -reach && most <= reach ? 0 : shareOf((value) => Math.abs(value) > reach),
    outside: (fn) => shareOf((value) => !inZone(fn, value)),
    binned: true,
  };
}

/** 0.23 → `23 %`; little is not said to be nothing. */
export const percent = (share: number): string =>
  Number.isNaN(share) ? '–' : share > 0 && share < 0.005 ? '< 1 %' : `${Math.round(100 * share)} %`;
