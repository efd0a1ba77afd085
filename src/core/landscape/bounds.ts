import type { Cut } from './landscape.ts';
import { product, type Plane } from './plane.ts';

/** Room left beside the path, as a share of it. */
const MARGIN = 0.2;
/** Half a side is at least this share of ‖θ‖, or of the larger of two parameters: a path that has hardly begun lies in a
 *  landscape all the same. */
const LEAST = 0.05;

type Ends = [low: number, high: number];

/** The part of a plane that is measured: square, so that distances are the same along both axes. */
export function boundsOf(
  { axes, zoom }: Cut,
  plane: Plane,
  path: readonly (readonly [x: number, y: number])[],
): { x: Ends; y: Ends } {
  const { x0, y0 } = plane;
  const around = (x: number, y: number, half: number): { x: Ends; y: Ends } => ({
    x: [x - half / zoom, x + half / zoom],
    y: [y - half / zoom, y + half / zoom],
  });
  if (axes.kind === 'random') return around(x0, y0, 1);
  const all = [...path, [x0, y0] as const];
  if (axes.kind === 'two') {
    const reach = Math.max(...all.map(([x, y]) => Math.max(Math.abs(x - x0), Math.abs(y - y0))));
    return around(x0, y0, Math.max((1 + MARGIN) * reach, Math.abs(x0), Math.abs(y0), 1));
  }
  const [x, y] = [ends(all.map((point) => point[0])), ends(all.map((point) => point[1]))];
  const reach = Math.max(x[1] - x[0], y[1] - y[0]) / 2;
  const half = Math.max((1 + MARGIN) * reach, LEAST * Math.sqrt(product(plane.centre, plane.centre)), 1e-6);
  // a closer look is at where the path ends
  return zoom > 1 ? around(x0, y0, half) : around((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, half);
}

const ends = (values: readonly number[]): Ends => [Math.min(...values), Math.max(...values)];
