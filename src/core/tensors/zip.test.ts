import { Zip, ZipPassThrough, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unzipped, zipEntries } from './zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('what is in an archive is told before anything is unpacked', () => {
  const zip = zipSync({ 'a/1.txt': bytes('one'), 'b/2.txt': [bytes('two'), { level: 0 }] });
  const entries = zipEntries(zip, 'f');
  expect(entries.map(({ name, size }) => [name, size])).toEqual([
    ['a/1.txt', 3],
    ['b/2.txt', 3],
  ]);
  expect(new TextDecoder().decode(entries[1]?.content())).toBe('two');
});

test('more files than 16 bits count are all there', () => {
  const files = Object.fromEntries(Array.from({ length: 3 }, (_, i) => [`${i}`, bytes(String(i))]));
  const plain = zipSync(files, { level: 0 });
  expect(unzipped(withZip64End(plain), 'f').size).toBe(3);
});

/** The same archive with a second, longer end that alone says how many files there are, as of more than 65,535. */
function withZip64End(zip: Uint8Array): Uint8Array {
  const end = zip.length - 22;
  const old = new DataView(zip.buffer, zip.byteOffset);
  const whole = new Uint8Array(zip.length + 76);
  whole.set(zip.subarray(0, end));
  whole.set(zip.subarray(end), end + 76);
  const view = new DataView(whole.buffer);
  view.setUint32(end, 0x06064b50, true);
  view.setBigUint64(end + 4, 44n, true);
  view.setBigUint64(end + 24, BigInt(old.getUint16(end + 8, true)), true);
  view.setBigUint64(end + 32, BigInt(old.getUint16(end + 10, true)), true);
  view.setBigUint64(end + 40, BigInt(old.getUint32(end + 12, true)), true);
  view.setBigUint64(end + 48, BigInt(old.getUint32(end + 16, true)), true);
  view.setUint32(end + 56, 0x07064b50, true);
  view.setBigUint64(end + 64, BigInt(end), true);
  view.setUint32(end + 72, 1, true);
  for (const [at, value] of [
    [8, 0xffff],
    [10, 0xffff],
  ] as const)
    view.setUint16(end + 76 + at, value, true);
  return whole;
}

test('a file that says it is larger than deflate could make it is refused before it is unpacked', () => {
  const zip = zipSync({ bomb: new Uint8Array(10_000_000) });
  const view = new DataView(zip.buffer, zip.byteOffset);
  const central = zip.length - 22 - 46 - 4;
  expect(view.getUint32(central, true)).toBe(0x02014b50);
  view.setUint32(central + 24, 0xfffffff0, true);
  expect(() => zipEntries(zip, 'f')).toThrow(expect.objectContaining({ code: 'file-bad' }) as Error);
  view.setUint32(central + 24, 100, true); // and one that says it is smaller
  const [entry] = zipEntries(zip, 'f');
  expect(() => entry?.content()).toThrow(expect.objectContaining({ code: 'file-bad' }) as Error);
});

test('an archive that was written as a stream, with sizes behind the files, is read', () => {
  const parts: Uint8Array[] = [];
  const zip = new Zip((_, part) => void parts.push(part));
  const file = new ZipPassThrough('x');
  zip.add(file);
  file.push(bytes('streamed'), true);
  zip.end();
  const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
  expect(new TextDecoder().decode(unzipped(whole, 'f').get('x'))).toBe('streamed');
});

test('a name that leads out of the archive is refused', () => {
  for (const name of ['../x.png', 'a/../../x.png', '/etc/x.png', 'C:\\x.png', 'a\\..\\x.png'])
    expect(() => zipEntries(zipSync({ [name]: bytes('x') }), 'f')).toThrow(
      expect.objectContaining({ code: 'file-bad' }) as Error,
    );
  expect(zipEntries(zipSync({ 'a..b/c...png': bytes('x') }), 'f')).toHaveLength(1);
});
