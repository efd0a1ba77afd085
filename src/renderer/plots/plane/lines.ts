import type { Floats } from '../../../core/floats.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { levels, linesAt, marginAt } from '../../paint/contours.ts';
import { refined } from '../../paint/refine.ts';
import { chanceAmong, gapOf, outputsAt, roundLevels, type Outputs } from '../../paint/regions.ts';
import { margin, type Said } from '../../view/field.ts';

/** A line over the plane: what it stands for, and whether it is a boundary and not a contour. */
export interface Line {
  level: number;
  points: Float32Array;
  main: boolean;
}

/** Fills `into` with a number made of the outputs at points of the square. */
export type ValuesAt = (
  at: Float64Array,
  into: Float64Array,
  of: (o: Floats, row: number, q: number) => number,
) => void;

/** Chances of the likeliest class at which a contour is drawn. */
const sure = levels.filter((level) => level > 0.5);

/** The lines of a field: the boundary at one half, or where the top two of several outputs meet, or values that are equal; with
 *  `contours` also those of how sure the network is. Boundaries are refined where there is time for `exact`. */
export function linesOf(
  said: Said,
  field: Outputs,
  loss: Plan['loss'],
  contours: boolean,
  exact: ValuesAt | null,
): Line[] {
  switch (said) {
    case 'side':
      return sideLines(field, loss, contours, exact);
    case 'classes':
      return classLines(field, loss, contours, exact);
    case 'value':
      return valueLines(field, contours);
  }
}

function sideLines(field: Outputs, loss: Plan['loss'], contours: boolean, exact: ValuesAt | null): Line[] {
  const values = Array.from(field.values);
  return [0.5, ...(contours ? levels : [])].map((level) => {
    const points = linesAt(field, values, marginAt(level, loss));
    const main = level === 0.5;
    const of = (at: Float64Array, into: Float64Array): void => {
      exact?.(at, into, (o, row, q) => margin(o, row, q, loss));
    };
    return { level, points: main && exact ? refined(points, field.size, of) : points, main };
  });
}

function classLines(field: Outputs, loss: Plan['loss'], contours: boolean, exact: ValuesAt | null): Line[] {
  const area = field.size * field.size;
  return Array.from({ length: field.channels }, (_, label) => label).flatMap((label) => {
    const gaps = Array.from({ length: area }, (_, i) => gapOf(field, label, i));
    const points = linesAt(field, gaps, 0);
    const of = (at: Float64Array, into: Float64Array): void => {
      exact?.(at, into, (o, row, q) =>
        gapOf({ size: 1, channels: q, values: o.subarray(row * q, (row + 1) * q) }, label, 0),
      );
    };
    const border: Line = { level: 0, points: exact ? refined(points, field.size, of) : points, main: true };
    if (!contours) return [border];
    const margins = Array.from({ length: area }, (_, i) =>
      marginAt(chanceAmong(outputsAt(field, i), label, loss), loss),
    );
    return [
      border,
      ...sure.map((level) => ({ level, points: linesAt(field, margins, marginAt(level, loss)), main: false })),
    ];
  });
}

function valueLines(field: Outputs, contours: boolean): Line[] {
  const values = Array.from(field.values);
  const finite = values.filter(Number.isFinite);
  const [low, high] = finite.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const all = contours ? roundLevels(low, high) : [0];
  return all.map((level) => ({ level, points: linesAt(field, values, level), main: level === 0 }));
}
