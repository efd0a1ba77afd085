import { decodeFrame, peekFrame, type Frame, type ScalarName } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { FrameCache } from './cache.ts';
import { Growing, lastAtMost } from './growing.ts';

/** The scalars that plots draw over the whole run. */
const kept = [
  'step',
  'epoch',
  'loss',
  'penalty',
  'objective',
  'epochLoss',
  'accuracy',
  'testLoss',
  'testAccuracy',
  'testStep',
] as const satisfies ScalarName[];
/** Those, and `n`: how many examples the minibatch had. */
export type KeptScalar = (typeof kept)[number] | 'n';

const CACHE_BYTES = 64 * 2 ** 20;
/** Keyframes larger than this stay in the lab: parts that need them there (looks, branches, landscapes) read them there. */
const LARGEST_KEYFRAME = CACHE_BYTES;

/** One run as the window holds it: a *row* for every frame, with its scalars and norms; the bytes as long as they fit.
 *  Keyframes are no rows: the playhead never rests on one. */
export class Recording {
  readonly run: number;
  readonly layout: Layout;
  /** The highest ordinal seen; the next pull asks for what comes after it. */
  last = -1;
  /** A large keyframe has a place of its own, so that it does not drive out the frames it is shown with, nor they it. */
  private large: { ordinal: number; bytes: Uint8Array } | null = null;
  private readonly tooLarge = new Set<number>();
  /** Ordinals that the lab no longer has: the frame before stands for them. */
  private readonly gone = new Set<number>();
  readonly bytes: FrameCache;
  private readonly columns = new Map<KeptScalar, Growing>([...kept, 'n' as const].map((name) => [name, new Growing()]));
  private readonly ordinals = new Growing();
  private readonly keySteps = new Growing();
  private readonly keyOrdinals = new Growing();
  /** ‖W‖, ‖dW‖ and ‖ΔW‖ of every layer and ‖dh‖ of every activation, one row a frame; recordings of earlier versions have no
   *  ‖ΔW‖, or no ‖dh‖. */
  readonly weightNorms: Growing;
  readonly gradientNorms: Growing;
  readonly updateNorms: Growing;
  readonly outputGradientNorms: Growing;
  /** Loss and accuracy of the validation set and the step of that, one row a frame; empty where there is no such set. */
  private readonly validation: readonly [Growing, Growing, Growing] | null;

  constructor(run: number, layout: Layout, cacheBytes = CACHE_BYTES) {
    this.run = run;
    this.layout = layout;
    this.bytes = new FrameCache(cacheBytes);
    const norms = (name: string): Growing =>
      new Growing(layout.frame.find((entry) => entry.name === name)?.columns ?? 0);
    this.weightNorms = norms('‖W‖');
    this.gradientNorms = norms('‖dW‖');
    this.updateNorms = norms('‖ΔW‖');
    this.outputGradientNorms = norms('‖dh‖');
    const validated = layout.frame.some(({ name }) => name === 'validation');
    this.validation = validated ? [new Growing(), new Growing(), new Growing()] : null;
  }

  /** Frames the playhead can rest on. */
  get rows(): number {
    return this.ordinals.length;
  }

  /** Frames of both kinds. */
  get count(): number {
    return this.ordinals.length + this.keyOrdinals.length;
  }

