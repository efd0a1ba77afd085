import { m } from '../../../core/words/m.ts';
import { textWidth } from '../../paint/measure.ts';
import type { Palette } from '../../paint/palette.ts';
import { valueText, type Row } from './rows.ts';

export const MARK = 4.5;

/** Where things are, in px. */
export interface Places {
  /** Names stand over the bars. */
  stacked: boolean;
  /** The scale, where there is one. */
  scale: { left: number; right: number } | null;
  /** Where the values of training and test examples end; none where they would leave no room for the scale. */
  columns: readonly [train: number, test: number] | null;
  top: number;
  floor: number;
  pitch: number;
  /** px for a name. */
  names: number;
}

/** A scale that is shorter says nothing, in ticks. */
const LEAST = 7;

/** Names beside the bars where all fits, else over them; then values go before the scale does, as the marks say them too. */
export function placesOf(width: number, height: number, rows: readonly Row[], losses: boolean, p: Palette): Places {
  const [top, floor] = [p.tick + 8, height - p.tick - 7];
  const pitch = (floor - top) / Math.max(1, rows.length);
  // shares take one width at every step
  const textsOf = (of: 'train' | 'test'): string[] => rows.map((row) => valueText(losses ? row[of] : 1, losses));
  const heads = [m.plots_line_train(), m.plots_line_test()].map((text) => textWidth(text, p.tick, p) + 2 * MARK + 8);
  const [train = 0, test = 0] = (['train', 'test'] as const).map((of, i) =>
    Math.max(3.6 * p.tick, heads[i] ?? 0, ...textsOf(of).map((text) => textWidth(text, p.tick, p))),
  );
  const values = train + test + 2 * p.tick;
  const columns = [width - test - p.tick, width] as const;
  const longest = Math.max(...rows.map(({ name }) => textWidth(name, p.tick, p, 600)));
  const beside = Math.ceil(longest) + 1.5 * p.tick;
  const edge = MARK + 3.5;
  const base = { top, floor, pitch };
  const inline = (left: number, right: number): Places['scale'] =>
    right - left < LEAST * p.tick ? null : { left, right };

  const full = inline(beside, width - values);
  // where both have room, the one with the longer scale while names take more than it
  const tall = pitch > 2.2 * p.tick;
  if (full && (!tall || full.right - full.left >= beside))
    return { ...base, stacked: false, scale: full, columns, names: beside };
  if (tall) {
    const under = inline(edge, width - values);
    return under
      ? { ...base, stacked: true, scale: under, columns, names: width }
      : { ...base, stacked: true, scale: { left: edge, right: width - edge }, columns: null, names: width };
  }
  const plain = inline(beside, width - edge);
  if (plain) return { ...base, stacked: false, scale: plain, columns: null, names: beside };
  // no room for any scale: names and what was measured, or names alone
  const left = width - values;
  return left < 4 * p.tick
    ? { ...base, stacked: false, scale: null, columns: null, names: width }
    : { ...base, stacked: false, scale: null, columns, names: left };
}

/** Into how many parts an axis is cut so that the numbers at them stay apart. @param widest of the numbers */
export function partsOf(length: number, widest: number, p: Palette): 1 | 2 | 4 {
  const fits = (parts: number): boolean => length / parts > widest + p.tick;
  return length >= 16 * p.tick && fits(4) ? 4 : fits(2) ? 2 : 1;
}
