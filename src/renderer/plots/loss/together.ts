import { letters } from '../../run/group.svelte.ts';
import type { Recording } from '../../run/recording.ts';
import type { Line } from '../chart/lines.ts';
import { linesOf, type Course } from './loss.ts';

/** Dashes of the lines of A to F: none for the first, then ever more broken. */
export const dashes: readonly Pick<Line, 'dash'>[] = [
  {},
  { dash: [6, 3] },
  { dash: [2, 2] },
  { dash: [9, 3, 2, 3] },
  { dash: [12, 3] },
  { dash: [4, 2, 1, 2, 1, 2] },
];

const R = 3.5;
/** Marks of A to F around where the path is: disc, square, triangle, diamond, cross, bar. */
export const marks: readonly string[] = [
  `m${-R} 0a${R} ${R} 0 1 0 ${2 * R} 0a${R} ${R} 0 1 0 ${-2 * R} 0`,
  `m${-R} ${-R}h${2 * R}v${2 * R}h${-2 * R}z`,
  `m0 ${-1.2 * R}l${1.15 * R} ${2.05 * R}h${-2.3 * R}z`,
  `m0 ${-1.35 * R}l${1.35 * R} ${1.35 * R}l${-1.35 * R} ${1.35 * R}l${-1.35 * R} ${-1.35 * R}z`,
  `m${-R} ${-R}l${2 * R} ${2 * R}m${-2 * R} 0l${2 * R} ${-2 * R}`,
  `m${-R} 0h${2 * R}`,
].slice(0, letters.length);

/** The test line of a course, or its training line where it has none, on the steps of the run that leads, with its value at a
 *  step. @param ratio how many of its steps are one of that run's */
export function lineOf(course: Course, recording: Recording, ratio: number, step: number): Line | null {
  const line = linesOf(course, recording).at(-1);
  if (!line || line.points.length === 0) return null;
  const points = line.points.map(([own, value]): [number, number] => [own / ratio, value]);
  const at = points.findLast(([own]) => own <= step + 1e-6) ?? points[0];
  const { dash: _, ...rest } = line;
  return { ...rest, points, at: at?.[1] ?? NaN };
}
