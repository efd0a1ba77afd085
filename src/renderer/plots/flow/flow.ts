import type { Recording } from '../../run/recording.ts';

/** The axis of the gradient flow: decades of ‖ΔW‖/‖W‖. */
export const flowAxis = { low: 1e-6, high: 1 } as const;
/** Frames whose ticks are drawn. */
const TRAIL = 80;
/** Values the quartiles are taken from. */
const SAMPLE = 200;

/** One row of the gradient flow. */
export interface FlowRow {
  /** The last ratios, oldest first, now the last. */
  trail: number[];
  /** The middle half of the run up to now. */
  middle: [number, number] | null;
  now: number;
}

/** ‖ΔW‖/‖W‖; 0 where nothing moves, ∞ where weights of 0 would. */
export const updateRatio = (update: number, weight: number): number => (update === 0 ? 0 : update / weight);

/** The rows of all layers at a row of the recording.
 *  @param learningRate η at a step: η‖∂J/∂W‖ is the update in recordings that do not have it */
export function flowRows(recording: Recording, row: number, learningRate: (step: number) => number): FlowRow[] {
  const { weightNorms, gradientNorms, updateNorms } = recording;
  const update = (i: number, layer: number): number =>
    updateNorms.width > 0 ? updateNorms.at(i, layer) : learningRate(recording.stepOf(i)) * gradientNorms.at(i, layer);
  return Array.from({ length: weightNorms.width }, (_, layer) => {
    const at = (i: number): number => updateRatio(update(i, layer), weightNorms.at(i, layer));
    const from = Math.max(0, row - TRAIL + 1);
    const trail = Array.from({ length: row - from + 1 }, (_unused, i) => at(from + i));
    const stride = Math.max(1, Math.ceil((row + 1) / SAMPLE));
    const all = Array.from({ length: Math.ceil((row + 1) / stride) }, (_unused, i) => at(i * stride))
      .filter((v) => v > 0)
      .sort((a, b) => a - b);
    const quantile = (q: number): number => all[Math.floor(q * (all.length - 1))] ?? NaN;
    return { trail, middle: all.length > 1 ? [quantile(0.25), quantile(0.75)] : null, now: at(row) };
  });
}

/** Where a ratio lies on the axis, 0 to 1; an exact 0 lies before it. */
export const flowShare = (ratio: number): number => {
  const { low, high } = flowAxis;
  return Math.max(0, Math.min(1, Math.log10(ratio / low) / Math.log10(high / low)));
};
