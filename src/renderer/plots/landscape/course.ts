import type { Frame } from '../../../core/frame/frame.ts';
import type { Point } from '../../../core/landscape/plane.ts';
import type { Recording } from '../../run/recording.ts';
import type { Terrain } from './terrain.ts';

/** The parameters a frame holds, in the order of a terrain; null where it does not hold them. */
export function parametersIn(frame: Frame, { parameters }: Terrain): Point | null {
  const found = (parameters ?? []).map(({ name }) => frame.tensor(name));
  return found.every((tensor) => tensor !== null) ? found : null;
}

/** Where a run went after the path of a terrain ended: frames that have come since, dropped onto its plane. */
export class Course {
  readonly terrain: Terrain;
  /** x and y in turn. */
  readonly points: number[] = [];
  private row = -1;

  constructor(terrain: Terrain) {
    this.terrain = terrain;
  }

  /** Takes in what has been recorded since the last time. @returns itself */
  grow(recording: Recording): this {
    const { plane, steps } = this.terrain;
    if (!plane) return this;
    const end = steps.at(-1) ?? -1;
    if (this.row < 0) this.row = recording.rowAt(end) + 1;
    for (; this.row < recording.rows; this.row++) {
      const found = recording.decode(recording.ordinalOf(this.row));
      const point = found && parametersIn(found.frame, this.terrain);
      if (!point) continue;
      const [x, y] = plane.project(point);
      if (Number.isFinite(x) && Number.isFinite(y)) this.points.push(x, y);
    }
    return this;
  }
}

/** Where the step that is looked at lies: exactly where its frame holds the parameters, else at the path's last point not
 *  after it. null before the first one, or where it is not finite. */
export function placeOf(terrain: Terrain, frame: Frame | null): { x: number; y: number; exact: boolean } | null {
  if (!frame) return null;
  const point = terrain.plane && parametersIn(frame, terrain);
  if (terrain.plane && point) {
    const [x, y] = terrain.plane.project(point);
    return Number.isFinite(x) && Number.isFinite(y) ? { x, y, exact: true } : null;
  }
  const k = terrain.steps.findLastIndex((step) => step <= frame.scalars.step);
  const [x, y] = [terrain.path.x[k], terrain.path.y[k]];
  return x === undefined || y === undefined ? null : { x, y, exact: terrain.steps[k] === frame.scalars.step };
}
