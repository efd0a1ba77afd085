import { gzipSync, zipSync } from 'fflate';
import { encoder } from '../text-bytes.ts';
import type { Hostile } from './attack.ts';
import { png } from './png.ts';
import { samples } from './samples.ts';

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const all = zeros(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
};
/** A sound file with a number of four bytes in another place. */
const with32 = (file: string, at: number, value: number, little = true): Uint8Array => {
  const bytes = Uint8Array.from(samples[file] ?? []);
  new DataView(bytes.buffer).setUint32(at < 0 ? bytes.length + at : at, value, little);
  return bytes;
};

const safetensors = (header: string, length = BigInt(encoder.encode(header).length), data = 0): Uint8Array => {
  const text = encoder.encode(header);
  const all = joined(zeros(8), text, zeros(data));
  new DataView(all.buffer).setBigUint64(0, length, true);
  return all;
};
const tensor = (attack: string, make: () => Uint8Array): Hostile => ({ file: 'weights.safetensors', attack, bytes: make }); // prettier-ignore
const entries = (n: number, of: (i: number) => string): string => Array.from({ length: n }, (_, i) => of(i)).join(',');
const tensors: Hostile[] = [
  tensor('a description of 2⁶⁴ bytes', () => safetensors('{}', 2n ** 64n - 1n)),
  tensor('a description that ends after the file', () => safetensors('{}', 100n)),
  tensor('nested a million deep', () => safetensors('['.repeat(1e6) + ']'.repeat(1e6))),
  tensor('a shape of a million sizes', () => safetensors(`{"W1":{"dtype":"F32","shape":[${entries(1e6, () => '-1')}],"data_offsets":[0,0]}}`)), // prettier-ignore
  tensor('a million places', () => safetensors(`{"W1":{"dtype":"F32","shape":[1],"data_offsets":[${entries(1e6, () => '"a"')}]}}`)), // prettier-ignore
  tensor('sizes whose product overflows', () => safetensors('{"W1":{"dtype":"F64","shape":[9007199254740991,9007199254740991,9007199254740991],"data_offsets":[0,8]}}', undefined, 8)), // prettier-ignore
  tensor('a hundred thousand tensors of nothing', () => safetensors(`{${entries(1e5, (i) => `"t${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`)}}`)), // prettier-ignore
  tensor('tensors that lie over each other', () => safetensors('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', undefined, 8)), // prettier-ignore
  tensor('a place that ends before it begins', () => safetensors('{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}', undefined, 8)), // prettier-ignore
  tensor('a prototype as a tensor', () => safetensors('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', undefined, 8)), // prettier-ignore
  tensor('a name of a million letters', () => safetensors(`{"${'x'.repeat(1e6)}":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, undefined, 8)), // prettier-ignore
  tensor('a name of a thousand letters', () => safetensors(`{"${'x'.repeat(1000)}":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}`, undefined, 8)), // prettier-ignore
  tensor('metadata of a million keys', () => safetensors(`{"__metadata__":{${entries(3e5, (i) => `"k${i}":1`)}}}`)),
  tensor('a set of a million columns', () => safetensors(`{"__metadata__":{"goldilocks data 1":${JSON.stringify(`{"kind":"table","columns":[${entries(2e5, () => '{}')}]}`)}}}`)), // prettier-ignore
  tensor('a set nested a million deep', () =>
    safetensors(`{"__metadata__":{"goldilocks data 1":"${'['.repeat(1e6)}"}}`),
  ),
  tensor('a model of ONNX', () => joined(Uint8Array.of(8, 8, 18, 10), encoder.encode('goldilocks'), zeros(100))),
];

const npy = (header: string, data = 0, version = 1): Uint8Array => {
  const text = encoder.encode(header);
  return joined(
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0),
    version === 1 ? Uint8Array.of(text.length & 255, text.length >> 8) : Uint8Array.of(255, 255, 255, 255),
    text,
    zeros(data),
  );
};
const npz = (attack: string, make: () => Uint8Array): Hostile => ({ file: 'weights.npz', attack, bytes: make });
const shaped = (shape: string, data = 4): Uint8Array =>
  zipSync({ 'W1.npy': npy(`{'descr': '<f4', 'fortran_order': True, 'shape': (${shape}), }`, data) });
const bomb = (mb: number): Uint8Array => zeros(mb * 2 ** 20);
const archives: Hostile[] = [
  npz('a shape of spaces between digits', () => shaped('1 2, 3')),
  npz('sizes whose product overflows', () => shaped('999999999999999999999999, 999999999999999999999999')),
  npz('sizes of 0 and of 10¹⁹⁰', () => shaped(`0, ${'9'.repeat(190)}`, 0)),
  npz('sizes of 0 and of 10²⁰, many times', () => shaped(Array.from({ length: 8 }, (_, i) => (i ? '9'.repeat(20) : '0')).join(','), 0)), // prettier-ignore
  npz('no shape', () => shaped('')),
  npz('a header of 4 GB', () => zipSync({ 'W1.npy': npy('{}', 0, 2) })),
  npz('an array of objects, which Python would run', () => zipSync({ 'W1.npy': npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8) })), // prettier-ignore
  npz('an array of 30 MB, packed 1 : 1000', () => zipSync({ 'W1.npy': bomb(30) })),
  npz('six arrays of 20 MB, packed 1 : 1000', () => {
    const one = bomb(20);
    return zipSync(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.npy`, one])));
  }),
  npz('a file that is no array', () => zipSync({ 'W1.txt': encoder.encode('1') })),
  npz('names that lead out', () => zipSync({ '../../W1.npy': zeros(4) })),
  npz('a name of 60 kB', () => zipSync({ [`${'x'.repeat(60_000)}.npy`]: zeros(4) })),
  npz('a directory that begins after the file', () => with32('weights.npz', -6, 0xfffffff0)),
  npz('sixty thousand files that are not there', () => with32('weights.npz', -12, 0xfffefffe)),
  npz('a checksum that is wrong', () => with32('weights.npz', 14, 1)),
  npz('ends of directories alone', () => {
    const all = zeros(22 * 40_000);
    for (let at = 0; at < all.length; at += 22) all.set([0x50, 0x4b, 5, 6], at);
    return all;
  }),
];
const overlapping = (): Uint8Array => {
  const one = zipSync({ 'a.png': bomb(1) });
  const end = one.length - 22;
  const view = new DataView(one.buffer, one.byteOffset);
  const begin = view.getUint32(end + 16, true);
  const [head, entry] = [one.subarray(0, begin), one.subarray(begin, end)];
  const n = 2000;
  const named = Array.from({ length: n }, (_, i) => {
    const copy = Uint8Array.from(entry);
    copy.set(encoder.encode(String.fromCharCode(97 + (i % 26), 97 + (Math.floor(i / 26) % 26), 97 + Math.floor(i / 676), 46, 112)), 46); // prettier-ignore
    return copy;
  });
  const last = Uint8Array.from(one.subarray(end));
  const lastView = new DataView(last.buffer);
  lastView.setUint16(8, n, true);
  lastView.setUint16(10, n, true);
  return joined(head, ...named, last);
};
const zips: Hostile[] = [
  { file: 'pictures.zip', attack: 'two thousand files in one place', bytes: overlapping },
  { file: 'pictures.zip', attack: 'a path of thirty thousand folders', bytes: () => zipSync({ [`${'a/'.repeat(30_000)}1.png`]: zeros(4), 'b/2.png': zeros(4) }) }, // prettier-ignore
  { file: 'pictures.zip', attack: 'five thousand classes', bytes: () => zipSync(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`c${i}/1.png`, zeros(1)])), { level: 0 }) }, // prettier-ignore
  { file: 'pictures.zip', attack: 'a picture that says 100 000 × 100 000', bytes: () => zipSync({ 'a/1.png': png(1, 1, () => 0, [1e5, 1e5]), 'b/1.png': png(28, 28, () => 9) }) }, // prettier-ignore
  { file: 'pictures.zip', attack: 'an archive in the archive', bytes: () => zipSync({ 'a/1.zip': samples['pictures.zip'] ?? zeros(0), 'a/1.png': samples['pictures.zip'] ?? zeros(0) }) }, // prettier-ignore
];

