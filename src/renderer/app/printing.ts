import { resultIds, results, resultsOf } from '../../core/compare.ts';
import { m } from '../../core/words/m.ts';
import { int, short } from '../../core/words/numbers.ts';
import type { Column, Comparison } from '../compare/comparison.svelte.ts';
import type { OnShow, PrintedFigure, PrintedTable } from '../lessons/printed.ts';
import { svgOf } from '../paint/svg.ts';
import { picturesOnShow } from '../plots/on-show.ts';

/** The networks of a lesson and their plots as they stand, for paper. The pictures are addresses to be given back.
 *  @throws Error where a plot cannot be drawn */
export async function onShow({ columns, captions }: Comparison): Promise<OnShow> {
  const names = columns.map(({ session }, i) => captions?.[i]?.name ?? session.plan.name);
  const pictures = picturesOnShow();
  const figures: PrintedFigure[] = [];
  for (const id of new Set(pictures.map((one) => one.id))) {
    const own = pictures.filter((one) => one.id === id);
    const parts: PrintedFigure['parts'] = [];
    for (const [i, { session }] of columns.entries()) {
      const found = own.find((one) => one.session === session);
      if (!found) continue;
      const { width, height } = found.picture;
      const src = URL.createObjectURL(new Blob([await svgOf(found.picture)], { type: 'image/svg+xml' }));
      parts.push({ name: columns.length > 1 ? (names[i] ?? '') : '', src, width, height });
    }
    if (parts.length > 0) figures.push({ title: own[0]?.title ?? '', parts });
  }
  return { plans: columns.map(({ session }) => session.plan), names, figures, table: tableOf(columns, names) };
}

/** Gives the pictures of a sheet back. */
export function letGo({ figures }: OnShow): void {
  for (const { src } of figures.flatMap(({ parts }) => parts)) URL.revokeObjectURL(src);
}

function tableOf(columns: readonly Column[], names: readonly string[]): PrintedTable | null {
  const rows = columns.map(({ session }, i) => {
    const found = session.frame && resultsOf(session.frame);
    const value = (id: (typeof resultIds)[number]): string => {
      const one = found?.[id] ?? null;
      return one === null ? '–' : short(one, 4);
    };
    return [names[i] ?? '', session.step === null ? '–' : int(session.step), ...resultIds.map(value)];
  });
  if (columns.every(({ session }) => !session.frame)) return null;
  const head = [m.print_network(), m.compare_step(), ...resultIds.map((id) => results[id].title())];
  // what was measured of none of them is no column
  const kept = head.map((_, i) => i < 2 || rows.some((row) => row[i] !== '–'));
  const only = (cells: string[]): string[] => cells.filter((_, i) => kept[i]);
  return { head: only(head), rows: rows.map(only) };
}
