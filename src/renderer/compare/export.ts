import { differencesOf, resultIds, results, resultsOf, type Result } from '../../core/compare.ts';
import { m } from '../../core/words/m.ts';
import { int, short } from '../../core/words/numbers.ts';
import type { Table } from '../frames/table.ts';
import type { Drawing } from '../paint/board.ts';
import { palette } from '../paint/palette.ts';
import type { Picture } from '../paint/svg.ts';
import { theme } from '../theme/theme.svelte.ts';
import type { Column } from './comparison.svelte.ts';

/** Words that leave with the picture: of the heads and captions, each where it stands. */
const WORDS =
  '.head h3, .head b, .head .about, .head .ink3, .caption strong, .caption span, figcaption strong, figcaption .k';

/** The whole comparison as it stands, however far it is scrolled: its words, networks and plots, where they lie.
 *  @param networks the drawings of the networks and the cells they stand in
 *  @param facts of each column, written below it */
export function comparisonPicture(
  grid: HTMLElement,
  drawings: Iterable<Drawing>,
  networks: readonly { cell: Element; picture: Picture }[],
  title: string,
  facts: readonly (readonly string[])[],
): Picture {
  const frame = grid.getBoundingClientRect();
  const within = (element: Element): { x: number; y: number; width: number; height: number } => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - frame.left, y: top - frame.top, width, height };
  };
  const parts = [...drawings].map((drawing) => ({ drawing, ...within(drawing.element) }));
  const nets = networks.map(({ cell, picture }) => ({ picture, ...within(cell) }));
  const words = [...grid.querySelectorAll<HTMLElement>(WORDS)].flatMap((element) => {
    const style = getComputedStyle(element);
    const text = ownText(element);
    if (text === '' || style.visibility === 'hidden') return [];
    const { x, y, width, height } = within(element);
    const size = parseFloat(style.fontSize);
    return [{ text, x, y: y + height / 2 + 0.35 * size, width, size, bold: Number(style.fontWeight) >= 600 }];
  });
  const letters = [...grid.querySelectorAll<HTMLElement>('.letter')].map((element) => ({
    ...within(element),
    text: element.textContent.trim(),
    filled: element.classList.contains('first'),
  }));
  const heads = [...grid.querySelectorAll('.head')].map(within);
  const below = heads.length > 0 ? LINE * (Math.max(0, ...facts.map((lines) => lines.length)) + 1) : 0;
  const rules = [...grid.querySelectorAll('.row')].map((row) => within(row).y).slice(1);
  return {
    width: frame.width,
    height: frame.height + below,
    title,
    paint: (c) => {
      const p = palette();
      c.strokeStyle = p.rule2;
      c.lineWidth = 1;
      for (const y of rules) {
        c.beginPath();
        c.moveTo(0, y);
        c.lineTo(frame.width, y);
        c.stroke();
      }
      c.textBaseline = 'alphabetic';
      c.textAlign = 'left';
      c.fillStyle = p.ink;
      for (const { text, x, y, size, bold, width } of words) {
        c.font = `${bold ? '600 ' : ''}${size}px ${theme.token('--font-ui')}`;
        c.fillText(fitted(c, text, width), x, y);
      }
      c.font = `${p.tick}px ${p.font}`;
      heads.forEach(({ x, width }, i) =>
        facts[i]?.forEach((fact, k) =>
          c.fillText(fitted(c, fact, width - LINE), x + LINE, frame.height + (k + 1) * LINE),
        ),
      );
      c.textAlign = 'center';
      c.strokeStyle = p.ink;
      for (const { text, filled, x, y, width, height } of letters) {
        c.beginPath();
        c.arc(x + width / 2, y + height / 2, width / 2 - 0.5, 0, 2 * Math.PI);
        c.fillStyle = filled ? p.ink : p.ground;
        c.fill();
        c.stroke();
        c.fillStyle = filled ? p.ground : p.ink;
        c.fillText(text, x + width / 2, y + height / 2 + 0.35 * p.tick);
      }
      for (const { picture, x, y, width, height } of nets) {
        const k = Math.min(width / picture.width, height / picture.height, 1);
        c.save();
        c.translate(x + (width - k * picture.width) / 2, y + (height - k * picture.height) / 2);
        c.scale(k, k);
        picture.paint(c, { x: 0, y: 0, k: 1, width: picture.width, height: picture.height });
        c.restore();
      }
      for (const { drawing, x, y, width, height } of parts) {
        if (!drawing.paint) continue;
        c.save();
        c.translate(x, y);
        drawing.paint(c, width, height);
        c.restore();
      }
    },
    insets: () =>
      parts.flatMap(({ drawing, x, y, width, height }) =>
        drawing.svg ? [{ x, y, svg: drawing.svg(width, height) }] : [],
      ),
  };
}

/** px from one line below the columns to the next. */
const LINE = 16;

/** As much of a text as there is room for. */
function fitted(c: CanvasRenderingContext2D, text: string, width: number): string {
  if (c.measureText(text).width <= width + 2) return text;
  let kept = text;
  while (kept.length > 1 && c.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}

/** What stands below the columns of a picture: what each has otherwise, and what it has come to. */
export function factsOf(columns: readonly Column[]): string[][] {
  const { differ } = differencesOf(columns.map(({ session }) => session.plan));
  return columns.map(({ session }, i) => {
    const found = session.frame && resultsOf(session.frame);
    return [
      ...differ.map(({ title, values }) => `${title}: ${values[i] ?? ''}`),
      ...(session.step === null ? [] : [`${m.compare_step()}: ${int(session.step)}`]),
      ...resultIds.flatMap((id) => {
        const { title, rare }: Result = results[id];
        const value = found?.[id] ?? null;
        return rare && value === null ? [] : [`${title()}: ${value === null ? '–' : short(value, 4)}`];
      }),
    ];
  });
}

/** The text of an element without that of formulas in it, which say it twice. */
const ownText = (element: Element): string =>
  [...element.childNodes]
    .map((node) => (node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '') : ''))
    .join('')
    .trim();

/** One row for each frame of each run: where it was, its losses, and what its plan has otherwise. */
export function comparisonTable(columns: readonly Column[], letterOf: (column: Column) => string): Table {
  const { differ } = differencesOf(columns.map(({ session }) => session.plan));
  const head = [
    m.compare_run(),
    m.plots_head_step(),
    m.transport_epoch(),
    m.compare_result_train(),
    m.compare_result_test(),
    m.compare_result_accuracy(),
    ...differ.map(({ title }) => title),
  ];
  const rows = columns.flatMap((column, i) => {
    const recording = column.session.opened?.recording;
    if (!recording) return [];
    const otherwise = differ.map(({ values }) => values[i] ?? '');
    return Array.from({ length: recording.rows }, (_, row): (string | number)[] => [
      letterOf(column),
      recording.scalar('step', row),
      recording.scalar('epoch', row),
      recording.scalar('epochLoss', row),
      recording.scalar('testLoss', row),
      recording.scalar('testAccuracy', row),
      ...otherwise,
    ]);
  });
  return { caption: m.compare_title(), head, rows };
}
