import { m } from '../../core/words/m.ts';
import type { Comparison } from '../compare/comparison.svelte.ts';
import type { OnShow } from '../lessons/printed.ts';
import { svgOf } from '../paint/svg.ts';
import { picturesOnShow } from '../plots/on-show.ts';
import { partOf, type SheetFigure } from '../report/report.ts';
import { resultTable } from './reporting/comparison-report.ts';

/** The networks of a lesson and their plots as they stand, for paper. The pictures are addresses to be given back.
 *  @throws Error where a plot cannot be drawn */
export async function onShow({ columns, captions }: Comparison): Promise<OnShow> {
  const names = columns.map(({ session }, i) => captions?.[i]?.name ?? session.plan.name);
  const pictures = picturesOnShow();
  const figures: SheetFigure[] = [];
  for (const id of new Set(pictures.map((one) => one.id))) {
    const own = pictures.filter((one) => one.id === id);
    const parts: SheetFigure['parts'] = [];
    for (const [i, { session }] of columns.entries()) {
      const found = own.find((one) => one.session === session);
      if (!found) continue;
      parts.push(
        partOf(columns.length > 1 ? (names[i] ?? '') : '', await svgOf(found.picture, 'paper'), found.picture),
      );
    }
    if (parts.length > 0) figures.push({ title: own[0]?.title ?? '', parts });
  }
  const table = resultTable(columns, names, m.print_table_about());
  return { plans: columns.map(({ session }) => session.plan), names, figures, table };
}
