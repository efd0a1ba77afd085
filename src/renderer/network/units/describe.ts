import { m } from '../../../core/words/m.ts';
import { fixed } from '../../../core/words/numbers.ts';
import type { Placed } from './layout.ts';
import { maskOf } from './masks.ts';
import { unitWords } from './names.ts';
import type { UnitsScene } from './scene.svelte.ts';

/** A unit in words: `h 4 of layer 1, ReLU, bias −1.01, mean activation 0.42`. */
export function describe(scene: UnitsScene, column: Placed, index: number): string {
  const { variable, width, title, b, layer } = column;
  const mask = maskOf(scene.masks, scene.units.columns.indexOf(column), index);
  const bias = b === null ? undefined : scene.parameter(b)?.[index];
  const batch = scene.batch(variable);
  let sum = 0;
  if (batch) for (let i = index; i < batch.length; i += width) sum += batch[i] ?? 0;
  return [
    unitWords(variable, index, width),
    ...(layer < 0 ? [] : [title]),
    ...(mask === null ? [] : [mask === 0 ? m.units_describe_dropped() : m.units_describe_kept({ value: fixed(mask) })]),
    ...(bias === undefined ? [] : [m.units_describe_bias({ value: fixed(bias) })]),
    ...(batch && batch.length > 0 ? [m.units_describe_mean({ value: fixed((sum * width) / batch.length) })] : []),
  ].join(', ');
}
