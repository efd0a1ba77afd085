import { fixed } from '../../marks/format.ts';
import type { Placed } from './layout.ts';
import { unitWords } from './names.ts';
import type { UnitsScene } from './scene.svelte.ts';

/** A unit in words: `h 4 of layer 1, ReLU, bias −1.01, mean activation 0.42`. */
export function describe(scene: UnitsScene, { variable, width, title, b, layer }: Placed, index: number): string {
  const bias = b === null ? undefined : scene.parameter(b)?.[index];
  const batch = scene.batch(variable);
  let sum = 0;
  if (batch) for (let i = index; i < batch.length; i += width) sum += batch[i] ?? 0;
  return [
    unitWords(variable, index, width),
    ...(layer < 0 ? [] : [title]),
    ...(bias === undefined ? [] : [`bias ${fixed(bias)}`]),
    ...(batch && batch.length > 0 ? [`mean activation ${fixed((sum * width) / batch.length)}`] : []),
  ].join(', ');
}
