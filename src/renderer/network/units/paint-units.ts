import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';
import { drawRuns, widthOf } from '../../paint/math-text.ts';
import type { Palette } from '../../paint/palette.ts';
import { div } from '../../theme/scale.ts';
import { units as unitsText } from './columns.ts';
import { biasSide, biasX, biasY, type Spot } from './hits.ts';
import { isDropped, type Masks } from './masks.ts';
import { isLow, type Placed, type Units } from './layout.ts';
import { unitRuns } from './names.ts';
import type { Atlas } from './responses.ts';

/** What a unit is filled with. */
export interface Fill {
  /** Its response over the plane, where the data is one. */
  atlas: Atlas | null;
  /** Its mean over the batch as −1 … 1; null while it is not known. */
  mean: (column: Placed, index: number) => number | null;
  /** b or ∂J/∂b as −1 … 1. */
  bias: (column: Placed, index: number) => number | null;
  /** The example on show, where the input is an image. */
  image: CanvasImageSource | null;
  masks: Masks;
}

export function paintUnits(
  g: CanvasRenderingContext2D,
  { columns }: Units,
  fill: Fill,
  selected: Spot | null,
  shown: Spot | null,
  p: Palette,
): void {
  let channel = 0;
  columns.forEach((column, c) => {
    if (column.image > 0) paintImage(g, column, fill.image, p);
    column.indices.forEach((index, k) => {
      const is = (spot: Spot | null): boolean => spot?.kind !== 'edge' && spot?.column === c && spot.unit === index;
      const dropped = isDropped(fill.masks, c, index);
      paintUnit(g, column, k, fill, channel++, dropped, is(selected), is(shown), p);
    });
  });
}

function outline(g: CanvasRenderingContext2D, column: Placed, k: number, more: number): void {
  const x = column.xs[k] ?? 0;
  const y = column.ys[k] ?? 0;
  const r = column.r + more;
  g.beginPath();
  if (column.shape === 'square') g.rect(x - r, y - r, 2 * r, 2 * r);
  else g.arc(x, y, r, 0, 2 * Math.PI);
}

function paintUnit(
  g: CanvasRenderingContext2D,
  column: Placed,
  k: number,
  fill: Fill,
  channel: number,
  dropped: boolean,
  selected: boolean,
  shown: boolean,
  p: Palette,
): void {
  const x = column.xs[k] ?? 0;
  const y = column.ys[k] ?? 0;
  const { r } = column;
  const index = column.indices[k] ?? 0;
  const { atlas } = fill;
  if (dropped) paintDropped(g, column, k, selected || shown, p);
  else if (atlas && atlas.side > 0) {
    g.save();
    outline(g, column, k, 0);
    g.clip();
    const { side } = atlas;
    g.drawImage(atlas.canvas, 0, side * channel, side, side, x - r, y - r, 2 * r, 2 * r);
    g.restore();
  } else {
    const mean = fill.mean(column, index);
    outline(g, column, k, 0);
    g.fillStyle = mean === null ? p.ground : div(mean);
    g.fill();
  }
  if (!dropped) {
    outline(g, column, k, 0);
    g.strokeStyle = selected || shown ? p.ink : p.ink2;
    g.lineWidth = (selected || shown ? 2 : 1) * p.hair;
    g.stroke();
  }
  if (selected) {
    outline(g, column, k, 4);
    g.strokeStyle = p.accent;
    g.lineWidth = 2 * p.hair;
    g.stroke();
  }
  if (column.b !== null && !dropped) {
    const side = biasSide(column);
    const b = fill.bias(column, index);
    g.fillStyle = b === null ? p.ground : div(b);
    g.strokeStyle = p.ink2;
    g.lineWidth = 1;
    g.fillRect(biasX(column, k), biasY(column, k), side, side);
    g.strokeRect(biasX(column, k), biasY(column, k), side, side);
  }
  if (column.named || selected || shown) paintName(g, column, k, selected, p);
}

