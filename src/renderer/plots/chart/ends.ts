import { m } from '../../../core/words/m.ts';
import { measuring, textWidth } from '../../paint/measure.ts';
import { nameRuns, runsWidth, type Run } from '../../paint/math-text.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Line } from './lines.ts';

/** What is written at the end of a line. */
export interface End {
  text: string;
  /** The name of a variable before it. */
  runs?: Run[];
  /** Lengths of dashes and gaps of its line, of which a sample is shown. */
  dash?: string;
}

/** px from the axes to a label, and of the piece of its line before it. */
export const APART = 10;
export const sampleOf = (p: Palette): number => 2 * p.small;

/** @param samples lines are so many that each is shown a piece of */
export function endOf(line: Line, value: number, format: (value: number) => string, samples: boolean): End {
  const text = format(value);
  return line.name
    ? { text, runs: nameRuns(line.label), ...(samples && { dash: (line.dash ?? []).join(' ') }) }
    : { text: `${line.label} ${text}` };
}
export const gapEnd = (value: number, format: (value: number) => string): End => ({
  text: m.plots_gap({ value: format(value) }),
});

/** px to the right of the axes that a label takes. */
export function endRoom({ text, runs, dash }: End, p: Palette): number {
  const words = runs
    ? runsWidth(measuring(), runs, p.small) + textWidth(`\u00a0${text}`, p.small, p)
    : textWidth(text, p.small, p);
  return Math.ceil(APART + (dash === undefined ? 0 : sampleOf(p)) + words) + 2;
}

/** px that the labels of lines take at the step that is looked at and, so that the axes stay where they are, at any other: the
 *  longest numbers are of the smallest and the largest values. */
export function roomFor(
  lines: readonly Line[],
  gap: readonly [string, string] | undefined,
  format: (value: number) => string,
  p: Palette,
): number {
  const samples = lines.length > 2;
  const ends = lines
    .filter(({ faint }) => !faint)
    .flatMap((line) => [line.at, ...outermost(line)].map((value) => endOf(line, value, format, samples)));
  const [train = NaN, test = NaN] = (gap ?? []).map((id) => lines.find((line) => line.id === id)?.at ?? NaN);
  if (Number.isFinite(test - train)) ends.push(gapEnd(test - train, format));
  return Math.max(0, ...ends.map((end) => endRoom(end, p)));
}

/** The values of a line that are smallest and largest by size, but for 0. */
function outermost({ points }: Line): number[] {
  let [small, large] = [NaN, NaN];
  for (const [, value] of points) {
    const size = Math.abs(value);
    if (size === 0 || !Number.isFinite(value)) continue;
    if (!(size >= Math.abs(small))) small = value;
    if (!(size <= Math.abs(large))) large = value;
  }
  return [small, large].filter(Number.isFinite);
}
