import { rowsOf } from '../graph/graph.ts';
import { sizeOf, type Entry, type Layout } from './layout.ts';

/** A frame is the bytes that the trainer writes, main stores, and the window reads:
 *
 *    0  'GLF1'          12  floats that follow the scalars
 *    4  kind            16  the scalars below, float64 each
 *    8  n, the batch    96  the tensors of the layout, float32, row after row
 *
 *  Little-endian; the same plan gives the same bytes. */
const MAGIC = 0x31464c47;
const HEADER = 16;

/** The numbers every frame has. Not measured is NaN. θ are the parameters after `step` updates; the batch is the next one. */
export const scalarNames = [
  'step',
  'epoch',
  'loss', // L of this batch, at θ
  'penalty', // s
  'objective', // J = L + s
  'epochLoss', // mean of L over the examples of the latest epoch (core/figures.ts)
  'accuracy', // of this batch
  'testLoss', // L of the whole test set, at θ, when it was last measured
  'testAccuracy',
  'testStep', // the step it was measured at
] as const;
export type ScalarName = (typeof scalarNames)[number];
export type Scalars = Record<ScalarName, number>;
/** Where the tensors of a frame begin: behind numbers of 8 bytes, or as good as. */
export const TENSORS = HEADER + 8 * scalarNames.length;

export type FrameKind = 'frame' | 'keyframe';
/** As they are written: a frame of a small recording that only draws its curves is one of its own. */
export type WrittenKind = FrameKind | 'curve';
const kinds: readonly WrittenKind[] = ['frame', 'keyframe', 'curve'];
const readAs = (kind: WrittenKind): FrameKind => (kind === 'curve' ? 'frame' : kind);

/** A frame taken apart: views of its bytes, nothing copied. */
export interface Frame {
  kind: FrameKind;
  n: number;
  scalars: Scalars;
  /** Of a small recording: it has norms and no values. */
  brief?: true;
  /** The rows × columns floats of a tensor, or null when this frame does not have it. */
  tensor(name: string): Float32Array | null;
}

/** Writes a frame. `fill` is called for every tensor of the layout with the place to write it to. */
export function encodeFrame(
  kind: WrittenKind,
  layout: Layout,
  n: number,
  scalars: Scalars,
  fill: (name: string, into: Float32Array) => void,
): Uint8Array<ArrayBuffer> {
  const entries = layout[kind] ?? [];
  const floats = sizeOf(entries, n);
  const bytes = new Uint8Array(TENSORS + 4 * floats);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, kinds.indexOf(kind), true);
  view.setUint32(8, n, true);
  view.setUint32(12, floats, true);
  scalarNames.forEach((name, i) => view.setFloat64(HEADER + 8 * i, scalars[name], true));
  let offset = TENSORS;
  for (const entry of entries) {
    const length = rowsOf(entry, n) * entry.columns;
    fill(entry.name, new Float32Array(bytes.buffer, offset, length));
    offset += 4 * length;
  }
  return bytes;
}

/** Reads a frame. Throws when the bytes are no frame of this layout, which a CRC should have told before. */
export function decodeFrame(bytes: Uint8Array, layout: Layout): Frame {
  // tensors are read in place, which needs an aligned start; slice() of Node's Buffer would copy nothing
  const whole = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const kind =
    whole.length >= TENSORS && view.getUint32(0, true) === MAGIC ? kinds[view.getUint32(4, true)] : undefined;
  if (!kind) throw new Error('these bytes are not a frame');
  const n = view.getUint32(8, true);
  const entries: readonly Entry[] = layout[kind] ?? [];
  if (sizeOf(entries, n) !== view.getUint32(12, true) || whole.length !== TENSORS + 4 * sizeOf(entries, n))
    throw new Error('this frame has another layout than its run');
  const scalars = Object.fromEntries(
    scalarNames.map((name, i) => [name, view.getFloat64(HEADER + 8 * i, true)]),
  ) as Scalars;
  return {
    kind: readAs(kind),
    n,
    scalars,
    ...(kind === 'curve' && { brief: true }),
    tensor(name) {
      let offset = TENSORS;
      for (const entry of entries) {
        const length = rowsOf(entry, n) * entry.columns;
        if (entry.name === name) return new Float32Array(whole.buffer, whole.byteOffset + offset, length);
        offset += 4 * length;
      }
      return null;
    },
  };
}

/** Bytes of a keyframe above which its head alone is pulled. */
const LARGE_KEYFRAME = 2 ** 20;

/** The head of a large keyframe, without its tensors; null for any other frame. */
export const headOfLarge = (bytes: Uint8Array): Uint8Array | null =>
  bytes.length > LARGE_KEYFRAME && peekFrame(bytes).kind === 'keyframe' ? bytes.subarray(0, TENSORS) : null;

/** A frame without its tensors: what a frame of a layout that has none would be. */
export function scalarsAlone(bytes: Uint8Array): Uint8Array {
  const head = bytes.slice(0, TENSORS);
  new DataView(head.buffer, head.byteOffset).setUint32(12, 0, true);
  return head;
}

/** Step, kind and the loss of the test set as it was last measured (NaN before), without decoding the rest: what the store
 *  goes by. */
export function peekFrame(bytes: Uint8Array): { kind: FrameKind; step: number; testLoss: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    kind: readAs(kinds[view.getUint32(4, true)] ?? 'frame'),
    step: view.getFloat64(HEADER, true),
    testLoss: view.getFloat64(HEADER + 8 * scalarNames.indexOf('testLoss'), true),
  };
}
