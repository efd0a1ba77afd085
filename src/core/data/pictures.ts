import { LabError } from '../errors.ts';
import { m } from '../words/m.ts';
import type { ImageSet } from './data-set.ts';
import { idxOf } from './idx.ts';
import { dataLimits } from './limits.ts';

/** A file of the person's, whole and unpacked. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/** One picture file and the labels that go with it. */
interface Pair {
  name: string;
  count: number;
  pixels: Uint8Array;
  labels: Uint8Array;
}

/** What a name has in common with that of the file it belongs to. */
const stem = (name: string): string => name.toLowerCase().replace(/images|labels|idx[13]/g, '');

/** Pictures and their labels out of IDX files, in pairs: by their names, or by how many there are. A pair whose name says test (or
 *  t10k) is to test with where there is another one to train with. Classes are named by their numbers.
 *  @throws LabError file-bad where a file is none, or has no partner */
export function picturesOf(files: readonly NamedBytes[]): ImageSet {
  const read = files.map(({ name, bytes }) => ({ name, idx: idxOf(bytes, name) }));
  const labels = read.flatMap(({ name, idx }) => (idx.kind === 'labels' ? [{ name, labels: idx.labels }] : []));
  const used = new Set<(typeof labels)[number]>();
  const pairs = read.flatMap(({ name, idx }): Pair[] => {
    if (idx.kind === 'labels') return [];
    const fits = labels.filter((one) => one.labels.length === idx.count && !used.has(one));
    const own = fits.find((one) => stem(one.name) === stem(name)) ?? (fits.length === 1 ? fits[0] : undefined);
    if (own) used.add(own);
    if (!own) throw alone(name, m.errors_expected_labels({ count: idx.count }));
    return [{ name, count: idx.count, pixels: idx.pixels, labels: own.labels }];
  });
  const left = labels.find((one) => !used.has(one));
  if (left) throw alone(left.name, m.errors_expected_pictures());
  const [first] = pairs;
  if (!first) throw alone(files[0]?.name ?? '', m.errors_expected_pictures());
  const rows = pairs.reduce((sum, { count }) => sum + count, 0);
  if (rows > dataLimits.rows) throw alone(first.name, m.errors_expected_rows({ most: dataLimits.rows }));
  const tests = pairs.map(({ name }) => /t10k|test/i.test(name));
  const parted = pairs.length > 1 && tests.some(Boolean) && !tests.every(Boolean);
  const set = {
    pixels: new Uint8Array(rows * (first.pixels.length / first.count)),
    labels: new Uint8Array(rows),
    parts: parted ? new Uint8Array(rows) : null,
  };
  let at = 0;
  pairs.forEach(({ count, pixels, labels: own }, i) => {
    set.pixels.set(pixels, at * (pixels.length / count));
    set.labels.set(own, at);
    if (tests[i]) set.parts?.fill(1, at, at + count);
    at += count;
  });
  const classes = set.labels.reduce((most, label) => Math.max(most, label), 1) + 1;
  return { kind: 'images', rows, classes: Array.from({ length: classes }, (_, k) => String(k)), ...set };
}

const alone = (file: string, expected: string): LabError =>
  new LabError('file-bad', { file, place: m.errors_place_start(), expected });
