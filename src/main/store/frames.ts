import { crc32 } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import { peekFrame, type FrameKind } from '../../core/frame/frame.ts';
import { unpacked } from './packing.ts';

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

/** A reading of single frames; `gone` are those that are not there, as after thinning. */
export interface Picked extends Reading {
  gone: number[];
}

/** A frame with all that is known of it. */
export interface StoredFrame {
  ordinal: number;
  step: number;
  kind: FrameKind;
  /** Whether the bytes match their CRC. */
  intact: boolean;
  /** As they were added; none where they were packed and are damaged. */
  bytes: Uint8Array;
}

/** The recorded frames of all runs: bytes that are never decoded here, each with its CRC. Whether a frame is packed on disk is
 *  nobody's business but this class's and upkeep.ts's: it comes out as it was added, and its CRC is that of those bytes. */
export class Frames {
  private readonly insert: Statement<
    [run: number, ordinal: number, step: number, kind: FrameKind, crc: number, bytes: Uint8Array]
  >;
  private readonly after: Statement<[run: number, ordinal: number], Row>;
  private readonly newest: Statement<[run: number, kind: FrameKind, step: number], Row & { step: number }>;
  private readonly ofKind: Statement<[run: number, kind: FrameKind, step: number], { ordinal: number }>;
  private readonly sizeFrom: Statement<[run: number, ordinal: number], { bytes: number }>;
  private readonly deleteFrom: Statement<[run: number, ordinal: number]>;
  private readonly one: Statement<[run: number, ordinal: number], Row>;
  private readonly whole: Statement<[run: number, ordinal: number], Row & { step: number; kind: FrameKind }>;
  private readonly steps: Statement<[run: number, kind: FrameKind], number>;
  private readonly outline: Statement<[run: number], { frames: number; until: number | null }>;
  private readonly last: Statement<[run: number], { step: number; kind: FrameKind }>;

  constructor(db: Database) {
    this.insert = db.prepare('INSERT INTO frames (run, ordinal, step, kind, crc32, bytes) VALUES (?, ?, ?, ?, ?, ?)');
    this.after = db.prepare('SELECT ordinal, crc32, bytes FROM frames WHERE run = ? AND ordinal > ? ORDER BY ordinal');
    this.newest = db.prepare(
      `SELECT ordinal, step, crc32, bytes FROM frames WHERE run = ? AND kind = ? AND step <= ?
       ORDER BY ordinal DESC LIMIT 1`,
    );
    this.sizeFrom = db.prepare(
      'SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM frames WHERE run = ? AND ordinal >= ?',
    );
    this.deleteFrom = db.prepare('DELETE FROM frames WHERE run = ? AND ordinal >= ?');
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

  /** The newest frame or keyframe not after a step, or null; `bytes` is null where they no longer match their CRC. */
  newestBefore(run: number, kind: FrameKind, step: number): { step: number; bytes: Uint8Array | null } | null {
    const row = this.newest.get(run, kind, step);
    return row ? { step: row.step, bytes: intact(row) } : null;
  }

  /** The same of keyframes alone. */
  keyframeBefore(run: number, step: number): { step: number; bytes: Uint8Array | null } | null {
    return this.newestBefore(run, 'keyframe', step);
  }

  /** The newest keyframe of a run, or null where it has none or that is damaged. */
  lastKeyframe(run: number): { ordinal: number; step: number; bytes: Uint8Array } | null {
    const row = this.newest.get(run, 'keyframe', Number.MAX_SAFE_INTEGER);
    const bytes = row ? intact(row) : null;
    return row && bytes ? { ordinal: row.ordinal, step: row.step, bytes } : null;
  }

  /** Removes all frames from an ordinal on. @returns how many bytes they had */
  removeFrom(run: number, ordinal: number): number {
    const bytes = this.sizeFrom.get(run, ordinal)?.bytes ?? 0;
    this.deleteFrom.run(run, ordinal);
    return bytes;
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
      const bytes = unpacked(row.bytes) ?? new Uint8Array(0);
      size += bytes.length;
      if (size > maxBytes && found.length > 0) break;
      found.push({ ...row, bytes, intact: crc32(bytes) === expected });
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

  /** Single frames; those beyond `maxBytes` are left out (but never the first). */
  readEach(run: number, ordinals: readonly number[], maxBytes: number): Picked {
    const gone: number[] = [];
    const rows = function* (this: Frames): Generator<Row> {
      for (const ordinal of ordinals) {
        const row = this.one.get(run, ordinal);
        if (row) yield row;
        else gone.push(ordinal);
      }
    };
    return { ...collect(rows.call(this), maxBytes), gone };
  }
}

function collect(rows: Iterable<Row>, maxBytes: number): Reading {
  const reading: Reading = { frames: [], damaged: [] };
  let size = 0;
  for (const row of rows) {
    const { ordinal } = row;
    const bytes = intact(row);
    size += (bytes ?? row.bytes).length;
    if (size > maxBytes && reading.frames.length > 0) break;
    if (bytes) reading.frames.push({ ordinal, bytes });
    else reading.damaged.push(ordinal);
  }
  return reading;
}

/** The bytes of a frame as they were added; null where they no longer match their CRC: one flipped bit in a frame is nothing
 *  SQLite would notice. */
export function intact({ bytes, crc32: expected }: Pick<Row, 'bytes' | 'crc32'>): Uint8Array | null {
  const frame = unpacked(bytes);
  return frame && crc32(frame) === expected ? frame : null;
}
