import { activations, type ActivationId } from '../../../core/activations.ts';
import { inZone } from '../../../core/zone.ts';
import { niceCeil } from '../../../core/words/numbers.ts';
import { div } from '../../theme/scale.ts';
import { theme } from '../../theme/theme.svelte.ts';
import { countBins, largest } from '../../view/histogram.ts';

const BINS = 32;

/** How far the axis goes either way; without inputs, to where functions bend. */
export const limitOf = (values: ArrayLike<number> | null): number =>
  values && values.length > 0 ? niceCeil(largest(values)) : 5;

/** φ over the histogram of its inputs, tinted in the Goldilocks zone; the histogram alone, coloured, of gradients. */
export function drawActivation(
  context: CanvasRenderingContext2D,
  w: number,
  h: number,
  fn: ActivationId,
  values: ArrayLike<number> | null,
  gradient: boolean,
): void {
  const limit = limitOf(values);
  const base = h - 3;
  const counts = values ? countBins(values, limit, BINS) : [];
  const top = Math.max(1, ...counts);
  const bar = w / BINS;
  counts.forEach((count, i) => {
    if (count === 0) return;
    const z = ((i + 0.5) / BINS) * 2 * limit - limit;
    const tint = theme.token(inZone(fn, z) ? '--pos-mid' : '--rule2');
    context.fillStyle = gradient ? div((2 * z) / limit) : tint;
    const size = Math.max(1, (count / top) * (base - 4));
    context.fillRect(i * bar, base - size, bar - 1, size);
  });
  context.strokeStyle = theme.token('--edge');
  context.lineWidth = theme.px('--w-hair');
  context.beginPath();
  context.moveTo(0, base + 0.5);
  context.lineTo(w, base + 0.5);
  context.stroke();
  if (!gradient) curve(context, w, base, fn, limit);
}

function curve(context: CanvasRenderingContext2D, w: number, base: number, fn: ActivationId, limit: number): void {
  const { f } = activations[fn];
  const points = Array.from({ length: 65 }, (_, i) => f((i / 32 - 1) * limit));
  const low = Math.min(...points);
  const span = Math.max(...points) - low || 1;
  context.strokeStyle = theme.token('--ink');
  context.lineWidth = theme.px('--w-line');
  context.lineJoin = 'round';
  context.beginPath();
  points.forEach((y, i) => {
    const at = [(i / 64) * w, base - ((y - low) / span) * (base - 3)] as const;
    if (i === 0) context.moveTo(...at);
    else context.lineTo(...at);
  });
  context.stroke();
}
