import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { RunRow } from './rows.ts';

/** What a run is, whatever it is called and wherever it lies: SHA-256 of what neither thinning, packing, a name, a note nor being
 *  taken along changes. */
export function identityOf(db: Database, run: RunRow): string {
  const { status: _status, speed: _speed, ...progress } = JSON.parse(run.progress) as Record<string, unknown>;
  const sums = db
    .prepare<[{ id: number }], number>(
      `SELECT crc32 FROM frames WHERE run = @id AND (kind = 'keyframe'
         OR ordinal = (SELECT min(ordinal) FROM frames WHERE run = @id)
         OR ordinal = (SELECT max(ordinal) FROM frames WHERE run = @id)) ORDER BY ordinal`,
    )
    .pluck()
    .all({ id: run.id });
  const { plan, created_at, layout, cadence, frames } = run;
  return createHash('sha256')
    .update(JSON.stringify([plan, created_at, layout, cadence, frames, progress, sums]))
    .digest('hex');
}
