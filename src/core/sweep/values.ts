import { sweepFieldOf } from './fields.ts';
import type { SweepPlace } from './places.ts';
import type { Axis, AxisValues, FieldValue, Moved, Sweep } from './schema.ts';

/** The values v of an axis, one after the other. Of a range that moves whole numbers they are rounded, and each is once. */
export function valuesOf({ values, fields }: Axis, places: readonly (SweepPlace | null)[]): FieldValue[] {
  if ('list' in values) return values.list;
  const range = rangeOf(values);
  // the axis is what its first field shows, unless that is a function of it
  const first = fields[0];
  const plain = first && isPlain(first);
  const field = places[0]?.field;
  if (!plain || !field || sweepFieldOf(field).takes.kind !== 'integer') return range;
  return [...new Set(range.map(Math.round))];
}

/** v from `from` to `to`, both exact, evenly or in equal ratios. */
function rangeOf({ from, to, count, log }: Exclude<AxisValues, { list: unknown }>): number[] {
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return from;
    if (i === count - 1) return to;
    const t = i / (count - 1);
    // what a decimal was meant by: 0.1, and not 0.09999999999999999
    return Number((log ? from * (to / from) ** t : from + (to - from) * t).toPrecision(12));
  });
}

/** Whether a field is at the axis' value itself. */
export const isPlain = ({ c, p, list }: Moved): boolean => c === undefined && p === undefined && list === undefined;

/** What a field is set to where its axis is at value k: v, c · vᵖ (rounded where the field is whole), or its own list's. */
export function movedTo(moved: Moved, place: SweepPlace, v: FieldValue, k: number): FieldValue {
  if (moved.list) return moved.list[k] ?? NaN;
  if (isPlain(moved)) return v;
  const { c = 1, p = 1 } = moved;
  const value = c * Number(v) ** p;
  return sweepFieldOf(place.field).takes.kind === 'integer' ? Math.round(value) : Number(value.toPrecision(12));
}

/** The seeds that each point is run with; null where the plan's own is left as it is. */
export function seedsOf({ seeds, plan }: Pick<Sweep, 'seeds' | 'plan'>): number[] | null {
  if (seeds === undefined) return null;
  return typeof seeds === 'number' ? Array.from({ length: seeds }, (_, k) => plan.seed + k) : seeds;
}
