import { m } from '../../../core/words/m.ts';
import { nameRuns, drawRuns } from '../../paint/math-text.ts';
import { fixed, short } from '../../../core/words/numbers.ts';
import type { Palette } from '../../paint/palette.ts';

/** Where one of the small multiples is. */
export interface Column {
  x: number;
  width: number;
}

/** Columns side by side; many have less between them. */
export function columnsOf(n: number, left: number, width: number): Column[] {
  const gap = n > 3 ? 12 : 20;
  const each = Math.max(1, (width - left - (n - 1) * gap) / Math.max(1, n));
  return Array.from({ length: n }, (_, i) => ({ x: left + i * (each + gap), width: each }));
}

/** What is written above one of them. Of each text the first that has room is taken: they go from long to short. */
export interface Head {
  name: string;
  /** Mean and standard deviation. */
  spread: readonly string[];
  /** Beside the name. */
  first: readonly string[];
  /** Beside the spread, or where that has no room, under it. */
  second: readonly string[];
  /** The values are not all finite. */
  diverged: boolean;
}

/** `0.02 ± 0.36`, and the same for little room. */
export function spreadTexts(mean: number, std: number): string[] {
  if (Number.isNaN(mean) || Number.isNaN(std)) return [];
  const e = Math.floor(Math.log10(Math.max(std, Math.abs(mean)) || 1));
  const text = (v: number): string =>
    e < -2 || e > 4 ? short(v) : fixed(v, e >= 2 ? 0 : e === 1 ? 1 : e >= -1 ? 2 : 3);
  return [`${text(mean)} ± ${text(std)}`, `± ${text(std)}`];
}

/** How heads are laid out for columns of this width in a plot of this height: in one line where there is room, else in two or
 *  three; in low plots the second text and then the spread yield. Numbers do not matter, so that nothing moves. */
export function headLines(width: number, height: number, heads: readonly Head[], p: Palette): 1 | 2 | 3 {
  if (width >= 20 * p.small || height < 6.5 * p.small) return 1;
  const seconds = heads.some(({ second }) => second.length > 0);
  return !seconds || bothFit(width, p) || height < 11 * p.small ? 2 : 3;
}
/** Whether spread and second text fit in a line, whatever they say. */
const bothFit = (width: number, p: Palette): boolean => width >= 12.5 * p.small;
const lineHeight = (p: Palette): number => p.small + 2;
export const headHeight = (lines: number, p: Palette): number => lines * lineHeight(p) + 6;

/** The room a text takes: shares always that of 100 %, so that texts do not come and go with a digit. */
const reserved = (c: CanvasRenderingContext2D, text: string): number =>
  c.measureText(text.replace(/^\d+ %/, '100 %')).width;

/** Draws a head at the top of its column. */
export function drawHead(
  c: CanvasRenderingContext2D,
  head: Head,
  { x, width }: Column,
  lines: 1 | 2 | 3,
  p: Palette,
): void {
  const line = (i: number): number => p.small + 1 + i * lineHeight(p);
  c.fillStyle = p.ink;
  const name = drawRuns(c, nameRuns(head.name), x, line(0), p.small);
  c.font = `${p.tick}px ${p.font}`;
  /** Writes what fits. @returns the width it takes */
  const write = (texts: readonly string[], from: number, to: number, y: number, align: 'left' | 'right'): number => {
    for (const text of texts) {
      const needs = reserved(c, text);
      if (needs > to - from) continue;
      c.textAlign = align;
      c.fillText(text, align === 'left' ? from : to, y);
      return needs + 6;
    }
    return 0;
  };
  const right = x + width;
  c.fillStyle = p.ink3;
  if (lines === 1) {
    const second = write(head.second, x + name + 8, right, line(0), 'right');
    const first = write(head.first, x + name + 8, right - second, line(0), 'right');
    drawSpread(x + name + 8, right - second - first, line(0));
    return;
  }
  write(head.first, x + name + 6, right, line(0), 'right');
  const spread = drawSpread(x, right, line(1));
  c.fillStyle = p.ink3;
  if (lines === 2 && bothFit(width, p)) write(head.second, x + spread + 4, right, line(1), 'right');
  else if (lines === 3) write(head.second, x, right, line(2), 'left');

  function drawSpread(from: number, to: number, y: number): number {
    c.fillStyle = head.diverged ? p.wrong : p.ink2;
    return write(head.diverged ? [m.plots_diverged_mark(), '✕'] : head.spread, from, to, y, 'left');
  }
}
