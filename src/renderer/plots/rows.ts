import type { Shown } from './plot.ts';

/** One row of the pane: one wide plot or two halves. */
export interface PlotRow {
  plots: Shown[];
  height: number | 'own';
  /** px it has at least. */
  least: number;
}

/** px a plot has at least, where it does not say. */
const LEAST = 140;
/** Below this height of the window one of the usual plots yields, so that the others stay legible. */
export const lowWindow = 820;
/** What a square plot needs besides its square: padding, caption and ticks, in px. */
const AROUND_SQUARE = 14;

/** The plots in rows; with `low` the one that yields first is left out. */
export function rowsOf(shown: readonly Shown[], low: boolean): PlotRow[] {
  const first = low ? Math.min(...shown.map(({ plot }) => plot.yields ?? Infinity)) : NaN;
  const rows: PlotRow[] = [];
  for (const one of shown) {
    const { plot, wide } = one;
    if (plot.yields === first) continue;
    const before = rows.at(-1);
    const least = plot.least ?? LEAST;
    if (!wide && before?.plots.length === 1 && before.plots[0]?.wide === false) {
      before.plots.push(one);
      before.least = Math.max(before.least, least);
      if (before.height !== 'own') before.height = plot.height === 'own' ? 'own' : Math.max(before.height, plot.height);
    } else rows.push({ plots: [one], height: plot.height, least });
  }
  return rows;
}

/** The rows as a grid template for a pane of this size; where they need more height than it has, the pane scrolls. */
export function rowTemplate(rows: readonly PlotRow[], width: number, height: number): string {
  const sum = rows.reduce((total, row) => total + (row.height === 'own' ? 0 : row.height), 0);
  return rows
    .map((row) => {
      if (row.height === 'own') return 'auto';
      const square = row.plots.some(({ plot }) => plot.square);
      const most = square ? width / row.plots.length + AROUND_SQUARE : Infinity;
      return (row.height / sum) * height > most ? `${most}px` : `minmax(${row.least}px, ${row.height}fr)`;
    })
    .join(' ');
}
