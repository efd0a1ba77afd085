import { into, outOf, smooth, type Placed, type Units } from './layout.ts';

/** Something in the drawing: a unit, the bias of one, or an edge into one from unit `from` of the column before. */
export type Spot =
  | { kind: 'unit'; column: number; unit: number }
  | { kind: 'bias'; column: number; unit: number }
  | { kind: 'edge'; column: number; unit: number; from: number };

export const idOf = (spot: Spot): string =>
  `${spot.kind}-${spot.column}-${spot.unit}${spot.kind === 'edge' ? `-${spot.from}` : ''}`;

export function spotOf(id: string | null): Spot | null {
  const [kind, ...numbers] = id?.split('-') ?? [];
  const [column = NaN, unit = NaN, from = NaN] = numbers.map(Number);
  if (Number.isNaN(column + unit)) return null;
  if (kind === 'unit' || kind === 'bias') return { kind, column, unit };
  return kind === 'edge' && !Number.isNaN(from) ? { kind, column, unit, from } : null;
}

/** Side of the square that is a bias. */
export const BIAS = 9;
/** Upper left corner of the bias of slot k. */
export const biasX = (column: Placed, k: number): number => (column.xs[k] ?? 0) - 0.71 * column.r - biasSide(column);
export const biasY = (column: Placed, k: number): number => (column.ys[k] ?? 0) + 0.71 * column.r - 1.5;
export const biasSide = ({ r }: Placed): number => (r < 12 ? 6 : BIAS);

const NEAR = 5;

/** The bias or the edge at a point, if there is one within 5 px. */
export function spotAt({ columns }: Units, x: number, y: number): Spot | null {
  let best: Spot | null = null;
  let least = NEAR;
  columns.forEach((column, c) => {
    if (column.b !== null && Math.abs(x - column.x) < column.r + 16)
      column.indices.forEach((unit, k) => {
        const side = biasSide(column);
        const [bx, by] = [biasX(column, k), biasY(column, k)];
        if (x >= bx - 2 && x <= bx + side + 2 && y >= by - 2 && y <= by + side + 3) {
          best = { kind: 'bias', column: c, unit };
          least = 0;
        }
      });
    const before = columns[c - 1];
    if (!before || column.x < x - column.r || before.x > x) return;
    column.indices.forEach((unit, k) => {
      before.indices.forEach((from, f) => {
        const x0 = outOf(before, f);
        const length = into(column, k) - x0;
        const t = (x - x0) / length;
        if (t < 0 || t > 1) return;
        const dy = (column.ys[k] ?? 0) - (before.ys[f] ?? 0);
        const slope = (6 * t * (1 - t) * dy) / length;
        const distance = Math.abs(y - (before.ys[f] ?? 0) - dy * smooth(t)) / Math.hypot(1, slope);
        if (distance >= least) return;
        least = distance;
        best = { kind: 'edge', column: c, unit, from };
      });
    });
  });
  return best;
}

/** What an arrow key leads to: up and down within a column, left and right to the nearest in the next. */
export function nextUnit(
  { columns }: Units,
  spot: Spot,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): Spot | null {
  const column = columns[spot.column];
  const k = column?.slots.get(spot.unit);
  if (!column || k === undefined) return null;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const unit = column.indices[k + (key === 'ArrowUp' ? -1 : 1)];
    return unit === undefined ? null : { kind: 'unit', column: spot.column, unit };
  }
  const to = spot.column + (key === 'ArrowLeft' ? -1 : 1);
  const other = columns[to];
  const y = column.ys[k] ?? 0;
  const away = (i: number): number => Math.abs((other?.ys[i] ?? 0) - y);
  const nearest = other?.indices.reduce((best, _, i) => (away(i) < away(best) ? i : best), 0);
  const unit = other?.indices[nearest ?? 0];
  return unit === undefined ? null : { kind: 'unit', column: to, unit };
}
