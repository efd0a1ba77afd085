import type { Palette } from '../paint/palette.ts';
import { ring } from './frame.ts';

/** Dashes of several lines, and marks at their points: never hue alone. */
const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4]] as const;
const marks = ['disc', 'square', 'triangle', 'diamond'] as const;
export const dashOf = (series: number): number[] => [...(dashes[series % dashes.length] ?? [])];
type Mark = (typeof marks)[number];
export const markOf = (series: number): Mark => marks[series % marks.length] ?? 'disc';

export function drawMark(c: CanvasRenderingContext2D, x: number, y: number, mark: Mark, p: Palette): void {
  const r = 3.25;
  if (mark === 'disc') {
    ring(c, x, y, r, p.ground);
    return;
  }
  const corners = {
    square: [[-r, -r], [r, -r], [r, r], [-r, r]],
    triangle: [[0, -r - 1], [r + 1, r], [-r - 1, r]],
    diamond: [[0, -r - 1], [r + 1, 0], [0, r + 1], [-r - 1, 0]],
  }[mark] as [number, number][]; // prettier-ignore
  c.beginPath();
  corners.forEach(([dx, dy], i) => (i === 0 ? c.moveTo(x + dx, y + dy) : c.lineTo(x + dx, y + dy)));
  c.closePath();
  c.fillStyle = p.ground;
  c.fill();
  c.stroke();
}
