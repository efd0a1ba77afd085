import { z } from 'zod';
import { LabError } from '../errors.ts';
import { scanJson } from '../plan/scan.ts';
import { decoder, encoder } from '../text-bytes.ts';
import { m } from '../words/m.ts';

/** The number types of a file that are read and written, and the array that holds each. */
const arrays = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;
type Dtype = keyof typeof arrays;
const dtypes = Object.keys(arrays) as [Dtype, ...Dtype[]];

/** Numbers of a shape, row after row. */
export interface Tensor {
  shape: readonly number[];
  values: Float64Array | Float32Array | Int32Array | Uint8Array;
}

/** Tensors by name, and what else stands in the file. */
export interface TensorFile {
  tensors: ReadonlyMap<string, Tensor>;
  metadata: Readonly<Record<string, string>>;
}

/** Most bytes of the description at the beginning, as safetensors itself allows. */
const MOST_HEADER = 100_000_000;

/** Of the description: tensors, letters of a name, sizes of a shape. */
const MOST_DESCRIBED = { depth: 3, keys: 10_000, letters: 1000, list: 8 };

const isTexts = (given: unknown): given is Record<string, string> =>
  typeof given === 'object' &&
  given !== null &&
  !Array.isArray(given) &&
  Object.values(given).every((value) => typeof value === 'string');

const entrySchema = z.strictObject({
  dtype: z.enum(dtypes),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

const dtypeOf = (values: Tensor['values']): Dtype =>
  values instanceof Float64Array
    ? 'F64'
    : values instanceof Float32Array
      ? 'F32'
      : values instanceof Int32Array
        ? 'I32'
        : 'U8';

/** Tensors as the bytes of a `.safetensors` file: the length of a description in JSON (uint64), that, and all numbers, little-endian.
 *  Equal tensors in equal order give equal bytes. Numbers of 8 bytes come first, so that each lies at a multiple of its size.
 *  Source: github.com/huggingface/safetensors, “Format”. */
export function safetensorsOf({ tensors, metadata }: TensorFile): Uint8Array {
  const ordered = [...tensors].sort(([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let size = 0;
  for (const [name, { shape, values }] of ordered) {
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [size, size + values.byteLength] };
    size += values.byteLength;
  }
  const text = encoder.encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // spaces fill up, so that numbers begin at a multiple of 8
  const bytes = new Uint8Array(8 + length + size).fill(0x20, 8 + text.length, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const [, { values }] of ordered) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** The tensors of a `.safetensors` file, copied out of it. All of the file must be described: no gaps, nothing twice.
 *  @param file what it is called, for the sentence @throws LabError file-bad, with the place */
export function tensorsOf(bytes: Uint8Array, file: string): TensorFile {
  const bad = (place: string, expected: string): LabError => new LabError('file-bad', { file, place, expected });
  const atByte = (byte: number): string => m.errors_place_byte({ byte });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > MOST_HEADER || 8 + length > bytes.length)
    throw bad(atByte(0), m.errors_expected_safetensors());
  const start = 8 + length;
  let header: Record<string, unknown>;
  try {
    const text = decoder.decode(bytes.subarray(8, start));
    if (scanJson(text, MOST_DESCRIBED).beyond) throw new Error('none of ours');
    header = z.record(z.string().max(1000), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw bad(atByte(8), m.errors_expected_description());
  }
  const { __metadata__ = {}, ...described } = header;
  if (!isTexts(__metadata__)) throw bad('“__metadata__”', m.errors_expected_texts());
  const spans: { name: string; from: number; to: number; dtype: Dtype; shape: number[] }[] = [];
  for (const [name, given] of Object.entries(described)) {
    const entry = entrySchema.safeParse(given);
    if (!entry.success) throw bad(`“${name}”`, m.errors_expected_tensor({ types: dtypes.join(', ') }));
    const { dtype, shape, data_offsets } = entry.data;
    const [from, to] = data_offsets;
    const count = shape.reduce((product, n) => product * n, 1);
    const size = count * arrays[dtype].BYTES_PER_ELEMENT;
    if (to - from !== size || start + to > bytes.length)
      throw bad(`“${name}”`, m.errors_expected_bytes({ bytes: size }));
    spans.push({ name, from, to, dtype, shape });
  }
  let end = 0;
  for (const { name, from, to } of spans.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw bad(`“${name}”`, m.errors_expected_place({ byte: start + end }));
    end = to;
  }
  if (start + end !== bytes.length) throw bad(atByte(start + end), m.errors_expected_end());
  // only now: what lies over each other would be copied again and again
  const tensors = new Map(
    spans.map(({ name, from, to, dtype, shape }): [string, Tensor] => {
      const copied = new Uint8Array(bytes.subarray(start + from, start + to)); // Node's `slice` would copy nothing
      return [name, { shape, values: new arrays[dtype](copied.buffer) }];
    }),
  );
  return { tensors, metadata: __metadata__ };
}
