import type { RowId } from './comparison.svelte.ts';

/** What a column needs at least, in letters: an axis with its numbers, a curve, and a number in full at its end. */
const LEAST = 18.4;

/** How many of the columns stand beside each other; the others are a press away. At least one. @param em body type in px */
export const columnsIn = (width: number, em: number, all: number): number =>
  Math.max(1, Math.min(all, Math.floor(width / (LEAST * em))));

/** Which column is the first of those on screen, once one is among them: as few as can be change places. */
export const firstShown = (first: number, wanted: number, count: number): number =>
  wanted < first ? wanted : Math.max(first, wanted - count + 1);

/** Heights of rows: at least so many px, and so many parts of what is left. */
const heights: Partial<Record<RowId, readonly [least: number, parts: number]>> = {
  network: [176, 3],
  boundary: [210, 3.5],
  loss: [150, 2.6],
  together: [150, 2.4],
  flow: [128, 2],
  activations: [180, 2.4],
  activationGradients: [180, 2.4],
  baselines: [180, 2.6], // names over bars
};
const TALL = 276;

/** The height of a row, for a grid. @param tall networks are shown with every unit @param deep they are laid out in full */
export function rowHeight(id: RowId, tall: boolean, deep: boolean): string {
  if (id === 'digits' || id === 'predictions') return 'auto';
  const [usual, parts] = heights[id] ?? [150, 2.4];
  const least = id === 'network' && tall ? TALL : usual;
  const times = id === 'network' && deep ? 2 : 1;
  return `minmax(${times * least}px, ${times * parts}fr)`;
}
