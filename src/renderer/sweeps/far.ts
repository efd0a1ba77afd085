import type { Points } from '../../core/sweep/points.ts';

/** The setting at the far end of all axes: the largest of numbers, the last of choices. */
export const farCell = ({ lines }: Points): number =>
  lines.reduce((cell, { values }) => {
    const numbers = values.filter((v) => typeof v === 'number');
    const at = numbers.length === values.length ? numbers.indexOf(Math.max(...numbers)) : values.length - 1;
    return cell * values.length + at;
  }, 0);
