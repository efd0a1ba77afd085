import { mnist, ofPictures } from '../../../core/datasets.ts';
import type { Graph } from '../../../core/graph/graph.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Size } from '../../paint/stage.ts';
import { columnsOf, edgesOf, type Column } from './columns.ts';
import { countsOf, sampled, sampledPixels } from '../../view/sampling.ts';

/** A column with places: slot k shows unit `indices[k]` with its middle at (xs[k], ys[k]). */
export interface Placed extends Column {
  indices: number[];
  /** Slot of a unit, where it is shown. */
  slots: Map<number, number>;
  x: number;
  xs: number[];
  ys: number[];
  r: number;
  /** Distance between two units. */
  pitch: number;
  /** Units are discs, inputs squares, the pixels of an image dots on it. */
  shape: 'disc' | 'square' | 'pixel';
  /** Half the side of the image, whose middle is at (x, y). */
  image: number;
  y: number;
  /** Whether there is room for a name above each unit. */
  named: boolean;
}

export interface Units {
  size: Size;
  columns: Placed[];
  /** Units but for the inputs, and weights, that there are; and weights that are drawn. */
  unitCount: number;
  edgeCount: number;
  drawn: number;
}

/** Where the card docks; columns that would lie under it stay above, where they can. */
export const CARD: Size = { width: 316, height: 204 };
const HEAD = 46;
const LINE = 15;
const FOOT = 26;
/** A stage lower than this has room for the first line of heads alone. */
const LOW = 320;
const LEAST_R = 8;
/** Units with names are at least so large, and so much apart. */
const NAMED_R = 15;
const NAME = 24;
const LEAST_PITCH = 24;
/** The output is drawn larger. */
const OUTPUT = 1.45;

/** What the size of the type makes of the margins: `type` is 1 for the usual one. */
interface Room {
  type: number;
  top: number;
  foot: number;
}

/** The world as large as the stage, so that text keeps its size, but never too narrow for its columns. */
export const worldOf = (stage: Size, columns: number): Size => ({
  width: Math.max(220, 52 * columns, stage.width - 24),
  height: Math.max(120, stage.height - 24),
});

/** Whether heads have their first line alone. */
export const isLow = ({ height }: Size): boolean => height < LOW;

/** Places a network. `picked` is a unit that has to be shown, `type` the size of the type beside the usual one. Pure, so that
 *  nothing moves while training. */
export function layoutOf(
  plan: Pick<Plan, 'network' | 'data'>,
  graph: Graph,
  stage: Size,
  picked: { variable: string; index: number } | null = null,
  type = 1,
): Units {
  const all = columnsOf(plan, graph);
  const size = worldOf(stage, all.length);
  const low = isLow(size);
  const lines = Math.max(0, ...all.map((column) => column.extras.length)) + 1;
  const top = type * (low ? HEAD - 22 : HEAD + LINE * (lines - 1));
  const room: Room = { type, top, foot: low ? 8 : FOOT };
  const fit = Math.max(1, Math.floor((size.height - top - room.foot - (low ? 20 : 30)) / LEAST_PITCH) + 1);
  const digits = ofPictures(plan.data);
  const counts = countsOf(
    all.map(({ width }) => width),
    fit,
  );
  const columns = all.map((column, c): Placed => {
    const count = counts[c] ?? 0;
    const always = picked && column.variables.includes(picked.variable) ? picked.index : null;
    const share = all.length < 2 ? 0.5 : 0.1 + (0.785 * c) / (all.length - 1);
    const x = Math.round(c === 0 ? Math.max(44 * type, share * size.width) : share * size.width);
    if (c === 0 && digits) return pixels(column, sampledPixels(count, always), x, size, all.length);
    const indices = sampled(column.width, count, always);
    return units(column, indices, x, size, room, c === 0 ? 'first' : c === all.length - 1 ? 'last' : 'hidden');
  });
  const drawn = columns.reduce((sum, { ys }, c) => sum + (c > 0 ? ys.length * (columns[c - 1]?.ys.length ?? 0) : 0), 0);
  const unitCount = all.reduce((sum, { layer, width }) => sum + (layer < 0 ? 0 : width), 0);
  return { size, columns, unitCount, edgeCount: edgesOf(all), drawn };
}

const within = (least: number, v: number, most: number): number => Math.max(least, Math.min(v, most));
const slotsOf = (indices: readonly number[]): Map<number, number> => new Map(indices.map((index, k) => [index, k]));

function units(
  column: Column,
  indices: number[],
  x: number,
  { width, height }: Size,
  { type, top, foot }: Room,
  place: 'first' | 'hidden' | 'last',
): Placed {
  const n = indices.length;
  const whole = Math.min(25 * type, height / 27);
  const name = NAME * type;
  const first = top + whole + 10;
  const last = height - foot - 0.7 * whole;
  const widest = (place === 'first' ? 0.28 : 0.19) * height;
  const spread = (from: number, to: number): number => (n < 2 ? widest : Math.min(widest, (to - from) / (n - 1)));
  // above the card, if the units need not stand closer for it than in the other columns
  const above = height - CARD.height - 14 - 1.2 * whole - 12;
  const covered = x + OUTPUT * whole > width - CARD.width - 16;
  const clear = covered && above >= first && (n === 1 || spread(first, above) === spread(first, last));
  const to = clear ? above : last;
  const pitch = spread(first, to);
  // with room for names above them, or closer and without
  const r =
    pitch >= 2 * NAMED_R + name ? Math.min(whole, (pitch - name) / 2) : within(LEAST_R, (pitch - 10) / 2, NAMED_R);
  const larger = place === 'last' && (n === 1 || pitch > 2 * OUTPUT * r + name) ? OUTPUT * r : r;
  const start = (first + to - pitch * (n - 1)) / 2;
  return {
    ...column,
    indices,
    slots: slotsOf(indices),
    x,
    xs: indices.map(() => x),
    ys: indices.map((_, k) => Math.round(n === 1 ? (first + to) / 2 : start + pitch * k)),
    r: larger,
    pitch,
    shape: place === 'first' ? 'square' : 'disc',
    image: 0,
    y: (first + to) / 2,
    named: place === 'first' ? pitch >= 2 * r + 4 : pitch >= 2 * r + name - 1,
  };
}

/** The input of a network on digits: one image, and on it the pixels whose weights are drawn. */
function pixels(column: Column, indices: number[], x: number, size: Size, columns: number): Placed {
  const image = Math.round(Math.min(84, 0.36 * (size.width / columns), 0.09 * size.width, (size.height - 64) / 2));
  const cell = (2 * image) / mnist.side;
  const middle = size.height / 2;
  const left = Math.max(image + 4, x);
  return {
    ...column,
    indices,
    slots: slotsOf(indices),
    x: left,
    xs: indices.map((i) => left - image + ((i % mnist.side) + 0.5) * cell),
    ys: indices.map((i) => middle - image + (Math.floor(i / mnist.side) + 0.5) * cell),
    r: 3.5,
    pitch: cell,
    shape: 'pixel',
    image,
    y: middle,
    named: false,
  };
}

/** An edge runs from x0 to x1 = x0 + length and climbs with the smooth step 3t² − 2t³: a cubic with its handles at thirds. */
export const smooth = (t: number): number => t * t * (3 - 2 * t);

/** Where edges leave a slot to the right, and where they reach one from the left. */
export const outOf = (column: Placed, k: number): number => (column.xs[k] ?? 0) + column.r;
export const into = (column: Placed, k: number): number => (column.xs[k] ?? 0) - column.r;
