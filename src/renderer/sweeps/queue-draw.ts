import type { PointStatus } from '../../core/sweep/results.ts';
import type { Points } from '../../core/sweep/points.ts';
import { m } from '../../core/words/m.ts';
import type { Palette } from '../paint/palette.ts';
import { hasFailed, isAtWork, statusOf, type Results } from './cells.ts';
import { cross, stroke } from './frame.ts';

/** Where in the queue a seed begins, and its name. */
export interface Stretch {
  from: number;
  text: string;
}

/** The seeds of a queue, which goes seed by seed; none where it goes as the points are counted. */
export function stretches({ sweep, seeds, total }: Points): Stretch[] {
  if (!seeds || seeds.length < 2 || sweep.order === 'listed') return [];
  return seeds.map((seed, k) => ({ from: (k * total) / seeds.length, text: m.sweep_seed({ seed: String(seed) }) }));
}

/** So wide is a cell at most, and at least a pixel: with more runs than pixels, some share one. */
const WIDEST = 18;

/** Of the runs that share a pixel the one that is most to be seen. */
const rank = (status: PointStatus): number =>
  isAtWork(status) ? 3 : hasFailed(status) ? 2 : status === 'finished' ? 1 : 0;

/** One cell a run in the order they are run: done in ink, at work in the accent, queued as a dash, failed with a ✕. */
export function drawQueue(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  order: readonly number[],
  results: Results,
  seeds: readonly Stretch[],
  p: Palette,
): void {
  if (order.length === 0) return;
  const [left, room] = [4, width - 8];
  const pitch = Math.min(WIDEST, room / order.length);
  const cells = Math.min(order.length, Math.max(1, Math.floor(room)));
  const w = (pitch * order.length) / cells;
  const gap = w >= 4 ? 1 : 0;
  const tall = 12;
  const named = seeds.length > 0 && height >= 40;
  const y = Math.round(height / 2 - (named ? 11 : 6));
  for (let i = 0; i < cells; i++) {
    const from = Math.floor((i * order.length) / cells);
    const to = Math.max(from + 1, Math.floor(((i + 1) * order.length) / cells));
    let status: PointStatus = 'queued';
    for (let k = from; k < to; k++) {
      const one = statusOf(results, order[k] ?? 0);
      if (rank(one) > rank(status)) status = one;
    }
    const x = left + i * w;
    if (status === 'queued') {
      c.fillStyle = p.rule2;
      c.fillRect(x, y + tall / 2 - 2, w - gap, 4);
    } else if (hasFailed(status)) {
      c.strokeStyle = p.wrong;
      c.lineWidth = p.select;
      if (w >= 6) cross(c, x + w / 2, y + tall / 2, Math.min(4, w / 3));
      else stroke(c, [[x + w / 2, y], [x + w / 2, y + tall]]); // prettier-ignore
    } else {
      c.fillStyle = isAtWork(status) ? p.accent : p.ink;
      c.fillRect(x, y, w - gap, tall);
    }
  }
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  c.textBaseline = 'alphabetic';
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  let end = -Infinity;
  for (const { from, text } of seeds) {
    const x = left + from * pitch;
    if (from > 0) stroke(c, [[x - 0.5, y - 4], [x - 0.5, y + tall + 4]]); // prettier-ignore
    if (x < end || !named) continue;
    c.fillStyle = p.ink2;
    c.fillText(text, x, y + tall + 6 + p.tick);
    end = x + c.measureText(text).width + 8;
  }
}
