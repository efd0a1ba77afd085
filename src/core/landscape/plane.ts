import { at } from '../floats.ts';

/** A point in parameter space, or a direction: one tensor for each parameter, always in the same order. */
export type Point = readonly Float32Array[];

/** ⟨a − o, b − o⟩ over all parameters; without o, ⟨a, b⟩. */
export function product(a: Point, b: Point, o?: Point): number {
  let sum = 0;
  a.forEach((left, t) => {
    const right = b[t] as Float32Array;
    const from = o?.[t];
    if (from) for (let i = 0; i < left.length; i++) sum += (at(left, i) - at(from, i)) * (at(right, i) - at(from, i));
    else for (let i = 0; i < left.length; i++) sum += at(left, i) * at(right, i);
  });
  return sum;
}

/** Whether every number of a point is finite. */
export const isFinitePoint = (point: Point): boolean => point.every((tensor) => tensor.every(Number.isFinite));

/** A plane in parameter space: θ(x, y) = centre + (x − x₀) u + (y − y₀) v. Its directions need be neither of length 1 nor at
 *  right angles, only not parallel. */
export class Plane {
  readonly centre: Point;
  readonly u: Point;
  readonly v: Point;
  /** The coordinates of the centre. */
  readonly x0: number;
  readonly y0: number;
  private readonly uu: number;
  private readonly uv: number;
  private readonly vv: number;

  constructor(centre: Point, u: Point, v: Point, x0 = 0, y0 = 0) {
    this.centre = centre;
    this.u = u;
    this.v = v;
    this.x0 = x0;
    this.y0 = y0;
    this.uu = product(u, u);
    this.uv = product(u, v);
    this.vv = product(v, v);
  }

  /** Where a point lies when it is dropped onto the plane: the nearest point of it (least squares). */
  project(point: Point): [x: number, y: number] {
    let alongU = 0;
    let alongV = 0;
    point.forEach((tensor, t) => {
      const [centre, u, v] = [this.centre[t], this.u[t], this.v[t]] as [Float32Array, Float32Array, Float32Array];
      for (let i = 0; i < tensor.length; i++) {
        const away = at(tensor, i) - at(centre, i);
        alongU += away * at(u, i);
        alongV += away * at(v, i);
      }
    });
    const { uu, uv, vv } = this;
    const det = uu * vv - uv * uv;
    return [this.x0 + (vv * alongU - uv * alongV) / det, this.y0 + (uu * alongV - uv * alongU) / det];
  }

  /** Writes θ(x, y). */
  write(x: number, y: number, into: Point): void {
    const a = x - this.x0;
    const b = y - this.y0;
    into.forEach((tensor, t) => {
      const [centre, u, v] = [this.centre[t], this.u[t], this.v[t]] as [Float32Array, Float32Array, Float32Array];
      for (let i = 0; i < tensor.length; i++) tensor[i] = at(centre, i) + a * at(u, i) + b * at(v, i);
    });
  }
}
