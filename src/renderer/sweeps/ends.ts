import { m } from '../../core/words/m.ts';
import { textWidth } from '../paint/measure.ts';
import type { Palette } from '../paint/palette.ts';
import { spread } from '../paint/series.ts';
import { stroke, yAt, type Box } from './frame.ts';
import type { LineModel } from './line-model.ts';
import { dashOf, drawMark, markOf } from './marks.ts';
import { metricOf, metricText } from './metrics.ts';
import { upwardAt } from './scales.ts';

/** Whether a figure is the main one, with every run, or one under it that goes along. */
export type Part = 'main' | 'under';

interface End {
  text: string;
  value: number;
  bold: boolean;
  /** Which line it is of; none for the one beside. */
  k: number;
}

/** px from the axes to a label; before it, of several lines, stands a piece of its own. */
const apart = (many: boolean): number => (many ? 31 : 8);
const weightOf = ({ bold }: End): number => (bold ? 600 : 400);

function endsOf(model: LineModel, part: Part): End[] {
  const many = model.series.length > 1;
  const last = (values: readonly (number | null)[]): number | null => {
    const order = values.map((_, i) => i).sort((a, b) => (model.along.places[a] ?? 0) - (model.along.places[b] ?? 0));
    const at = order.findLast((i) => values[i] !== null);
    return at === undefined ? null : (values[at] ?? null);
  };
  const { line } = metricOf(model.metric);
  const ends = model.series.flatMap(({ label, spreads }, k): End[] => {
    const value = last(spreads.map((one) => one?.median ?? null));
    if (value === null) return [];
    const number = metricText(model.metric, value);
    const text = many ? label : part === 'main' ? m.sweep_line_end({ line: line(), value: number }) : number;
    return [{ text, value, bold: !many && part === 'main', k }];
  });
  const beside = last(model.beside);
  if (beside !== null && part === 'main')
    ends.push({
      text: m.sweep_line_end({ line: m.sweep_line_train(), value: metricText(model.metric, beside) }),
      value: beside,
      bold: false,
      k: -1,
    });
  return ends;
}

/** px to the right of the axes that the labels of a figure take. */
export const endsRoom = (model: LineModel, part: Part, p: Palette): number =>
  Math.max(
    0,
    ...endsOf(model, part).map(
      (end) => apart(model.series.length > 1) + Math.ceil(textWidth(end.text, p.small, p, weightOf(end))) + 1,
    ),
  );

/** What each line is, at its end; moved apart where they would touch, and left out where there is no room: a number that is cut is
 *  another number. */
export function drawEnds(
  c: CanvasRenderingContext2D,
  box: Box,
  width: number,
  model: LineModel,
  part: Part,
  p: Palette,
): void {
  const many = model.series.length > 1;
  const from = box.right + apart(many);
  const ends = endsOf(model, part).filter((end) => from + textWidth(end.text, p.small, p, weightOf(end)) <= width);
  const pitch = p.small + 3;
  const most = Math.max(1, Math.floor((box.bottom - box.top) / pitch));
  if (part === 'under' && ends.length > most) return;
  const shown = ends.slice(0, most);
  const ys = spread(shown.map(({ value }) => yAt(box, upwardAt(model.upward, value))), box.top + 4, box.bottom - 2, pitch); // prettier-ignore
  c.textAlign = 'left';
  c.fillStyle = p.ink;
  c.strokeStyle = p.ink;
  shown.forEach((end, i) => {
    const { text, k } = end;
    const y = ys[i] ?? 0;
    c.font = `${weightOf(end)} ${p.small}px ${p.font}`;
    if (many) {
      c.lineWidth = 2;
      c.setLineDash(dashOf(k));
      stroke(c, [[box.right + 6, y], [box.right + 26, y]]); // prettier-ignore
      c.setLineDash([]);
      c.lineWidth = p.hair;
      drawMark(c, box.right + 16, y, markOf(k), p);
      c.fillStyle = p.ink;
    }
    c.fillText(text, from, y + 0.36 * p.small);
  });
}
