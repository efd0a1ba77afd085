import { fixed, short } from '../../../core/words/numbers.ts';
import { fillHeat, type HeatBox } from '../../paint/heat.ts';
import { div } from '../../theme/scale.ts';
import type { Palette } from '../../paint/palette.ts';

/** More entries are an image: an entry is a rectangle while there are few. */
const MOST_CELLS = 1024;
/** px a cell has at least that its number stands in. */
const NUMBERED = 24;

/** Draws rows × columns on the diverging scale, ±max at its ends, with the numbers in the cells where they fit. */
export function drawCells(
  c: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  max: number,
  box: HeatBox,
  p: Palette,
): void {
  if (values.length === 0) {
    // not known yet: its frame stays
  } else if (rows * columns > MOST_CELLS || rows > box.height || columns > box.width)
    fillHeat(c, { rows, columns, values }, max, box);
  else {
    const w = box.width / columns;
    const h = box.height / rows;
    const decimals = decimalsOf(w, h, max, p);
    c.textAlign = 'center';
    c.textBaseline = 'alphabetic';
    // numbers that fill their cells are written a little smaller, so that neighbours stay apart
    const size = w < 3 * p.tick ? 0.88 * p.tick : p.tick;
    c.font = `${size}px ${p.font}`;
    for (let r = 0; r < rows; r++) {
      const top = Math.round(box.y + r * h);
      const bottom = Math.round(box.y + (r + 1) * h);
      for (let k = 0; k < columns; k++) {
        const value = values[r * columns + k] ?? 0;
        const left = Math.round(box.x + k * w);
        if (value !== 0) {
          c.fillStyle = div(value / max);
          c.fillRect(left, top, Math.round(box.x + (k + 1) * w) - left, bottom - top);
        }
        if (decimals === null) continue;
        c.fillStyle = Math.abs(value) > 0.6 * max ? p.ground : p.ink;
        c.fillText(value === 0 ? '0' : fixed(value, decimals), left + w / 2, (top + bottom) / 2 + 0.36 * size);
      }
    }
  }
  c.strokeStyle = p.edge;
  c.lineWidth = 1;
  c.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}

/** Decimals with which −max fits into a cell; null where there is no room for a number. */
function decimalsOf(width: number, height: number, max: number, p: Palette): number | null {
  if (width < NUMBERED || height < 1.3 * p.tick || max < 0.05) return null;
  const whole = String(Math.floor(max)).length;
  const fits = (decimals: number): boolean =>
    (1 + whole + (decimals > 0 ? 0.5 + decimals : 0)) * 0.6 * p.tick < width - 2;
  return [2, 1, 0].find(fits) ?? null;
}

/** The diverging scale with its two ends, right-aligned at x, its foot at y. */
export function drawScale(c: CanvasRenderingContext2D, max: number, x: number, y: number, p: Palette): void {
  const WIDTH = 6.5 * p.tick;
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.textAlign = 'right';
  c.fillStyle = p.ink2;
  const high = `+${short(max)}`;
  c.fillText(high, x, y);
  const from = x - c.measureText(high).width - 5 - WIDTH;
  c.fillText(`−${short(max)}`, from - 5, y);
  const steps = Math.round(WIDTH / 2);
  for (let i = 0; i < steps; i++) {
    c.fillStyle = div((2 * i) / (steps - 1) - 1);
    c.fillRect(from + (i * WIDTH) / steps, y - 0.7 * p.tick, WIDTH / steps + 0.3, 0.7 * p.tick);
  }
}
