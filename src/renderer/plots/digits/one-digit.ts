import { m } from '../../../core/words/m.ts';
import { fillHeat, type HeatBox } from '../../paint/heat.ts';
import { fixed, niceCeil, short } from '../../../core/words/numbers.ts';
import { drawRuns, nameRuns } from '../../paint/math-text.ts';
import { largest } from '../../view/histogram.ts';
import { div } from '../../theme/scale.ts';
import { fewOf } from '../../paint/series.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Passes } from '../../../core/passes.ts';
import type { Reading } from './reading.ts';

/** What is shown of one digit. */
export interface Shown {
  image: OffscreenCanvas;
  /** What the network gets of a drawing. */
  seen: OffscreenCanvas | null;
  /** null of a drawing. */
  label: number | null;
  /** null while there is no network, or nothing is drawn. */
  reading: Reading | null;
  /** Many passes with dropout on, where they are wanted: bars are their means. */
  passes: Passes | null;
  /** Said in place of an answer while there is none. */
  note: string;
  /** The step the network is of, where it is not the one looked at. */
  when: string;
}

/** Where the picture, the bars and the strips of the layers lie. */
export interface Places {
  picture: HeatBox;
  bars: HeatBox;
  strips: HeatBox | null;
}

const GAP = 12;
const CLASSES = 10;

/** Picture and bars side by side; the layers below them, or beside where it is wide. */
export function placesOf(width: number, height: number, layers: number, p: Palette): Places {
  const words = 3 * (p.small + 4);
  const box = (x: number, y: number, w: number, h: number): HeatBox => ({
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(0, Math.round(w)),
    height: Math.max(0, Math.round(h)),
  });
  if (layers > 0 && width > 520 && width > 1.5 * height) {
    const side = Math.min(height - words, 0.28 * width);
    const left = side + 2 * GAP;
    const middle = 0.32 * (width - left);
    return {
      picture: box(0, 0, side, side),
      bars: box(left, 0, middle, height),
      strips: box(left + middle + 2 * GAP, 0, width - left - middle - 2 * GAP, height),
    };
  }
  const row = p.tick + 2;
  const below = layers > 0 ? Math.min(height - CLASSES * row, Math.max(0.3 * height, layers * (row + 3) + row)) : 0;
  const above = height - below - (layers > 0 ? 8 : 0);
  const side = Math.min(above - words, 0.42 * width);
  return {
    picture: box(0, 0, side, side),
    bars: box(side + GAP, 0, width - side - GAP, above),
    strips: layers > 0 ? box(0, height - below, width, below) : null,
  };
}

export function drawDigit(
  c: CanvasRenderingContext2D,
  shown: Shown,
  places: Places,
  layers: string[],
  p: Palette,
): void {
  drawPicture(c, shown, places, p);
  drawBars(c, shown, places.bars, p);
  if (places.strips) drawStrips(c, shown.reading, places.strips, layers, p);
}

function drawPicture(c: CanvasRenderingContext2D, shown: Shown, { picture, bars }: Places, p: Palette): void {
  const { x, y, width } = picture;
  c.imageSmoothingEnabled = true;
  c.imageSmoothingQuality = 'high';
  c.drawImage(shown.image, x, y, width, width);
  c.strokeStyle = p.rule2;
  c.lineWidth = p.hair;
  c.strokeRect(x + 0.5, y + 0.5, width - 1, width - 1);
  const { label, reading } = shown;
  const right = label !== null && reading?.answer === label;
  c.textAlign = 'left';
  c.textBaseline = 'alphabetic';
  const first = y + width + p.small + 3;
  const second = first + p.small + 4;
  c.font = `600 ${p.small}px ${p.font}`;
  c.fillStyle = p.ink;
  c.fillText(
    label === null
      ? reading
        ? m.plots_digit_answer({ answer: String(reading.answer) })
        : shown.note
      : m.plots_digit_a({ digit: String(label) }),
    x,
    first,
  );
  c.font = `${p.small}px ${p.font}`;
  if (label !== null) {
    c.fillStyle = !reading ? p.ink3 : right ? p.right : p.wrong;
    c.fillText(
      !reading ? shown.note : right ? m.plots_digit_right() : m.plots_digit_wrong({ answer: String(reading.answer) }),
      x,
      second,
    );
  }
  const third = label === null ? second : second + p.small + 2;
  c.font = `${p.tick}px ${p.font}`;
  c.fillStyle = p.ink3;
  if (reading) c.fillText(shown.when, x, third);
  if (!shown.seen) return;
  const top = (shown.when ? third : first) + 6;
  // what the network sees, at its true size where there is room
  const side = Math.min(Math.max(28, 0.25 * width), bars.height - top - 2);
  if (side < 14) return;
  c.strokeRect(x + 0.5, top + 0.5, side + 1, side + 1);
  c.drawImage(shown.seen, x + 1, top + 1, side, side);
  c.fillText(m.plots_digit_as_seen(), x + side + 6, top + 1 + side / 2 + p.tick / 3);
}