const idxFile = (attack: string, make: () => Uint8Array): Hostile => ({
  file: 'images.idx3-ubyte',
  attack,
  bytes: make,
});
const idxs: Hostile[] = [
  idxFile('2³¹ pictures', () => with32('images.idx3-ubyte', 4, 2 ** 31, false)),
  idxFile('no picture', () => with32('images.idx3-ubyte', 4, 0, false)),
  idxFile('pictures 2³² wide', () => with32('images.idx3-ubyte', 12, 0xffffffff, false)),
  idxFile('a head alone', () => Uint8Array.of(0, 0, 8, 3)),
  idxFile('255 dimensions', () => Uint8Array.of(0, 0, 8, 255, 0, 0, 0, 1)),
  idxFile('numbers of 8 bytes', () => Uint8Array.of(0, 0, 14, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28)),
  { file: 'images-idx3-ubyte.gz', attack: '200 MB of zeros, packed 1 : 1000', bytes: () => gzipSync(bomb(200), { mtime: 0 }) }, // prettier-ignore
  { file: 'images-idx3-ubyte.gz', attack: 'gzip that is none', bytes: () => Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3) },
  { file: 'images-idx3-ubyte.gz', attack: 'gzip in gzip', bytes: () => gzipSync(gzipSync(samples['images.idx3-ubyte'] ?? zeros(0))) }, // prettier-ignore
];

const jpeg = (attack: string, ...bytes: readonly number[]): Hostile => ({ file: 'picture.jpg', attack, bytes: () => Uint8Array.from([0xff, 0xd8, ...bytes]) }); // prettier-ignore
const pictures: Hostile[] = [
  { file: 'picture.png', attack: '100 000 × 100 000', bytes: () => png(1, 1, () => 0, [1e5, 1e5]) },
  { file: 'picture.png', attack: '2³¹ × 2³¹', bytes: () => png(1, 1, () => 0, [2 ** 31, 2 ** 31]) },
  { file: 'picture.png', attack: '0 × 0', bytes: () => png(1, 1, () => 0, [0, 0]) },
  { file: 'picture.png', attack: '7000 × 7000 with nothing in it', bytes: () => png(1, 1, () => 0, [7000, 7000]) },
  { file: 'picture.png', attack: '1 × 50 000', bytes: () => png(1, 50_000, (_, r) => (r < 9 ? 0 : 255)) },
  { file: 'picture.png', attack: 'a mark alone', bytes: () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) }, // prettier-ignore
  jpeg('65 535 × 65 535', 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3, 1, 0x11, 0),
  jpeg('0 × 0', 0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x11, 0),
  jpeg('segments of no length', ...Array.from({ length: 1e5 }, (_, i) => [0xff, 0xe0, 0, 0][i % 4] ?? 0)),
  jpeg('fill alone', ...Array.from({ length: 1e5 }, () => 0xff)),
  jpeg('a mark alone'),
];

/** Tensors, archives, IDX files and pictures that are none. */
export const hostileBinaries: readonly Hostile[] = [...tensors, ...archives, ...zips, ...idxs, ...pictures];
