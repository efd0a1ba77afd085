import { m } from '../../../core/words/m.ts';
import { partsOf } from '../../../core/graph/latex.ts';
import { fixed, int, short } from '../../../core/words/numbers.ts';
import { nameRuns, type Run } from '../../paint/math-text.ts';
import type { Wish } from './cut.ts';
import type { Terrain } from './terrain.ts';

/** 0.934 → `93 %`. */
const percent = (share: number): string => (share > 0 && share < 0.005 ? 'under 1 %' : `${fixed(100 * share, 0)} %`);

const ordinals = { x: 'first', y: 'second' } as const;

/** What an axis says of itself, the longest way first. */
export function axisWords(terrain: Terrain, { kind }: Wish, axis: 'x' | 'y'): [string, ...string[]] {
  const nth = ordinals[axis];
  switch (kind) {
    case 'pca': {
      const share = terrain.explained?.[axis === 'x' ? 0 : 1] ?? 0;
      if (share === 0) return [`a random ${nth} direction`, 'random'];
      return [`${nth} direction, ${percent(share)} of the path`, `${percent(share)} of the path`, percent(share)];
    }
    case 'random':
      return [`${nth} random direction`, `random ${axis === 'x' ? 1 : 2}`];
    case 'two':
      return [''];
  }
}

/** w₂₁⁽¹⁾ or b₂⁽¹⁾ on a canvas. */
export function entryRuns(name: string, index: number, columns: number): Run[] {
  if (name.startsWith('b')) return nameRuns(name, index);
  const [row, column] = [Math.floor(index / columns) + 1, (index % columns) + 1];
  const below = `${row}${row > 9 || column > 9 ? ',' : ''}${column}`;
  const runs = nameRuns(name, 0);
  return runs.map((run, i) => (i === runs.length - 1 ? { ...run, text: below } : run));
}

/** The same as text: `w 2,1 of layer 1`. */
export function entryWords(name: string, index: number, columns: number): string {
  const { letter, layer } = partsOf(name);
  const place = name.startsWith('b') ? index + 1 : `${Math.floor(index / columns) + 1},${(index % columns) + 1}`;
  return m.plots_landscape_entry({ letter: letter.toLowerCase(), place: String(place), layer });
}

/** On how many examples. */
export const examplesText = ({ examples, count }: Terrain): string =>
  examples === count
    ? m.plots_landscape_examples({ count: int(count) })
    : m.plots_landscape_examples_some({ shown: int(examples), count: int(count) });

/** The step it was computed at. */
export const stepOf = (terrain: Terrain, { kind }: Wish): number =>
  kind === 'pca' ? (terrain.steps.at(-1) ?? 0) : terrain.centre.step;
export const stepText = (terrain: Terrain, wish: Wish): string => {
  const step = int(stepOf(terrain, wish));
  return wish.kind === 'pca' ? m.plots_landscape_path({ step }) : m.plots_landscape_around({ step });
};

export const lossText = (value: number): string => (Number.isFinite(value) ? short(value, 3) : fixed(value));

/** From where to where the heights go. */
export const rangeText = ({ least, most }: { least: number; most: number }): string =>
  least <= most
    ? m.plots_landscape_range({ least: lossText(least), most: lossText(most) })
    : m.plots_landscape_nowhere();
