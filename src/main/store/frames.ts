import { crc32 } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import { peekFrame, type FrameKind } from '../../core/frame/frame.ts';

interface Row {
  ordinal: number;
  crc32: number;
  bytes: Uint8Array;
}

/** Frames as they were stored; `damaged` are the ordinals whose bytes no longer match their CRC, left out of `frames`. */
export interface Reading {
  frames: { ordinal: number; bytes: Uint8Array }[];
  damaged: number[];
}

/** A frame with all that is known of it. */
export interface StoredFrame {
  ordinal: number;
  step: number;
  kind: FrameKind;
  /** Whether the bytes match their CRC. */
  intact: boolean;
  bytes: Uint8Array;
}

/** The recorded frames of all runs: bytes that are never decoded here, each with its CRC. */
export class Frames {
  private readonly insert: Statement<
    [run: number, ordinal: number, step: number, kind: FrameKind, crc: number, bytes: Uint8Array]
  >;
  private readonly after: Statement<[run: number, ordinal: number], Row>;
  private readonly keyframe: Statement<[run: number, step: number], Row & { step: number }>;
  private readonly ofKind: Statement<[run: number, kind: FrameKind, step: number], { ordinal: number }>;
  private readonly one: Statement<[run: number, ordinal: number], Row>;
  private readonly whole: Statement<[run: number, ordinal: number], Row & { step: number; kind: FrameKind }>;
  private readonly steps: Statement<[run: number, kind: FrameKind], number>;
  private readonly outline: Statement<[run: number], { frames: number; until: number | null }>;
  private readonly last: Statement<[run: number], { step: number; kind: FrameKind }>;

  constructor(db: Database) {
    this.insert = db.prepare('INSERT INTO frames (run, ordinal, step, kind, crc32, bytes) VALUES (?, ?, ?, ?, ?, ?)');
    this.after = db.prepare('SELECT ordinal, crc32, bytes FROM frames WHERE run = ? AND ordinal > ? ORDER BY ordinal');
    this.keyframe = db.prepare(
      `SELECT ordinal, step, crc32, bytes FROM frames WHERE run = ? AND kind = 'keyframe' AND step <= ?
       ORDER BY ordinal DESC LIMIT 1`,
    );
    this.ofKind = db.prepare('SELECT ordinal FROM frames WHERE run = ? AND kind = ? AND step <= ? ORDER BY ordinal');
    this.one = db.prepare('SELECT ordinal, crc32, bytes FROM frames WHERE run = ? AND ordinal = ?');
    this.whole = db.prepare(
      'SELECT ordinal, step, kind, crc32, bytes FROM frames WHERE run = ? AND ordinal > ? ORDER BY ordinal',
    );
    this.steps = db
      .prepare<[number, FrameKind], number>('SELECT DISTINCT step FROM frames WHERE run = ? AND kind = ? ORDER BY step')
      .pluck();
    this.outline = db.prepare('SELECT count(*) AS frames, max(step) AS until FROM frames WHERE run = ?');
    this.last = db.prepare('SELECT step, kind FROM frames WHERE run = ? ORDER BY ordinal DESC LIMIT 1');
  }

  /** Adds frames behind the others; to be called inside the transaction that also updates the run. */
  add(run: number, first: number, frames: readonly Uint8Array[]): void {
    frames.forEach((bytes, i) => {
      const { step, kind } = peekFrame(bytes);
      this.insert.run(run, first + i, step, kind, crc32(bytes), bytes);
    });
  }

  /** The newest keyframe not after a step, or null; `bytes` is null where they no longer match their CRC. */
  keyframeBefore(run: number, step: number): { step: number; bytes: Uint8Array | null } | null {
    const row = this.keyframe.get(run, step);
    return row ? { step: row.step, bytes: crc32(row.bytes) === row.crc32 ? row.bytes : null } : null;
  }

  /** At most `most` frames of a kind until a step, evenly spread, the first and the last among them, oldest first. */
  spread(run: number, kind: FrameKind, step: number, most: number): Reading {
    const all = this.ofKind.all(run, kind, step);
    const some =
      all.length <= most
        ? all
        : Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]);
    return this.readEach(
      run,
      some.flatMap((row) => (row ? [row.ordinal] : [])),
      Infinity,
    );
  }

  /** The frames that follow an ordinal: at least one where there is one, else as many as fit into `maxBytes`. */
  readAfter(run: number, ordinal: number, maxBytes: number): Reading {
    return collect(this.after.iterate(run, ordinal), maxBytes);
  }

  /** The frames that follow an ordinal as they lie there, also damaged ones: at least one, else as many as fit. */
  wholeAfter(run: number, ordinal: number, maxBytes: number): StoredFrame[] {
    const found: StoredFrame[] = [];
    let size = 0;
    for (const { crc32: expected, ...row } of this.whole.iterate(run, ordinal)) {
      size += row.bytes.length;
      if (size > maxBytes && found.length > 0) break;
      found.push({ ...row, intact: crc32(row.bytes) === expected });
    }
    return found;
  }

  /** How many frames and keyframes are stored of a run, until which step, what the last of them is, and the steps of both. */
  outlineOf(run: number): {
    frames: number;
    until: number;
    last: { step: number; kind: FrameKind } | null;
    steps: Float64Array;
    keyframes: Float64Array;
  } {
    const { frames, until } = this.outline.get(run) ?? { frames: 0, until: null };
    const stepsOf = (kind: FrameKind): Float64Array => new Float64Array(this.steps.all(run, kind));
    const last = this.last.get(run) ?? null;
    return { frames, until: until ?? 0, last, steps: stepsOf('frame'), keyframes: stepsOf('keyframe') };
  }

  /** Single frames; those that do not exist are left out, and so are those beyond `maxBytes` (but never the first). */
  readEach(run: number, ordinals: readonly number[], maxBytes: number): Reading {
    const rows = function* (this: Frames): Generator<Row> {
      for (const ordinal of ordinals) {
        const row = this.one.get(run, ordinal);
        if (row) yield row;
      }
    };
    return collect(rows.call(this), maxBytes);
  }
}

function collect(rows: Iterable<Row>, maxBytes: number): Reading {
  const reading: Reading = { frames: [], damaged: [] };
  let size = 0;
  for (const { ordinal, crc32: expected, bytes } of rows) {
    size += bytes.length;
    if (size > maxBytes && reading.frames.length > 0) break;
    // one flipped bit in a frame is nothing SQLite would notice
    if (crc32(bytes) === expected) reading.frames.push({ ordinal, bytes });
    else reading.damaged.push(ordinal);
  }
  return reading;
}
