import type { Waypoint } from '../../core/contract/trainer.ts';
import { compareFrames } from '../../core/frame/difference.ts';
import { peekFrame, type FrameKind } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { mostFindings, type Finding } from '../../core/verification.ts';
import type { StoredFrame } from '../store/frames.ts';
import { StoredRows } from './stored-rows.ts';

/** How far what is counted (histograms, confusion) may be apart where numbers may, relative to the largest count. */
const COUNTED = 0.02;

/** What a comparison needs to know of a run. */
export interface Compare {
  layout: Layout;
  /** Of a branch, its first step; it begins with a keyframe of its own. */
  branchedAt: number | null;
  until: number;
  /** The step in whose middle the run was stopped: of the keyframe there only the state is comparable. */
  haltedAt: number | null;
  /** null: to the bit. */
  tolerance: number | null;
  read: (after: number) => StoredFrame[];
}

/** How a stored frame and the one made again compare. */
type Verdict =
  { kind: 'exact' } | { kind: 'within'; name: string; relative: number } | { kind: 'wrong'; what: Finding };

/** Compares what re-executing a run makes with what is stored of it. It goes through the run once, from its beginning. Where a
 *  keyframe is not what comes out and what follows it is not either, it has the run executed again from that stored keyframe, so
 *  that the rest is judged by itself. */
export class Comparison {
  frames = 0;
  same = 0;
  exactly = 0;
  /** Where frames that count as the same are farthest apart. */
  readonly largest = { relative: 0, name: '', step: 0 };
  private readonly run: Compare;
  private readonly rows: StoredRows;
  private readonly wrong: Finding[] = [];
  private readonly damaged: Finding[] = [];
  /** Frames made again of the step that comes next. */
  private step = -1;
  private group: Uint8Array[] = [];
  private settled = -1;
  private from = -1;
  /** A stored keyframe that is not what came out. */
  private candidate: StoredFrame | null = null;
  /** It, where what follows it did not come out either. */
  private restart: StoredFrame | null = null;

  constructor(run: Compare) {
    this.run = run;
    this.rows = new StoredRows(run.read);
  }

  /** What to begin with; null: the plan's initial values. undefined where nothing is stored that it could begin with. */
  begin(): Waypoint | null | undefined {
    const { branchedAt } = this.run;
    if (branchedAt === null) return null;
    const own = this.rows.of(branchedAt).find(({ kind, intact }) => kind === 'keyframe' && intact);
    return own ? this.wayTo(own) : this.goOn();
  }

  /** Takes frames made again, in order. @returns whether the pass is to go on */
  take(frames: readonly Uint8Array[]): boolean {
    for (const bytes of frames) {
      const { step } = peekFrame(bytes);
      if (step <= this.settled) continue;
      if (step !== this.step && !this.settle()) return false;
      this.step = step;
      this.group.push(bytes);
    }
    return true;
  }

  /** The pass has ended, or was ended. @returns what to go on from, or undefined where all is compared */
  goOn(): Waypoint | undefined {
    if (!this.restart) this.settle();
    const { restart } = this;
    this.restart = null;
    if (restart) return this.wayTo(restart);
    for (let row = this.rows.first(); row; row = this.rows.first()) {
      const state = row.kind === 'keyframe' && row.intact && row.step > this.from && row.step < this.run.until;
      if (state) return this.wayTo(row);
      this.rows.drop(1);
      this.note({ kind: 'wrong', what: this.finding(row, 'absent') });
    }
    return undefined;
  }

  /** The first that are not the same, in order. */
  get findings(): Finding[] {
    return [...this.wrong, ...this.damaged].sort((a, b) => a.ordinal - b.ordinal);
  }

  private wayTo({ step, bytes }: StoredFrame): Waypoint {
    this.from = step;
    return { step, keyframe: { bytes, layout: this.run.layout } };
  }

  /** Judges what is stored of the step that was made again. @returns false where it does not fit and a stored keyframe before it
   *  may fit better: nothing is judged then */
  private settle(): boolean {
    const { group, step, rows } = this;
    if (group.length === 0) return true;
    const here = rows.of(step);
    const judged = here.map((row, i) => ({ row, verdict: this.judge(row, matching(group, here, i)) }));
    const off = judged.some(({ row, verdict }) => row.intact && verdict.kind !== 'exact');
    if (off && this.candidate) {
      this.restart = this.candidate;
      this.candidate = null;
      this.group = [];
      this.step = -1;
      return false;
    }
    for (let row = rows.first(); row && row.step < step; row = rows.first()) {
      rows.drop(1);
      this.note({ kind: 'wrong', what: this.finding(row, 'absent') });
    }
    rows.drop(here.length);
    this.group = [];
    this.settled = step;
    if (here.length > 0) this.candidate = null;
    for (const { row, verdict } of judged) {
      this.note(verdict, row);
      const state = row.kind === 'keyframe' && row.intact && step > this.from && step < this.run.until;
      if (state && verdict.kind !== 'exact') this.candidate = row;
    }
    return true;
  }

  private note(verdict: Verdict, row?: StoredFrame): void {
    this.frames++;
    if (verdict.kind === 'wrong') {
      const list = verdict.what.damaged ? this.damaged : this.wrong;
      if (list.length < mostFindings / 2) list.push(verdict.what);
      return;
    }
    this.same++;
    if (verdict.kind === 'exact') this.exactly++;
    else if (verdict.relative > this.largest.relative)
      Object.assign(this.largest, { relative: verdict.relative, name: verdict.name, step: row?.step ?? 0 });
  }

  private judge(row: StoredFrame, again: Uint8Array | undefined): Verdict {
    if (!again) return { kind: 'wrong', what: this.finding(row, 'absent') };
    const equal = Buffer.compare(row.bytes, again) === 0;
    if (equal && row.intact) return { kind: 'exact' };
    if (equal) return { kind: 'wrong', what: this.finding(row, 'checksum') };
    const { layout, haltedAt, tolerance } = this.run;
    const halted = row.kind === 'keyframe' && row.step === haltedAt;
    const compared = compareFrames(row.bytes, again, layout, halted ? isState : undefined);
    if (!compared) return { kind: 'wrong', what: this.finding(row, 'bytes') };
    const { difference, largest, counted } = compared;
    if (!difference) return row.intact ? { kind: 'exact' } : { kind: 'wrong', what: this.finding(row, 'checksum') };
    if (row.intact && tolerance !== null && largest.relative <= tolerance && counted <= COUNTED)
      return { kind: 'within', name: largest.name || difference.name, relative: largest.relative };
    return { kind: 'wrong', what: { ...this.finding(row, 'numbers'), difference } };
  }

  private finding({ ordinal, step, kind, intact }: StoredFrame, what: Finding['what']): Finding {
    return { ordinal, step, frame: kind, damaged: !intact, what, difference: null };
  }
}

/** The frame made again that a stored one of the same step is to be compared with. Two of a kind are made where the best
 *  parameters were put back; of those the last is always stored. */
function matching(
  group: readonly Uint8Array[],
  here: readonly { kind: FrameKind }[],
  i: number,
): Uint8Array | undefined {
  const kind = here[i]?.kind;
  const fromEnd = here.slice(i + 1).filter((other) => other.kind === kind).length;
  return group.filter((bytes) => peekFrame(bytes).kind === kind).at(-1 - fromEnd);
}

/** Parameters, and what the optimizer remembers of them. */
const isState = (name: string): boolean => /^(\S+ )?[Wb]\d+$/.test(name) && !name.startsWith('best');