  /** Adds a frame that came after all others; one that is already here only renews its bytes.
   *  @param headOf the bytes of a keyframe of which only the head is here */
  append(ordinal: number, bytes: Uint8Array, headOf?: number): void {
    if (headOf !== undefined) {
      if (headOf > LARGEST_KEYFRAME) this.tooLarge.add(ordinal);
      if (ordinal > this.last) this.appendKeyframe(ordinal, peekFrame(bytes).step);
      return;
    }
    // a copy: the bytes came as part of a larger message, which would be kept alive as a whole
    const own = bytes.slice();
    if (ordinal > this.last) {
      const frame = decodeFrame(own, this.layout);
      if (frame.kind === 'keyframe') this.appendKeyframe(ordinal, frame.scalars.step);
      else {
        this.last = ordinal;
        this.ordinals.push([ordinal]);
        for (const [name, column] of this.columns) column.push([name === 'n' ? frame.n : frame.scalars[name]]);
        this.weightNorms.push(frame.tensor('‖W‖') ?? []);
        this.gradientNorms.push(frame.tensor('‖dW‖') ?? []);
        this.updateNorms.push(frame.tensor('‖ΔW‖') ?? []);
        this.outputGradientNorms.push(frame.tensor('‖dh‖') ?? []);
        const measured = frame.tensor('validation');
        this.validation?.forEach((column, i) => column.push([measured?.[i] ?? NaN]));
      }
    }
    if (2 * own.length > this.bytes.limit && peekFrame(own).kind === 'keyframe') this.large = { ordinal, bytes: own };
    else this.bytes.set(ordinal, own);
  }

  private appendKeyframe(ordinal: number, step: number): void {
    this.last = ordinal;
    this.keySteps.push([step]);
    this.keyOrdinals.push([ordinal]);
  }

  /** Whether the bytes of a frame are here. */
  has(ordinal: number): boolean {
    return this.large?.ordinal === ordinal || this.bytes.has(ordinal);
  }

  column(name: KeptScalar): Float64Array {
    return (this.columns.get(name) as Growing).values();
  }

  /** Of the validation set: loss (0), accuracy (1), and the step they were measured at (2); a number a row. */
  validationColumn(which: 0 | 1 | 2): Float64Array {
    return this.validation?.[which].values() ?? new Float64Array(0);
  }

  scalar(name: KeptScalar, row: number): number {
    return (this.columns.get(name) as Growing).at(row);
  }

  stepOf(row: number): number {
    return this.scalar('step', row);
  }

  /** The row shown at a step: the last one not after it that can be, or the first. −1 when there are none. */
  rowAt(step: number): number {
    return this.there(Math.min(this.rows - 1, Math.max(0, lastAtMost(this.column('step'), step))), -1);
  }

  /** The ordinal of the frame that is shown at a row: its own, or the nearest before that is not gone (the first never is). */
  ordinalOf(row: number): number {
    return this.ordinals.at(this.there(row, -1));
  }

  /** The lab has thinned the run: these frames cannot be had again. What the window has of them, it keeps. */
  thinned(ordinals: readonly number[]): void {
    for (const ordinal of ordinals) this.gone.add(ordinal);
  }

  /** The nearest row from `row` on, to one side or the other, whose frame can be shown; `row` where there is none. */
  there(row: number, side: 1 | -1): number {
    if (this.gone.size === 0) return row;
    let at = row;
    while (at >= 0 && at < this.rows && this.isGone(this.ordinals.at(at))) at += side;
    return at >= 0 && at < this.rows ? at : row;
  }

  private isGone(ordinal: number): boolean {
    return this.gone.has(ordinal) && !this.has(ordinal);
  }

  keyframeSteps(): Float64Array {
    return this.keySteps.values();
  }

  /** The ordinal of the newest keyframe not after a step; null when there is none, or it is too large for a window. */
  keyframeBefore(step: number): number | null {
    const i = lastAtMost(this.keySteps.values(), step);
    const ordinal = this.keyOrdinals.at(i);
    return i < 0 || this.tooLarge.has(ordinal) ? null : ordinal;
  }

  /** A frame taken apart, and its bytes; null when the bytes are no longer here and must be asked for. */
  decode(ordinal: number): { frame: Frame; bytes: Uint8Array } | null {
    const bytes = this.large?.ordinal === ordinal ? this.large.bytes : this.bytes.get(ordinal);
    return bytes && { frame: decodeFrame(bytes, this.layout), bytes };
  }
}
