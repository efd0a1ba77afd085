import type { Plan } from '../plan/schema.ts';
import { sweepFieldIds, sweepFieldOf, sweepFields, type SweepFieldId } from './fields.ts';
import type { FieldValue } from './schema.ts';

/** A place in a plan that a sweep can move. */
export interface SweepPlace {
  /** As axes name it: `network[0].units`. */
  at: string;
  field: SweepFieldId;
  /** The layers it sets; none where it is of no layer. */
  layers: readonly number[];
  /** Which of its kind, from 1; null for all of them, or where it is of no layer. */
  number: number | null;
}

/** The place that an axis names, or null where this plan has none there. */
export function placeAt(plan: Plan, at: string): SweepPlace | null {
  const index = /\[(\d{1,4}|\*)\]/.exec(at);
  const path = at.replace(index?.[0] ?? '', index ? '[]' : '');
  const field = sweepFieldIds.find((id) => sweepFields[id].path === path);
  if (!field) return null;
  const { layers, all = layers, get } = sweepFieldOf(field);
  if (!layers) return index === null && get(plan, []) !== undefined ? { at, field, layers: [], number: null } : null;
  if (index?.[1] === '*') {
    const places = all?.(plan) ?? [];
    return places.length > 0 ? { at, field, layers: places, number: null } : null;
  }
  const which = layers(plan).indexOf(Number(index?.[1] ?? NaN));
  return which < 0 ? null : { at, field, layers: [Number(index?.[1])], number: which + 1 };
}

/** Every place of a plan that a sweep can move, in the order of the registry; of layers all at once first. */
export function placesIn(plan: Plan): SweepPlace[] {
  return sweepFieldIds.flatMap((id) => {
    const { path, layers } = sweepFieldOf(id);
    const each = layers?.(plan) ?? [];
    const ats = layers
      ? [...(each.length > 1 ? [path.replace('[]', '[*]')] : []), ...each.map((i) => path.replace('[]', `[${i}]`))]
      : [path];
    return ats.map((at) => placeAt(plan, at)).filter((place) => place !== null);
  });
}

/** `Learning rate`, `Width of dense layer 2`. */
export const placeTitle = ({ field, number }: SweepPlace): string => sweepFieldOf(field).title(number);

/** What the plan has at a place; of all layers what the first has. */
export const valueAt = (plan: Plan, { field, layers }: SweepPlace): FieldValue | undefined =>
  sweepFieldOf(field).get(plan, layers);

/** The plan with another value at a place. */
export const withValue = (plan: Plan, { field, layers }: SweepPlace, value: FieldValue): Plan =>
  sweepFieldOf(field).set(plan, value, layers);

/** A value as it is shown: a choice by its title. */
export function valueText(field: SweepFieldId, value: FieldValue): string {
  const { takes } = sweepFieldOf(field);
  if (takes.kind === 'choice') return takes.choices.find(({ id }) => id === value)?.title ?? String(value);
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
}
