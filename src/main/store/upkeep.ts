import type { Database, Statement } from 'better-sqlite3';
import { peekFrame, type FrameKind } from '../../core/frame/frame.ts';
import type { Progress } from '../../core/run.ts';
import { intact } from './frames.ts';
import { isPacked, packing } from './packing.ts';
import { guarded } from './sqlite-error.ts';
import { thinned, type Candidate } from './thinning.ts';

/** Rows read, and frames removed, between two yields: a few milliseconds. */
const ROWS = 2000;
const REMOVED = 128;
/** Bytes of frames that are packed in one transaction, and at most how many frames. */
const PACKED_BYTES = 2 ** 20;
const PACKED_FRAMES = 32;

/** How many frames back the one may be at which a run rests. */
const RECENT = 64;

/** What upkeep did to a run: how many bytes less, and how many frames. */
export interface Shrunk {
  bytes: number;
  frames: number;
}

interface Sized {
  ordinal: number;
  step: number;
  kind: FrameKind;
  bytes: number;
}

/** What makes recorded runs smaller: old frames thinned, bytes packed. All of it is done in slices that yield what they did, each a
 *  transaction of its own: whenever the process dies, the store is whole, and what was left is done later. */
export class Upkeep {
  private readonly sized: Statement<[run: number, after: number, most: number], Sized>;
  private readonly special: Statement<[run: number], { best_frame: number | null; packed: number }>;
  private readonly asked: Statement<[run: number], number>;
  private readonly ask: Statement<[run: number, after: number, step: number]>;
  private readonly better: Statement<[ordinal: number, loss: number, run: number, loss: number]>;
  private readonly read: Statement<[run: number, ordinal: number], { crc32: number; bytes: Uint8Array }>;
  private readonly replace: Statement<[bytes: Uint8Array, run: number, ordinal: number]>;
  private readonly waiting: Statement<[], number>;
  private readonly remove: (run: number, frames: readonly Sized[]) => Shrunk;
  private readonly put: (
    run: number,
    from: number,
    to: number,
    smaller: ReadonlyMap<number, Uint8Array>,
    saved: number,
  ) => boolean;

  constructor(db: Database) {
    this.sized = db.prepare(
      'SELECT ordinal, step, kind, length(bytes) AS bytes FROM frames WHERE run = ? AND ordinal > ? ORDER BY ordinal LIMIT ?',
    );
    this.special = db.prepare('SELECT best_frame, packed FROM runs WHERE id = ?');
    this.asked = db.prepare<[number], number>('SELECT ordinal FROM asked_frames WHERE run = ?').pluck();
    this.ask = db.prepare(
      `INSERT OR IGNORE INTO asked_frames (run, ordinal)
       SELECT run, ordinal FROM frames WHERE run = ? AND ordinal > ? AND kind = 'frame' AND step = ?`,
    );
    this.better = db.prepare(
      'UPDATE runs SET best_frame = ?, best_loss = ? WHERE id = ? AND (best_loss IS NULL OR best_loss > ?)',
    );
    this.read = db.prepare('SELECT crc32, bytes FROM frames WHERE run = ? AND ordinal = ?');
    this.replace = db.prepare('UPDATE frames SET bytes = ? WHERE run = ? AND ordinal = ?');
    this.waiting = db
      .prepare<[], number>(
        `SELECT id FROM runs WHERE packed < frames - 1 AND json_extract(progress, '$.status') NOT IN ('running', 'paused')
         AND (sweep IS NULL OR outcome IS NOT NULL) -- others go on
         ORDER BY id DESC`,
      )
      .pluck();
    const removeOne = db.prepare<[number, number]>('DELETE FROM frames WHERE run = ? AND ordinal = ?');
    const shrink = db.prepare<[number, number, number]>(
      'UPDATE runs SET bytes = bytes - ?, thinned = thinned + ? WHERE id = ?',
    );
    const remove = db.transaction((run: number, frames: readonly Sized[]): Shrunk => {
      const gone = frames.filter(({ ordinal }) => removeOne.run(run, ordinal).changes > 0);
      const bytes = gone.reduce((sum, frame) => sum + frame.bytes, 0);
      shrink.run(bytes, gone.length, run);
      return { bytes, frames: gone.length };
    });
    this.remove = (run, frames) => guarded(() => remove.immediate(run, frames));
    const advance = db.prepare<[number, number, number, number]>(
      'UPDATE runs SET packed = ?, bytes = bytes - ? WHERE id = ? AND packed = ?',
    );
    const put = db.transaction<Upkeep['put']>((run, from, to, smaller, saved) => {
      if (advance.run(to, saved, run, from).changes === 0) return false; // another lab does it, or the run is gone
      for (const [ordinal, bytes] of smaller) this.replace.run(bytes, run, ordinal);
      return true;
    });
    this.put = (...args) => guarded(() => put.immediate(...args));
  }