function drawBars(c: CanvasRenderingContext2D, { reading, passes, label }: Shown, box: HeatBox, p: Palette): void {
  const pitch = box.height / CLASSES;
  const size = Math.min(p.small, Math.floor(pitch));
  const left = box.x + 1.2 * size;
  const right = box.x + box.width - 2.6 * size;
  const thick = Math.max(2, Math.min(28, Math.round(pitch > 30 ? pitch / 2 : pitch - 5)));
  c.textBaseline = 'middle';
  for (let k = 0; k < CLASSES; k++) {
    const y = Math.round(box.y + (k + 0.5) * pitch);
    const chance = passes?.mean[k] ?? reading?.chances[k] ?? NaN;
    const answered = (passes ?? reading)?.answer === k;
    const colour = label === null ? p.ink : answered ? (label === k ? p.right : p.wrong) : p.ink3;
    c.fillStyle = k === label || answered ? p.ink : p.ink2;
    c.font = `${k === label ? '700' : '400'} ${size}px ${p.font}`;
    c.textAlign = 'left';
    c.fillText(String(k), box.x, y + 0.5);
    c.fillStyle = p.gap;
    c.fillRect(left, y - thick / 2, right - left, thick);
    c.fillStyle = label === null && !answered ? p.ink3 : colour;
    if (Number.isFinite(chance))
      c.fillRect(left, y - thick / 2, Math.max(0, Math.min(1, chance)) * (right - left), thick);
    if (passes) {
      // where most passes lie
      const at = (value = NaN): number => left + Math.max(0, Math.min(1, value)) * (right - left);
      c.strokeStyle = p.ink;
      c.lineWidth = 1;
      c.beginPath();
      c.moveTo(at(passes.low[k]), y + 0.5);
      c.lineTo(at(passes.high[k]), y + 0.5);
      for (const x of [at(passes.low[k]), at(passes.high[k])]) {
        c.moveTo(Math.round(x) + 0.5, y - thick / 4);
        c.lineTo(Math.round(x) + 0.5, y + thick / 4 + 1);
      }
      c.stroke();
    }
    if (k === label) {
      c.strokeStyle = p.ink;
      c.lineWidth = 1;
      c.strokeRect(Math.round(left) + 0.5, y - thick / 2 - 0.5, Math.round(right - left), thick + 1);
    }
    c.fillStyle = answered ? colour : p.ink2;
    c.font = `${answered ? '700' : '400'} ${size}px ${p.font}`;
    c.textAlign = 'right';
    c.fillText(reading ? fixed(chance, 2) : '–', box.x + box.width, y + 0.5);
  }
}

/** Cells of a strip: as many rows as make them about square. */
export function cellsOf(
  count: number,
  { width, height }: Pick<HeatBox, 'width' | 'height'>,
): [rows: number, columns: number] {
  const rows = Math.max(1, Math.min(count, Math.round(Math.sqrt((count * height) / Math.max(1, width)))));
  return [rows, Math.ceil(count / rows)];
}

function drawStrips(
  c: CanvasRenderingContext2D,
  reading: Reading | null,
  box: HeatBox,
  all: string[],
  p: Palette,
): void {
  const foot = p.tick + 6;
  const names = fewOf(all, Math.max(1, Math.floor((box.height - foot) / (p.tick + 3))));
  const values = new Map(reading?.layers.map(({ name, values }) => [name, values]));
  const max = niceCeil(Math.max(0, ...names.map((name) => largest(values.get(name) ?? []))));
  const pitch = (box.height - foot) / names.length;
  const left = box.x + 2.2 * p.small;
  names.forEach((name, i) => {
    const height = Math.min(120, Math.round(pitch) - (pitch > 60 ? 12 : 4));
    const strip = {
      x: Math.round(left),
      y: Math.round(box.y + i * pitch) + 1,
      width: Math.round(box.x + box.width - left) - 1,
      height,
    };
    c.fillStyle = p.ink;
    drawRuns(c, nameRuns(name), box.x, strip.y + height / 2 + 0.35 * p.small, p.small);
    const own = values.get(name);
    if (own) {
      const [rows, columns] = cellsOf(own.length, strip);
      fillHeat(c, { rows, columns, values: own }, max, strip);
    }
    c.strokeStyle = p.edge;
    c.lineWidth = p.hair;
    c.strokeRect(strip.x - 0.5, strip.y - 0.5, strip.width + 1, strip.height + 1);
  });
  const y = box.y + box.height - p.tick + 1;
  drawScale(c, reading ? max : NaN, left, y, 56, p);
  if (names.length === all.length) return;
  c.textAlign = 'right';
  c.fillText(
    m.plots_layers_some({ shown: String(names.length), all: String(all.length) }),
    box.x + box.width,
    y + p.tick - 2,
  );
}

/** The diverging scale with its ends, from x on; the text's foot is at y + tick. */
export function drawScale(
  c: CanvasRenderingContext2D,
  max: number,
  x: number,
  y: number,
  width: number,
  p: Palette,
): number {
  const [low, high] = Number.isFinite(max) ? [short(-max), short(max)] : ['–', '–'];
  c.font = `${p.tick}px ${p.font}`;
  c.fillStyle = p.ink2;
  c.textAlign = 'left';
  c.textBaseline = 'alphabetic';
  const foot = y + p.tick - 2;
  c.fillText(low, x, foot);
  const from = x + c.measureText(low).width + 5;
  const STEPS = 28;
  for (let i = 0; i < STEPS; i++) {
    c.fillStyle = div((2 * i) / (STEPS - 1) - 1);
    c.fillRect(from + (i * width) / STEPS, y + 1, width / STEPS + 0.3, p.tick - 3);
  }
  c.fillStyle = p.ink2;
  c.fillText(high, from + width + 5, foot);
  return from + width + 5 + c.measureText(high).width;
}
