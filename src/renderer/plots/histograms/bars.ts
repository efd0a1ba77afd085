import { hatch } from '../../paint/hatch.ts';
import { short } from '../../../core/words/numbers.ts';
import { div } from '../../theme/scale.ts';
import type { Palette } from '../../paint/palette.ts';
import type { Span } from './axis.ts';
import type { Distribution } from './distribution.ts';
import { columnsOf, drawHead, headHeight, headLines, type Head } from './head.ts';

/** One of the small multiples of now. */
export interface Bars {
  head: Head;
  values: Distribution | null;
  /** One square each, rather than bars. */
  squares: boolean;
  span: Span;
  /** Stretches that are tinted, and those that are hatched. */
  zone: readonly (readonly [number, number])[];
  hatched: readonly (readonly [number, number])[];
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Histograms side by side, their heads above them. */
export function drawBars(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  items: readonly Bars[],
  p: Palette,
): void {
  const columns = columnsOf(items.length, 0, width);
  const lines = headLines(
    columns[0]?.width ?? width,
    height,
    items.map(({ head }) => head),
    p,
  );
  const y = headHeight(lines, p);
  const floor = height - p.tick - 7;
  items.forEach((item, i) => {
    const column = columns[i] ?? { x: 0, width };
    drawHead(c, item.head, column, lines, p);
    const box = { x: column.x, y, width: column.width, height: floor - y };
    if (box.height > 8) drawOne(c, item, box, p);
    drawValueAxis(c, box, item.span, p);
  });
}

function drawOne(
  c: CanvasRenderingContext2D,
  { values, squares, span, zone, hatched }: Bars,
  box: Box,
  p: Palette,
): void {
  const { low, high } = span;
  const place = (v: number): number => box.x + Math.max(0, Math.min(1, (v - low) / (high - low))) * box.width;
  c.fillStyle = p.zone;
  for (const [from, to] of zone) c.fillRect(place(from), box.y, place(to) - place(from), box.height);
  for (const [from, to] of hatched)
    hatch(c, { x: place(from), y: box.y, width: place(to) - place(from), height: box.height });
  if (!values || values.total === 0) return;
  if (squares) drawSquares(c, values, span, box, p);
  else drawCounts(c, values, span, box, low < 0 && zone.length === 0, p);
  // mean and standard deviation, on the axis
  c.fillStyle = p.ink;
  const foot = box.y + box.height;
  const [from, to] = [place(values.mean - values.std), place(values.mean + values.std)];
  c.fillRect(from, foot, to - from, 2);
  c.fillRect(place(values.mean) - 0.75, foot - 2, 1.5, 6);
}

/** Orange below 0, blue above, stronger towards the ends. */
const colourAt = (v: number, { low, high }: Span): string => div((1.6 * v) / Math.max(-low, high));

function drawSquares(c: CanvasRenderingContext2D, values: Distribution, span: Span, box: Box, p: Palette): void {
  const BINS = 13;
  const counts = values.counts(span.low, span.high, BINS);
  const step = box.width / BINS;
  const side = Math.min(step - 1, (box.height - 4) / Math.max(5, ...counts));
  const foot = box.y + box.height;
  c.strokeStyle = p.ink2;
  c.lineWidth = 0.5;
  for (let bin = 0; bin < BINS; bin++) {
    c.fillStyle = colourAt(span.low + ((bin + 0.5) / BINS) * (span.high - span.low), span);
    const left = box.x + bin * step + (step - side) / 2;
    for (let k = 0; k < (counts[bin] as number); k++) {
      c.fillRect(left, foot - (k + 1) * side + 0.5, side - 0.5, side - 1);
      c.strokeRect(left, foot - (k + 1) * side + 0.5, side - 0.5, side - 1);
    }
  }
}

/** `middle`: there is a bin around 0, rather than one on either side of it. */
function drawCounts(
  c: CanvasRenderingContext2D,
  values: Distribution,
  span: Span,
  box: Box,
  middle: boolean,
  p: Palette,
): void {
  // few values in many bins would be a comb
  const bins = Math.max(12, 2 * Math.round(Math.min(box.width / 12, Math.sqrt(values.total)))) + (middle ? 1 : 0);
  const counts = values.counts(span.low, span.high, bins);
  let [top, next] = [0, 0];
  for (const count of counts) {
    if (count > top) [top, next] = [count, top];
    else if (count > next) next = count;
  }
  // a bar that towers over all others, such as the zeros of ReLU, would flatten them: it is cut, and says its share
  const cut = next > 0 && top > 3 * next;
  const unit = (box.height - (cut ? p.tick + 4 : 4)) / (cut ? 1.4 * next : Math.max(1, top));
  const step = box.width / bins;
  const foot = box.y + box.height;
  c.strokeStyle = p.edge;
  c.lineWidth = 0.5;
  for (let bin = 0; bin < bins; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    const value = span.low + ((bin + 0.5) / bins) * (span.high - span.low);
    const broken = cut && count === top;
    const h = Math.max(0.75, (broken ? 1.4 * next : count) * unit);
    const x = box.x + bin * step;
    c.fillStyle = colourAt(value, span);
    c.fillRect(x + 0.5, foot - h, step - 1, h);
    // what is near 0 is as light as the ground
    if (Math.abs(value) < 0.2 * Math.max(-span.low, span.high)) c.strokeRect(x + 0.75, foot - h, step - 1.5, h);
    if (!broken) continue;
    c.fillStyle = p.ground;
    c.fillRect(x - 1, foot - 0.86 * h, step + 2, 2);
    c.font = `${p.tick}px ${p.font}`;
    c.fillStyle = p.ink2;
    const text = `${Math.round((100 * top) / values.total)} %`;
    const half = c.measureText(text).width / 2;
    c.textAlign = 'center';
    const at = Math.max(box.x + half, Math.min(box.x + box.width - half, x + step / 2));
    c.fillText(text, at, foot - h - 3);
  }
}

/** An axis of values under a box: its ends, and 0 where it is not one of them and has room. */
export function drawValueAxis(c: CanvasRenderingContext2D, box: Box, { low, high }: Span, p: Palette): void {
  const foot = box.y + box.height;
  const zero = box.x + (-low / (high - low)) * box.width;
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(box.x, foot + 0.5);
  c.lineTo(box.x + box.width, foot + 0.5);
  c.moveTo(zero, foot);
  c.lineTo(zero, foot + 4);
  c.stroke();
  c.fillStyle = p.ink2;
  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  const y = foot + p.tick + 5;
  const end = short(high);
  const each = 0.62 * p.tick;
  if (low !== 0 && box.width < (2 * end.length + 3) * each) {
    // both ends in one, where they would run into each other
    c.textAlign = 'center';
    c.fillText(`±${end}`, box.x + box.width / 2, y);
    return;
  }
  c.textAlign = 'right';
  c.fillText(end, box.x + box.width, y);
  c.textAlign = 'left';
  c.fillText(low === 0 ? '0' : `−${end}`, box.x, y);
  if (low === 0 || box.width < (2 * end.length + 4) * each) return;
  c.textAlign = 'center';
  c.fillText('0', zero, y);
}

/** A sentence in the middle of a plot that has nothing to show. */
export function drawNote(c: CanvasRenderingContext2D, width: number, height: number, note: string, p: Palette): void {
  c.font = `${p.small}px ${p.font}`;
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  const parts = c.measureText(note).width <= width ? [note] : note.split('; ');
  parts.forEach((part, i) => {
    const y = height / 2 + p.small * (0.2 + 1.4 * (i - (parts.length - 1) / 2));
    const half = c.measureText(part).width / 2 + 6;
    c.fillStyle = p.ground;
    c.fillRect(width / 2 - half, y - p.small, 2 * half, 1.4 * p.small);
    c.fillStyle = p.ink3;
    c.fillText(part, width / 2, y);
  });
}
