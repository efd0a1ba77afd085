import { m } from '../../../core/words/m.ts';
import { drawPower } from '../../paint/power.ts';
import type { Palette } from '../../paint/palette.ts';
import { spread } from '../../paint/series.ts';
import type { Band, ProductLoop } from './product-loop.svelte.ts';

/** A place on the canvas, in px. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Powers of ten along an axis: whole steps of 1, 2 or 5 × 10^k, as many as there is room for. */
export function powersOf(low: number, high: number, most: number): number[] {
  const wanted = Math.max(1, (high - low) / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Math.max(1, ([1, 2, 5, 10].find((s) => s * power >= wanted - 1e-9) ?? 10) * power);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step);
}

function drawDecades(
  c: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  low: number,
  high: number,
  p: Palette,
): (log: number) => number {
  const at = (log: number): number => y + height - ((log - low) / (high - low)) * height;
  c.lineWidth = p.grid;
  c.textBaseline = 'alphabetic';
  for (const power of powersOf(low, high, height / (2.4 * p.tick))) {
    const line = Math.round(at(power)) + 0.5;
    c.strokeStyle = power === 0 ? p.edge : p.rule;
    c.beginPath();
    c.moveTo(x, line);
    c.lineTo(x + width, line);
    c.stroke();
    c.fillStyle = p.ink2;
    drawPower(c, power, x - 1.7 * p.tick, line + 0.36 * p.tick, p);
  }
  return at;
}

function line(c: CanvasRenderingContext2D, points: Iterable<readonly [number, number]>): void {
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.stroke();
}

/** The ends of an axis that holds all of these. */
function endsOf(values: Iterable<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [-1, 1];
  const room = Math.max(0.5, 0.04 * (high - low));
  return [low - room, high + room];
}

/** log₁₀ of the largest |entry| by factors: one draw, the band of all of them, and the line of theory, named at their ends.
 *  @param slide the same of the first and the last matrix that the slide printed; what lay between, it did not print */
export function drawGrowth(
  c: CanvasRenderingContext2D,
  box: Box,
  loop: ProductLoop,
  p: Palette,
  slide: readonly [from: number, to: number] | null = null,
): void {
  if (loop.version === 0) return;
  const { count } = loop.settings;
  const { band, shown } = loop;
  const theory = loop.theory();
  const known = shown.factors;
  const last: Band | undefined = band.at(-1);
  const end = theory ? theory.from + theory.slope * count : NaN;
  const own = shown.sizes.subarray(0, known + 1);
  const [low, high] = endsOf([
    ...own,
    ...band.flatMap((one) => [one.low, one.high]),
    end,
    theory?.from ?? NaN,
    ...(slide ?? []),
  ]);
  const left = 3.6 * p.tick;
  const room = 5.2 * p.tick;
  const inner = { x: box.x + left, y: box.y + 4, width: box.width - left - room, height: box.height - 2 * p.tick - 4 };
  const y = drawDecades(c, inner, low, high, p);
  const x = (factors: number): number => inner.x + (factors / count) * inner.width;
  if (band.length > 0) {
    c.fillStyle = p.gap;
    c.beginPath();
    for (const one of band) c.lineTo(x(one.at), y(one.low));
    for (const one of band.toReversed()) c.lineTo(x(one.at), y(one.high));
    c.fill();
    c.strokeStyle = p.ink3;
    c.lineWidth = p.line;
    c.setLineDash([5, 3]);
    line(
      c,
      band.map((one) => [x(one.at), y(one.middle)] as const),
    );
  }
  if (theory) {
    c.strokeStyle = p.ink;
    c.lineWidth = p.line;
    c.setLineDash([1.5, 2.5]);
    line(c, [
      [x(0), y(theory.from)],
      [x(count), y(end)],
    ]);
  }
  c.setLineDash([]);
  c.strokeStyle = p.ink;
  c.lineWidth = p.data;
  c.lineJoin = 'round';
  line(
    c,
    Array.from(own, (size, factors) => [x(factors), y(size)] as const),
  );
  if (slide) {
    const ends = [[x(0), y(slide[0])] as const, [x(count), y(slide[1])] as const];
    c.lineWidth = p.hair;
    c.strokeStyle = p.accent;
    line(c, ends);
    c.lineWidth = p.line;
    c.fillStyle = p.ground;
    for (const [at, value] of ends) {
      c.fillRect(at - 3.5, value - 3.5, 7, 7);
      c.strokeRect(at - 3.5, value - 3.5, 7, 7);
    }
  }
  drawFactors(c, inner, count, p);
  const labels = [
    { text: m.plots_product_this(), value: known === count ? (own.at(-1) ?? NaN) : NaN, colour: p.ink },
    { text: m.plots_product_slide(), value: slide?.[1] ?? NaN, colour: p.accent },
    { text: m.plots_product_theory(), value: end, colour: p.ink },
    { text: m.plots_product_median(), value: last?.middle ?? NaN, colour: p.ink2 },
    { text: '95 %', value: last?.high ?? NaN, colour: p.ink3 },
    { text: '5 %', value: last?.low ?? NaN, colour: p.ink3 },
  ].filter(({ value }) => Number.isFinite(value));
  const places = spread(
    labels.map(({ value }) => y(value)),
    inner.y + 0.4 * p.tick,
    inner.y + inner.height,
    p.tick + 1,
  );
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  labels.forEach(({ text, colour }, i) => {
    c.fillStyle = colour;
    c.fillText(text, inner.x + inner.width + 5, (places[i] ?? 0) + 0.36 * p.tick);
  });
}

