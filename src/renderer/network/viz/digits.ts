import { mnist } from '../../../core/datasets.ts';
import type { Examples } from '../../../core/examples.ts';
import { theme } from '../../theme/theme.svelte.ts';

/** A strip of digits, ink on ground, as many as fit, from the right. */
export function drawDigits(context: CanvasRenderingContext2D, examples: Examples, w: number, h: number): void {
  const { side, width } = mnist;
  const rows = h >= 50 ? 2 : 1;
  const size = Math.min(28, Math.floor(h / rows));
  const columns = Math.floor(w / size);
  const shown = Math.min(rows * columns, examples.count);
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => parseInt(theme.token('--ink').slice(i, i + 2), 16));
  const small = new OffscreenCanvas(side, side);
  const on = small.getContext('2d');
  if (!on) return;
  const image = new ImageData(side, side);
  for (let k = 0; k < shown; k++) {
    for (let i = 0; i < width; i++) {
      const ink = (examples.x[k * width + i] ?? 0) * examples.scale;
      image.data.set([r, g, b, 255 * ink], 4 * i);
    }
    on.putImageData(image, 0, 0);
    const column = k % columns;
    const row = Math.floor(k / columns);
    context.drawImage(small, w - (columns - column) * size, (h - rows * size) / 2 + row * size, size, size);
  }
}
