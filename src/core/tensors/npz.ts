import { LabError } from '../errors.ts';
import { encoder } from '../text-bytes.ts';
import { m } from '../words/m.ts';
import type { Tensor } from './safetensors.ts';
import { unzipped, zipOf } from './zip.ts';

/** Arrays of NumPy by name, as the bytes of an `.npz` file: a zip of `.npy` files of version 1, little-endian, row after row. Equal
 *  arrays in equal order give equal bytes. Source: numpy.lib.format, “Format Version 1.0” */
export const npzOf = (arrays: ReadonlyMap<string, Tensor>): Uint8Array =>
  zipOf(new Map([...arrays].map(([name, tensor]) => [`${name}.npy`, npyOf(tensor)])));

/** The float arrays of an `.npz` file, row after row whatever their order in the file. @param file what it is called, for the
 *  sentence @throws LabError file-bad, with the place */
export function arraysOf(bytes: Uint8Array, file: string): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const [name, content] of unzipped(bytes, file, MOST_UNPACKED))
    if (name.endsWith('.npy')) found.set(name.slice(0, -4), arrayOf(content, file, `“${name}”`));
    else throw new LabError('file-bad', { file, place: `“${name}”`, expected: m.errors_expected_npy() });
  return found;
}

/** Most bytes of all arrays of a file: as many as of one that is not packed. */
const MOST_UNPACKED = 2 ** 28;

const MAGIC = '\x93NUMPY';

function npyOf({ shape, values }: Tensor): Uint8Array {
  const descr =
    values instanceof Float64Array
      ? '<f8'
      : values instanceof Float32Array
        ? '<f4'
        : values instanceof Int32Array
          ? '<i4'
          : '|u1';
  const tuple = shape.length === 1 ? `(${shape.join('')},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64; // numbers begin at a multiple of 64
  const bytes = new Uint8Array(length + values.byteLength);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(encoder.encode(`${text.padEnd(length - 11)}\n`), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), length);
  return bytes;
}

function arrayOf(bytes: Uint8Array, file: string, place: string): Tensor {
  const bad = (expected: string): LabError => new LabError('file-bad', { file, place, expected });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  const version = bytes[6] ?? 0;
  if (bytes.length < 12 || text(0, 6) !== MAGIC || version < 1 || version > 3) throw bad(m.errors_expected_npy());
  const start = version === 1 ? 10 : 12;
  const head = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (head > 0xffff || start + head > bytes.length) throw bad(m.errors_expected_npy());
  const header = text(start, start + head);
  const [, order = '', width = ''] = /'descr': *'([<>])f([48])'/.exec(header) ?? [];
  if (!width) throw bad(m.errors_expected_floats());
  const fortran = /'fortran_order': *(True|False)/.exec(header)?.[1];
  const dimensions = /'shape': *\(([\d, ]{0,200})\)/.exec(header)?.[1];
  if (!fortran || dimensions === undefined) throw bad(m.errors_expected_npy());
  const shape = dimensions.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const size = Number(width);
  const count = shape.reduce((product, n) => product * n, 1);
  if (!shape.every(Number.isSafeInteger) || !Number.isSafeInteger(count)) throw bad(m.errors_expected_npy());
  if (shape.length > 8 || start + head + size * count !== bytes.length)
    throw bad(m.errors_expected_bytes({ bytes: size * count }));
  const values = size === 4 ? new Float32Array(count) : new Float64Array(count);
  const from = fortran === 'True' ? placesOf(shape) : null;
  for (let i = 0; i < count; i++) {
    const at = start + head + size * (from?.[i] ?? i);
    values[i] = size === 4 ? view.getFloat32(at, order === '<') : view.getFloat64(at, order === '<');
  }
  return { shape, values };
}

/** Where the entries of an array that lies column after column are, in the order of rows. */
function placesOf(shape: readonly number[]): Int32Array {
  const places = new Int32Array(shape.reduce((product, n) => product * n, 1));
  for (let i = 0; i < places.length; i++) {
    let [rest, at] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const n = shape[axis] ?? 1;
      const stride = shape.slice(0, axis).reduce((product, k) => product * k, 1);
      at += (rest % n) * stride;
      rest = Math.floor(rest / n);
    }
    places[i] = at;
  }
  return places;
}