function drawFactors(c: CanvasRenderingContext2D, { x, y, width, height }: Box, count: number, p: Palette): void {
  const floor = Math.round(y + height) + 0.5;
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  line(c, [
    [x, floor],
    [x + width, floor],
  ]);
  c.font = `${p.tick}px ${p.font}`;
  c.fillStyle = p.ink2;
  c.textAlign = 'left';
  c.fillText('0', x - 3, floor + p.tick + 3);
  c.textAlign = 'center';
  if (width > 14 * p.tick) c.fillText(m.plots_product_factors(), x + width / 2, floor + p.tick + 3);
  c.fillText(String(count), x + width, floor + p.tick + 3);
}

/** The singular values of the product on an axis of their own; those that rounding hides are hollow on its floor. */
export function drawSingular(c: CanvasRenderingContext2D, box: Box, values: readonly number[], p: Palette): void {
  const known = values.filter((value) => !Number.isNaN(value));
  const lost = values.length - known.length;
  const left = 3.4 * p.tick;
  const inner = {
    x: box.x + left,
    y: box.y + 1.9 * p.tick,
    width: box.width - left - 4,
    height: box.height - 3.9 * p.tick,
  };
  const [low, high] = endsOf(known);
  const y = drawDecades(c, inner, low, high, p);
  const floor = Math.round(inner.y + inner.height) + 0.5;
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  line(c, [
    [inner.x, floor],
    [inner.x + inner.width, floor],
  ]);
  const radius = Math.min(3.5, Math.max(1.5, inner.width / values.length / 2 - 0.5));
  values.forEach((value, i) => {
    c.beginPath();
    c.arc(
      inner.x + ((i + 0.5) / values.length) * inner.width,
      Number.isNaN(value) ? floor : y(value),
      radius,
      0,
      2 * Math.PI,
    );
    c.fillStyle = Number.isNaN(value) ? p.ground : p.ink;
    c.fill();
    c.strokeStyle = p.ink;
    c.stroke();
  });
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  c.fillStyle = p.ink2;
  const middle = inner.x + inner.width / 2;
  c.fillText(m.plots_product_singular(), Math.min(middle, box.x + box.width - 3.8 * p.tick), box.y + p.tick);
  if (lost > 0)
    c.fillText(
      m.plots_product_lost({ count: String(lost) }),
      Math.min(middle, box.x + box.width - 4.4 * p.tick),
      floor + p.tick + 4,
    );
}

/** Matrices as text, side by side while there is room, with a line above each. Gives the height that they take; draws when
 *  told where. */
export function flowText(
  c: CanvasRenderingContext2D,
  blocks: readonly { title: string; lines: string[][]; more: boolean }[],
  width: number,
  p: Palette,
  top?: number,
): number {
  const line_ = p.tick + 3;
  const gap = 1.8 * p.tick;
  let x = 0;
  let y = 0;
  let deep = 0;
  for (const { title, lines, more } of blocks) {
    c.font = `${p.tick}px ${p.font}`;
    const column = Math.max(...lines.flat().map((text) => c.measureText(text).width)) + 0.7 * p.tick;
    const beyond = (shown: number): number => (more || shown < lines.length ? 1.2 * p.tick : 0);
    let shown = lines.length;
    while (shown > 1 && shown * column + beyond(shown) > width + 0.7 * p.tick) shown--;
    const cut = more || shown < lines.length;
    const own = Math.max(shown * column + beyond(shown), c.measureText(title).width);
    const height = (lines.length + 1 + (more ? 1 : 0)) * line_;
    if (x > 0 && x + own > width) {
      x = 0;
      y += deep + 0.4 * p.tick;
      deep = 0;
    }
    if (top !== undefined) {
      const at = (row: number): number => top + y + row * line_ + p.tick;
      c.textBaseline = 'alphabetic';
      c.fillStyle = p.ink2;
      c.textAlign = 'left';
      c.fillText(title, x, at(0));
      c.fillStyle = p.ink;
      lines.forEach((entries, row) => {
        c.textAlign = 'right';
        entries
          .slice(0, shown)
          .forEach((text, k) => c.fillText(text, x + (k + 1) * column - 0.7 * p.tick, at(row + 1)));
        c.textAlign = 'left';
        if (cut) c.fillText('…', x + shown * column, at(row + 1));
      });
      if (more) c.fillText('…', x + 0.5 * column, at(lines.length + 1) - 0.3 * p.tick);
    }
    x += own + gap;
    deep = Math.max(deep, height);
  }
  return y + deep;
}