  /** Notes which of new frames may never go; to be called inside the transaction that adds them. */
  note(run: number, first: number, frames: readonly Uint8Array[], { status, step }: Progress): void {
    let best = { ordinal: -1, loss: Infinity };
    frames.forEach((bytes, i) => {
      const frame = peekFrame(bytes);
      if (frame.kind === 'keyframe') return;
      if (frame.testLoss < best.loss) best = { ordinal: first + i, loss: frame.testLoss };
    });
    // where a run rests, the person wanted to see it; that frame may have come before the word that it rests
    if (status === 'paused') this.ask.run(run, first - RECENT, step);
    if (best.ordinal >= 0) this.better.run(best.ordinal, best.loss, run, best.loss);
  }

  /** Ended runs with frames that nobody has tried to pack yet, the newest first. */
  unpacked(): number[] {
    return this.waiting.all();
  }

  /** Removes frames of a run that takes more than `budget` bytes, by the rule of thinning.ts. Yields after each slice.
   *  @throws LabError store-full, store-locked: then what is left can be done another time */
  *thin(run: number, budget: number): Generator<Shrunk, void> {
    const nothing = { bytes: 0, frames: 0 };
    const all: Sized[] = [];
    for (
      let page = this.sized.all(run, -1, ROWS);
      page.length > 0;
      page = this.sized.all(run, all.at(-1)?.ordinal ?? 0, ROWS)
    ) {
      all.push(...page);
      yield nothing;
    }
    const shown = all.filter(({ kind }) => kind === 'frame');
    const never = new Set([
      shown[0]?.ordinal,
      shown.at(-1)?.ordinal,
      this.special.get(run)?.best_frame,
      ...this.asked.all(run),
    ]);
    const candidates = all.map(({ kind, ...frame }): Candidate => {
      const keyframe = kind === 'keyframe';
      return { ...frame, keyframe, kept: keyframe || never.has(frame.ordinal) };
    });
    const going = new Set(thinned(candidates, budget));
    const frames = all.filter(({ ordinal }) => going.has(ordinal));
    for (let i = 0; i < frames.length; i += REMOVED) yield this.remove(run, frames.slice(i, i + REMOVED));
  }

  /** Packs the frames of a run that has ended, where that pays. What it replaces was unpacked again and compared before.
   *  @throws LabError store-full, store-locked */
  *pack(run: number): Generator<Shrunk, void> {
    for (;;) {
      const from = this.special.get(run)?.packed;
      if (from === undefined) return;
      const rows = this.sized.all(run, from, PACKED_FRAMES);
      const smaller = new Map<number, Uint8Array>();
      let [size, saved, to] = [0, 0, from];
      for (const { ordinal } of rows) {
        if (size > PACKED_BYTES) break;
        to = ordinal;
        const row = this.read.get(run, ordinal);
        if (!row || isPacked(row.bytes)) continue;
        const frame = intact(row); // a damaged frame stays as it is
        size += row.bytes.length;
        const packed = frame && (yield* silently(packing(frame)));
        if (!packed || !intact({ bytes: packed, crc32: row.crc32 })) continue;
        smaller.set(ordinal, packed);
        saved += row.bytes.length - packed.length;
      }
      if (to === from || !this.put(run, from, to, smaller, saved)) return;
      yield { bytes: saved, frames: 0 };
    }
  }
}

/** Work that shrinks nothing as yet. */
function* silently<T>(work: Generator<void, T>): Generator<Shrunk, T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    yield { bytes: 0, frames: 0 };
  }
}
