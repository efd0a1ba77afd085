import type { Palette } from '../paint/palette.ts';
import { apart, type Along, type Upward } from './scales.ts';

/** Where the axes of a figure lie in it, in px. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Room for the marks of the axes, and to the right for the labels at the ends of lines. @param labels px that these take; they have
 *  no more than half of the figure */
export function boxOf(width: number, height: number, p: Palette, top: number, labels = 0): Box {
  const usual = 7.5 * p.small;
  return {
    left: 3.25 * p.tick,
    right: Math.max(4 * p.tick, width - Math.max(usual, Math.min(labels, width / 2))),
    top,
    bottom: height - p.tick - 9,
  };
}

export const xAt = ({ left, right }: Box, at: number): number => left + at * (right - left);
export const yAt = ({ top, bottom }: Box, at: number): number => bottom - at * (bottom - top);

/** Axes with their marks: hairlines across at the upward ones. */
export function drawAxes(c: CanvasRenderingContext2D, box: Box, along: Along, upward: Upward, p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.lineWidth = p.grid;
  c.textAlign = 'right';
  let above = Infinity;
  for (const { at, text } of upward.ticks) {
    const y = yAt(box, at);
    c.strokeStyle = p.rule;
    stroke(c, [[box.left, y], [box.right, y]]); // prettier-ignore
    if (above - y < p.tick + 2) continue;
    above = y;
    c.fillStyle = p.ink2;
    c.fillText(text, box.left - 6, y + 0.36 * p.tick);
  }
  c.lineWidth = p.hair;
  c.strokeStyle = p.edge;
  stroke(c, [[box.left, box.bottom], [box.right, box.bottom]]); // prettier-ignore
  c.textAlign = 'center';
  c.fillStyle = p.ink2;
  for (const { at, text } of apart(along.ticks, box.right - box.left, (t) => c.measureText(t).width)) {
    const x = xAt(box, at);
    stroke(c, [[x, box.bottom], [x, box.bottom + 4]]); // prettier-ignore
    c.fillText(text, x, box.bottom + 6 + p.tick);
  }
}

/** A line through points. */
export function stroke(c: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  c.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? c.moveTo(x, y) : c.lineTo(x, y)));
  c.stroke();
}

/** A circle, filled with the ground and drawn round. */
export function ring(c: CanvasRenderingContext2D, x: number, y: number, r: number, fill: string): void {
  c.beginPath();
  c.arc(x, y, r, 0, 2 * Math.PI);
  c.fillStyle = fill;
  c.fill();
  c.stroke();
}

/** ✕ of so many px. */
export function cross(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  stroke(c, [[x - r, y - r], [x + r, y + r]]); // prettier-ignore
  stroke(c, [[x - r, y + r], [x + r, y - r]]); // prettier-ignore
}
