import { placeTitle, valueText } from '../../core/sweep/places.ts';
import type { Line, Points } from '../../core/sweep/points.ts';
import type { FieldValue, Moved } from '../../core/sweep/schema.ts';
import { nameLength } from '../../core/plan/text.ts';
import { m } from '../../core/words/m.ts';
import { power, written } from '../../core/words/numbers.ts';

/** The name itself, or with the first number from 2 on that no other has: `XOR, sweep 2`. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const base = wanted.replace(/ [1-9]\d?$/, '');
  const numbered = (n: number): string => {
    const number = String(n);
    return m.sweep_name_numbered({ name: base.slice(0, nameLength - number.length - 1).trimEnd(), number });
  };
  let n = 2;
  while (taken.includes(numbered(n))) n++;
  return numbered(n);
}

/** What an axis moves, by its first field. */
export const axisTitle = ({ places: [first] }: Line): string => (first ? placeTitle(first) : '');

/** A value of an axis as it is written: `0.1`, `10⁻⁵`, `tanh`. */
export function axisValue({ places: [first] }: Line, value: FieldValue): string {
  const text = first ? valueText(first.field, value) : String(value);
  return typeof value === 'number' ? written(text) : text;
}

/** What a point is: `Learning rate η 0.1, seed 14`. */
export function pointName(points: Points, point: number): string {
  const { values, seed } = points.at(point);
  const named = points.lines.map((line, i) => `${axisTitle(line)} ${axisValue(line, values[i] ?? NaN)}`);
  return points.seeds ? m.sweep_point({ values: named.join(', '), seed: String(seed) }) : named.join(', ');
}

/** The same in short, for the queue: `0.1, seed 14`. */
export function pointShort(points: Points, point: number): string {
  const { values, seed } = points.at(point);
  const named = points.lines.map((line, i) => axisValue(line, values[i] ?? NaN)).join(', ');
  return points.seeds ? m.sweep_point({ values: named, seed: String(seed) }) : named;
}

/** How a field goes along with its axis: `= 0.5 · v⁻¹`, or a list of its own. */
export function linkText({ c = 1, p = 1, list }: Moved): string {
  if (list) return list.map((v) => written(String(v))).join(', ');
  const law = `v${p === 1 ? '' : raised(p)}`;
  return `= ${c === 1 ? law : `${written(String(c))} · ${law}`}`;
}

/** −0.5 → `^−0.5`, 2 → `²`. */
const raised = (p: number): string => (Number.isInteger(p) ? power(p).slice(2) : `^${written(String(p))}`);
