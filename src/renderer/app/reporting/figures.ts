import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';
import { pictureOf } from '../../frames/picture.ts';
import { chainPicture } from '../../network/layers/picture.ts';
import type { Drawing } from '../../paint/board.ts';
import { svgOf } from '../../paint/svg.ts';
import { picturesOnShow } from '../../plots/on-show.ts';
import { partOf, type SheetFigure } from '../../report/report.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import type { Wanted } from './wanted.ts';

/** px around a drawing on paper. */
const AROUND = 2;

/** The network of a run, as blocks. @throws Error where it cannot be drawn */
export async function networkFigure(network: NetworkView): Promise<SheetFigure> {
  const picture = chainPicture(network);
  return {
    title: m.report_figure_network({ step: int(network.session.step ?? 0) }),
    parts: [partOf('', await svgOf(picture, 'paper', AROUND), picture)],
  };
}

/** The plots in the press as they are drawn now. @throws Error where one cannot be drawn */
export async function plotFigures(wanted: readonly Wanted[]): Promise<SheetFigure[]> {
  const pictures = picturesOnShow();
  const figures: SheetFigure[] = [];
  for (const figure of new Set(wanted.map((one) => one.figure))) {
    const all = wanted.filter((one) => one.figure === figure);
    const parts: SheetFigure['parts'] = [];
    let about = '';
    for (const { id, view, name, title } of all) {
      const found = pictures.find((one) => one.id === id && one.session === view.session);
      if (!found) continue;
      about = found.about;
      const caption = title === '' && about !== '' ? m.report_part_about({ name, about }) : name;
      parts.push(partOf(caption, await svgOf(found.picture, 'paper', AROUND), found.picture));
    }
    const [first] = all;
    if (!first || parts.length === 0) continue;
    const step = int(first.view.step ?? 0);
    const named = about === '' ? first.title : m.report_part_about({ name: first.title, about });
    const title = first.title === '' ? m.report_figure_at({ step }) : m.report_figure_about({ title: named, step });
    figures.push({ title, parts, across: first.across });
  }
  return figures;
}

/** The figure of all losses. @throws Error where it cannot be drawn */
export async function togetherFigure(drawings: readonly Drawing[], step: number): Promise<SheetFigure | null> {
  const content = drawings[0]?.element.closest<HTMLElement>('figure.plot')?.querySelector<HTMLElement>('.c');
  if (!content || content.clientWidth === 0) return null;
  const title = m.compare_together();
  const { paint, ...picture } = pictureOf(content, drawings, '', '');
  const whole = { ...picture, title, paint };
  return {
    title: m.report_figure_together({ title, step: int(step) }),
    parts: [partOf('', await svgOf(whole, 'paper', AROUND), whole)],
    across: 1,
  };
}

/** What figures look like, without the names that are new each time they are drawn. */
export const looksOf = (figures: readonly SheetFigure[]): string =>
  figures
    .flatMap(({ parts }) => parts)
    .map(({ svg }) =>
      svg
        .replace(/<style[\s\S]*?<\/style>/, '')
        .replace(/zr\d+(-\w+)*/g, '')
        .replace(/(id="|url\(#|href="#)[^")]+/g, '$1'),
    )
    .join('\n');