const DROPPED = [2.5, 3];
const WHOLE: number[] = [];

/** A dropped unit is a hollow ring, and its value is 0. [lecture, Fig. 5.6.1] */
function paintDropped(g: CanvasRenderingContext2D, column: Placed, k: number, shown: boolean, p: Palette): void {
  outline(g, column, k, 0);
  g.strokeStyle = p.edge;
  g.lineWidth = (shown ? 2 : 1.25) * p.hair;
  g.setLineDash(DROPPED);
  g.stroke();
  g.setLineDash(WHOLE);
  if (column.r < p.small * 0.8) return;
  g.fillStyle = p.ink3;
  g.font = `${p.small}px ${p.font}`;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.fillText('0', column.xs[k] ?? 0, (column.ys[k] ?? 0) + 0.5);
}

function paintName(g: CanvasRenderingContext2D, column: Placed, k: number, selected: boolean, p: Palette): void {
  const x = column.xs[k] ?? 0;
  const y = column.ys[k] ?? 0;
  const { r } = column;
  const size = Math.max(14, p.small + 2);
  g.textBaseline = 'alphabetic';
  const runs = unitRuns(column.variable, column.indices[k] ?? 0, column.width);
  const left = column.shape === 'square';
  const foot = left ? y + 5 : y - r - (selected ? 11 : 7);
  if (!column.named) {
    // there is no room of its own: on ground, over what lies there
    g.fillStyle = p.ground;
    g.fillRect(left ? x - r - 34 : x - 16, foot - size, left ? 28 : 32, size + 5);
  }
  g.fillStyle = p.ink;
  if (left) drawRuns(g, runs, x - r - 8, foot, size, 'right');
  else drawRuns(g, runs, x, foot, size, 'center');
}

function paintImage(g: CanvasRenderingContext2D, column: Placed, source: CanvasImageSource | null, p: Palette): void {
  const { image } = column;
  const left = column.x - image;
  const top = column.y - image;
  if (source) {
    g.imageSmoothingEnabled = false;
    g.drawImage(source, left, top, 2 * image, 2 * image);
    g.imageSmoothingEnabled = true;
  }
  g.strokeStyle = p.edge;
  g.lineWidth = 1;
  g.strokeRect(left + 0.5, top + 0.5, 2 * image - 1, 2 * image - 1);
}

/** What each column is: `ReLU 6 units`, and below it what else the layer does and how many of it are drawn. */
export function paintHeads(g: CanvasRenderingContext2D, { columns, size }: Units, p: Palette): void {
  const low = isLow(size);
  const room = (columns[1]?.x ?? Infinity) - (columns[0]?.x ?? 0) - 8;
  const line = p.small + 3;
  g.textBaseline = 'alphabetic';
  let end = -Infinity;
  for (const { x, title, width, extras, indices, layer } of columns) {
    const count = layer < 0 ? String(width) : unitsText(width);
    const some = indices.length < width ? [m.units_shown({ n: int(indices.length), of: int(width) })] : [];
    const bold = `600 ${p.small}px ${p.font}`;
    const normal = `${p.small}px ${p.font}`;
    const first = widthOf(g, bold, `${title} `);
    const second = widthOf(g, normal, count);
    const one = first + second <= room;
    const from = x - (one ? (first + second) / 2 : first / 2);
    g.textAlign = 'left';
    g.font = bold;
    g.fillStyle = p.ink;
    if (from < end + 4) continue; // in a narrow column one name stands for its neighbour too
    end = from + first;
    g.fillText(title, from, 14);
    g.fillStyle = p.ink3;
    g.font = normal;
    if (one) g.fillText(count, from + first, 14);
    if (low) continue;
    g.textAlign = 'center';
    const below = [...(one || some.length > 0 ? [] : [count]), ...some, ...extras];
    below.forEach((text, i) => g.fillText(text, x, 14 + line * (i + 1)));
  }
}
