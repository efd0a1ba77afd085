import { decodeFrame, scalarNames, type Frame } from './frame.ts';
import type { Layout } from './layout.ts';

/** Where two frames of one step differ first, parameters before what follows from them. Numbers that are none are null. */
export interface Difference {
  /** A tensor, or a scalar. */
  name: string;
  /** The first entry that differs, row after row, and the columns of a row; null for a scalar. */
  index: number | null;
  columns: number;
  /** That entry, as stored and as computed again. */
  stored: number | null;
  again: number | null;
  /** The greatest difference of any entry of it, also relative to its largest entry; null where one is not a number. */
  absolute: number | null;
  relative: number | null;
  /** How many other tensors and scalars differ. */
  others: number;
}

/** How two frames compare. */
export interface Compared {
  /** null where they are the same to the bit, or only what is not a number has other bits. */
  difference: Difference | null;
  /** The greatest relative difference of all that is measured, and of which. */
  largest: { name: string; relative: number };
  /** The same for what is counted: classes, bins, shares. */
  counted: number;
}

/** Entries below this are compared as if they were this large: what remains of differences of numbers near 1. */
const LEAST = 1e-4;

/** Compares a stored frame with the same made again, number by number.
 *  @param only the quantities to look at; all where it is left out
 *  @returns null where the stored bytes cannot be taken apart as the others */
export function compareFrames(
  stored: Uint8Array,
  again: Uint8Array,
  layout: Layout,
  only: (name: string) => boolean = () => true,
): Compared | null {
  if (stored.length !== again.length) return null;
  const whole = stored.slice();
  if (!sameHead(whole, again)) return null;
  const [a, b] = [decodeFrame(whole, layout), decodeFrame(again, layout)];
  const found: Difference[] = [];
  const largest = { name: '', relative: 0 };
  let counted = 0;
  for (const { name, columns, was, is } of quantities(a, b, layout)) {
    if (!only(name)) continue;
    const difference = differenceOf(name, columns, was, is);
    if (!difference) continue;
    found.push(difference);
    const relative = difference.relative ?? Infinity;
    if (isCounted(name)) counted = Math.max(counted, relative);
    else if (relative > largest.relative) Object.assign(largest, { name, relative });
  }
  const [first] = found.sort((p, q) => rank(p) - rank(q)); // stable: else in the order of the layout
  return { difference: first ? { ...first, others: found.length - 1 } : null, largest, counted };
}

/** Magic, kind, n and how many floats follow: what taking a frame apart goes by. */
const sameHead = (a: Uint8Array, b: Uint8Array): boolean => a.subarray(0, 16).every((byte, i) => byte === b[i]);

function* quantities(
  a: Frame,
  b: Frame,
  layout: Layout,
): Generator<{ name: string; columns: number; was: ArrayLike<number>; is: ArrayLike<number> }> {
  const entries = a.brief ? (layout.curve ?? []) : layout[a.kind];
  for (const { name, columns } of entries) yield { name, columns, was: a.tensor(name) ?? [], is: b.tensor(name) ?? [] };
  for (const name of scalarNames) yield { name, columns: 0, was: [a.scalars[name]], is: [b.scalars[name]] };
}

function differenceOf(name: string, columns: number, was: ArrayLike<number>, is: ArrayLike<number>): Difference | null {
  let index = -1;
  let absolute = 0;
  let size = LEAST;
  for (let i = 0; i < was.length; i++) {
    const [p, q] = [was[i] ?? NaN, is[i] ?? NaN];
    for (const entry of [p, q]) if (Number.isFinite(entry)) size = Math.max(size, Math.abs(entry));
    if (Object.is(p, q)) continue; // the sign of zero counts; what is not a number is any such
    if (index < 0) index = i;
    absolute = Math.max(absolute, Math.abs(p - q)); // hands NaN on
  }
  if (index < 0) return null;
  return {
    name,
    index: columns === 0 ? null : index,
    columns,
    stored: finite(was[index]),
    again: finite(is[index]),
    absolute: finite(absolute),
    relative: finite(absolute / size),
    others: 0,
  };
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** What is counted moves by whole examples where what it counts moves by a hair. */
const isCounted = (name: string): boolean =>
  name.startsWith('hist ') || ['confusion', 'saturated', 'dead', 'accuracy', 'testAccuracy'].includes(name);

/** First what goes into a step, then what it computes, then what is said of that, then the scalars. */
function rank({ name, index }: Difference): number {
  if (index === null) return 4;
  if (name === 'rows' || name === 'shown') return 0;
  if (/^[Wb]\d+$/.test(name)) return 1;
  const said = /^[‖σηh]|^mean$|^variance$|^saturated$|^dead$|^confusion$|^shown o$|^losses$/u.test(name);
  return said && !/^h\d+$/.test(name) ? 3 : 2;
}
