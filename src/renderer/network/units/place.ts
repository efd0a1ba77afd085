import type { View } from '../../paint/stage.ts';
import { aboutPoint, type Rect } from './dock.ts';
import { biasX, biasY, type Spot } from './hits.ts';
import type { Units } from './layout.ts';
import { numberPlace } from './paint-edges.ts';

/** Where something is, in px of the stage; null where a sample leaves it out. */
export function placeOf({ columns }: Units, spot: Spot, seen: View): Rect | null {
  const column = columns[spot.column];
  const k = column?.slots.get(spot.unit);
  if (!column || k === undefined) return null;
  const [x = 0, y = 0] = [column.xs[k], column.ys[k]];
  switch (spot.kind) {
    case 'unit':
      return aboutPoint(seen, x, y, column.r);
    case 'bias':
      return aboutPoint(seen, biasX(column, k) + 4, biasY(column, k) + 4, 6);
    case 'edge': {
      const f = columns[spot.column - 1]?.slots.get(spot.from);
      if (f === undefined) return aboutPoint(seen, x, y, column.r);
      const at = numberPlace(columns, spot.column, k, f, spot);
      return aboutPoint(seen, at.x, at.y, 20);
    }
  }
}
