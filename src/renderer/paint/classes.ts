import type { Palette } from './palette.ts';

/** The colour of a class: 0 orange, 1 blue, as ever; 2 violet, 3 olive. What is beyond has none of its own. */
export const classColour = (label: number, p: Palette): string => [p.neg, p.pos, p.class2, p.class3][label] ?? p.ink3;

/** Begins the outline of the mark of a class about a point, so that classes are told apart without hue: 0 a triangle, 1 a disc,
 *  2 a square, 3 a diamond. To be filled or stroked by the caller. */
export function classMark(c: CanvasRenderingContext2D, label: number, x: number, y: number, r: number): void {
  c.beginPath();
  if (label === 0) {
    c.moveTo(x, y - 1.25 * r);
    c.lineTo(x + 1.15 * r, y + 0.85 * r);
    c.lineTo(x - 1.15 * r, y + 0.85 * r);
    c.closePath();
  } else if (label === 2) c.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  else if (label === 3) {
    c.moveTo(x, y - 1.35 * r);
    c.lineTo(x + 1.2 * r, y);
    c.lineTo(x, y + 1.35 * r);
    c.lineTo(x - 1.2 * r, y);
    c.closePath();
  } else c.arc(x, y, r, 0, 2 * Math.PI);
}

/** The largest magnitude of values, at least 1: what the ends of their colours stand for. */
export function endOf(values: ArrayLike<number>): number {
  let most = 1;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
  return most;
}
