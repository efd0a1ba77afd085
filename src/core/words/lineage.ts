import type { Change, Parent } from '../run.ts';
import { getLocale, m } from './m.ts';

/** `Moons, step 240`. */
export const originOf = ({ name, step }: Parent): string =>
  m.runs_lineage_origin({ name, step: step.toLocaleString(getLocale()) });

/** `W1[3,0] = 0.5`, `b2[1] = -1`. @param columns of the parameter */
export function changeText({ name, index, value }: Change, columns: number): string {
  const place = name.startsWith('W') ? `${Math.floor(index / columns)},${index % columns}` : String(index);
  return `${name}[${place}] = ${value}`;
}

/** `branch of Moons at step 240, W1[3,0] = 0.5`. @param columnsOf columns of a parameter */
export const lineageOf = ({ name, step, changes }: Parent, columnsOf: (parameter: string) => number): string =>
  [m.runs_lineage_branch({ name, step }), ...changes.map((change) => changeText(change, columnsOf(change.name)))].join(
    ', ',
  );

/** `Moons, step 240, W1[3,0] = 0.5`. @param columnsOf columns of a parameter */
export const beginningOf = (parent: Parent, columnsOf: (parameter: string) => number): string =>
  [originOf(parent), ...parent.changes.map((change) => changeText(change, columnsOf(change.name)))].join(', ');
