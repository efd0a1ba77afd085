import type { Progress } from '../core/run.ts';

type Point = Progress['curve'][number];
const MOST = 64;

/** At most 64 points over a run of unknown length: when full, every other one goes and the stride doubles. */
export class Sparkline {
  private points: Point[] = [];
  private stride = 1;
  private seen = 0;
  private latest: Point | null = null;

  add(point: Point): void {
    this.latest = point;
    if (this.seen++ % this.stride !== 0) return;
    this.points.push(point);
    if (this.points.length < MOST) return;
    this.points = this.points.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }

  /** Goes on from what it was at a step, where points come every so many. */
  restore(curve: readonly Point[], every: number, step: number): void {
    const [first, second] = curve;
    this.stride = first && second ? Math.max(1, Math.round((second.step - first.step) / every)) : 1;
    this.points = curve.filter((point) => point.step % (this.stride * every) === 0);
    this.seen = Math.floor(step / every) + 1;
    this.latest = curve.at(-1) ?? null;
  }

  /** The points kept, and the latest. */
  get curve(): Point[] {
    const { latest, points } = this;
    return latest && points.at(-1) !== latest ? [...points, latest] : [...points];
  }
}
