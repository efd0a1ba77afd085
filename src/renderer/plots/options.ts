import type { PlotOptions } from '../../core/plots.ts';

/** An option of a plot as it was saved, or what it is otherwise. */
export function choice<const T extends string>(
  options: PlotOptions,
  key: string,
  among: readonly T[],
  otherwise: T,
): T {
  return among.find((one) => one === options[key]) ?? otherwise;
}
export const flag = (options: PlotOptions, key: string, otherwise = false): boolean =>
  typeof options[key] === 'boolean' ? options[key] : otherwise;
/** A number of an option, kept within its bounds. */
export function amount(options: PlotOptions, key: string, least: number, most: number, otherwise: number): number {
  const value = options[key];
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : otherwise;
}
