import { bytesOf, type ImageSet } from '../../core/data/data-set.ts';
import { dataLimits } from '../../core/data/limits.ts';
import { partsOf, type ImageSpec, type Parts } from '../../core/data/parts.ts';
import { picturesOf } from '../../core/data/pictures.ts';
import { LabError } from '../../core/errors.ts';
import { plainName } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { sentenceOf } from './sentence.ts';

const UNSTORED = '0'.repeat(64);

/** Files of pictures that become a data set. */
export class PicturesImport {
  readonly files: readonly File[];
  readonly seed: number;
  reading = $state(true);
  failure = $state('');
  set = $state.raw<ImageSet | null>(null);
  /** What the classes are called; as many as there are. */
  names = $state.raw<readonly string[]>([]);
  train = $state(1);
  test = $state(0);
  validation = $state(0);

  constructor(files: readonly File[], seed: number) {
    this.files = files;
    this.seed = seed;
  }

  readonly title = $derived.by(() => plainName(this.files.map(({ name }) => name.replace(/\.gz$/i, '')).join(', ')));
  readonly spec = $derived.by((): ImageSpec | null => {
    const { set, names, train, test, validation } = this;
    if (!set) return null;
    const counts = { train, test, ...(validation > 0 && { validation }) };
    return { kind: 'images', sha256: UNSTORED, title: this.title, names: [...names], ...counts };
  });
  readonly parts = $derived.by((): Parts | string => {
    if (!this.spec || !this.set) return '';
    try {
      return partsOf(this.spec, { ...this.set, classes: this.names }, this.seed);
    } catch (error) {
      if (error instanceof LabError) return errorSentence(error);
      throw error;
    }
  });

  async read(): Promise<void> {
    try {
      const files = await Promise.all(
        this.files.map(async (file) => ({ name: file.name, bytes: await unpacked(file) })),
      );
      const set = picturesOf(files);
      this.set = set;
      this.names = set.classes;
      const tests = set.parts?.reduce((sum, part) => sum + part, 0) ?? Math.floor(set.rows / 6);
      this.test = tests;
      this.train = set.rows - tests;
    } catch (error) {
      this.failure = sentenceOf(error, this.title);
    }
    this.reading = false;
  }

  /** Names of the classes out of one line, between commas; what is not named keeps its number. */
  rename(line: string): void {
    const given = line.split(',').map((name) => name.trim().slice(0, 200));
    this.names = this.names.map((_, k) => given[k] || String(k));
  }

  bytes(): Uint8Array {
    if (!this.set) throw new Error('nothing was read');
    return bytesOf({ ...this.set, classes: this.names });
  }
}

/** @throws LabError file-bad where it is too large, or packed and damaged */
async function unpacked(file: File): Promise<Uint8Array> {
  const bad = (expected: string): LabError =>
    new LabError('file-bad', { file: file.name, place: m.errors_place_start(), expected });
  const packed = /\.gz$/i.test(file.name);
  const source = packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (const reader = source.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      // a small packed file may unpack to anything
      if (size > dataLimits.bytes) throw bad(m.errors_expected_smaller({ most: dataLimits.bytes / 2 ** 20 }));
      parts.push(value);
    }
  } catch (error) {
    throw error instanceof LabError ? error : bad(m.errors_expected_gzip());
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
