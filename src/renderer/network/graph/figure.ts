import type { Operator, Variable } from '../../../core/graph/graph.ts';

/** A node of the figure, with its middle and half sizes in px. */
export interface Box {
  id: string;
  x: number;
  y: number;
  hx: number;
  hy: number;
}
/** A square: value above, gradient below. */
export interface VariableBox extends Box {
  variable: Variable;
  /** Where its name is: over the box, at its right, or at its left. */
  named: 'above' | 'right' | 'left';
  /** Whether it has room for its entries, written. */
  numbers: boolean;
  /** The flights it stands for, where they are folded: first and last. */
  folded: { first: number; last: number } | null;
}
/** A circle. */
export interface OperatorBox extends Box {
  symbol: string;
  operator: Operator;
}
/** An arrow between two nodes as a line of points. Counted in steps of `stepsOf` that were taken: it is gone along forward
 *  after `forward`, and backward after `backward` of them (∞: never, for no gradient comes back this way). */
export interface Arrow {
  from: string;
  to: string;
  points: [x: number, y: number][];
  forward: number;
  backward: number;
}
export interface Figure {
  width: number;
  height: number;
  /** How much larger than at 13 px all is drawn. */
  unit: number;
  variables: VariableBox[];
  operators: OperatorBox[];
  arrows: Arrow[];
  /** The flights that are not folded. */
  open: ReadonlySet<number>;
  /** How many flights there are. */
  flights: number;
  /** Whether the objective has a penalty in it. */
  penalized: boolean;
}

/** Sizes at 13 px of type. */
export const sizes = {
  /** Half widths and heights of one storey: of a box, of a small one, of a number. */
  box: { hx: 26, storey: 23 },
  given: { hx: 26, storey: 26 },
  small: { hx: 14, storey: 11 },
  number: { hx: 24, storey: 23 },
  circle: 12,
  /** Between a node and the next: room for an arrow. */
  wire: 17,
  /** Of a name over a box, of one at a side, and of "layers 2–7" below. */
  name: 20,
  aside: 34,
  left: 66,
  sub: 17,
  /** A folded box has a second sheet behind it. */
  sheet: 5,
  /** Between nodes that no arrow joins. */
  apart: 8,
} as const;

/** Up to so many rows and columns a box shows numbers. */
export const MOST_NUMBERS = 2;

export const isSquare = (box: Box): box is VariableBox => 'variable' in box;

/** Everything that a node takes up, its words included. */
export function reachOf(box: Box, unit: number): { left: number; right: number; top: number; bottom: number } {
  const around = { left: box.x - box.hx, right: box.x + box.hx, top: box.y - box.hy, bottom: box.y + box.hy };
  if (!isSquare(box)) return around;
  const { named, folded } = box;
  if (named === 'above') around.top -= sizes.name * unit;
  if (named === 'right') around.right += sizes.aside * unit;
  if (named === 'left') around.left -= sizes.left * unit;
  if (folded) {
    around.right += sizes.sheet * unit;
    around.bottom += (named === 'above' ? sizes.sub + sizes.sheet : sizes.sheet) * unit;
  }
  return around;
}

/** Whether no node lies on another, nor on words at another. */
export function isClear({ variables, operators, unit }: Figure): boolean {
  const reach = [...variables, ...operators].map((box) => reachOf(box, unit));
  return reach.every((a, i) =>
    reach.every((b, k) => k <= i || a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top),
  );
}

/** A straight line, or one with a corner. Lines that come from above stop below a box's name.
 *  @param via where a line with a corner goes: up and then aside, to the height of what it leads to */
export function route(a: Box, b: Box, via: boolean, unit: number): [number, number][] {
  const name = (box: Box): number => (isSquare(box) && box.named === 'above' ? sizes.name * unit : 0);
  const gap = 2 * unit;
  const sheet = isSquare(a) && a.folded ? sizes.sheet * unit : 0;
  const across = Math.sign(b.x - a.x);
  if (via && Math.abs(a.x - b.x) > 2)
    return [
      [a.x, a.y - a.hy - name(a)],
      [a.x, b.y],
      [b.x - across * (b.hx + gap), b.y],
    ];
  if (Math.abs(a.x - b.x) <= 2) {
    const up = b.y < a.y ? -1 : 1;
    return [
      [a.x, a.y + up * (a.hy + 1 + (up < 0 ? name(a) : 0))],
      [b.x, b.y - up * (b.hy + gap + (up > 0 ? name(b) : 0))],
    ];
  }
  return [
    [a.x + a.hx + sheet + 1, a.y],
    [b.x - b.hx - gap, b.y],
  ];
}
