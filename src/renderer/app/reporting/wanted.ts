import type { PlotId, PlotOptions } from '../../../core/plots.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import type { RunView } from '../../view/run-view.svelte.ts';
import { farApart } from '../../compare/far-apart.ts';
import type { Comparison } from '../../compare/comparison.svelte.ts';
import type { Plot, Shown } from '../../plots/plot.ts';
import { rowsOf } from '../../plots/rows.ts';
import { plotList, plots } from '../../plots/registry.ts';

/** A plot that is wanted on paper. */
export interface Wanted {
  id: PlotId;
  view: RunView;
  network: NetworkView;
  options: PlotOptions;
  /** The figure it is a part of, from 0, and what that and the part itself are called. */
  figure: number;
  title: string;
  name: string;
  /** How many stand beside each other. */
  across: 1 | 2 | 3;
}

/** The plots of a run as they stand in the pane: those that share a row share a figure. */
export const ofRun = (shown: readonly Shown[], view: RunView, network: NetworkView): Wanted[] =>
  rowsOf(shown, false).flatMap(({ plots: row }, figure) =>
    row.map(({ id, plot, options }): Wanted => {
      const own = { id, view, network, options, figure };
      const title = plot.title();
      return row.length === 1 ? { ...own, title, name: '', across: 1 } : { ...own, title: '', name: title, across: 2 };
    }),
  );

/** The plots of networks beside each other that all of them can have: one figure each. */
export function ofComparison({ columns, rows, options }: Comparison, names: readonly string[]): Wanted[] {
  const across = columns.length > 2 && columns.length !== 4 ? 3 : 2;
  const fit = plotList.filter(([, plot]) => columns.every(({ session }) => plot.unfit(session.plan) === null));
  const log = farApart(columns);
  return rows.flatMap((row, figure) => {
    const found = fit.find(([id]) => id === row);
    if (!found) return [];
    const [id, plot] = found;
    const title = plot.title();
    return columns.map(({ view, network }, i) => {
      return {
        id,
        view,
        network,
        options: id === 'loss' ? { log, ...options.loss } : (options[id] ?? {}),
        figure,
        title,
        name: names[i] ?? '',
        across,
      };
    });
  });
}

/** px of the smallest letters on paper, and of what is printed of A4 from left to right. */
const TICK = 9.5;
const WIDTH = 674;
/** px between figures, and above a plot for its title, which paper has in its own type. */
const GAPS = { 1: 0, 2: 24, 3: 16 } as const;
const HEAD = 32;
/** px of the height of plots on paper; a square one is as high as wide, up to this much. */
const HEIGHTS = { 1: 180, 2: 190, 3: 150 } as const;
const SQUARE = 270;

/** The place of a plot, in px of the screen, so that its letters have their size on paper once it is made as small.
 *  @param tick px of its smallest letters on screen */
export function boxOf({ id, across }: Pick<Wanted, 'id' | 'across'>, tick: number): { width: number; height: number } {
  const plot: Plot = plots[id];
  const width = (WIDTH - GAPS[across] * (across - 1)) / across;
  const height = plot.square ? Math.min(width, SQUARE) : HEIGHTS[across];
  const scale = (tick || TICK) / TICK;
  return { width: Math.round(width * scale), height: Math.round(height * scale) + HEAD };
}
