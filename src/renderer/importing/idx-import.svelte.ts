import { dataLimits } from '../../core/data/limits.ts';
import { picturesOf } from '../../core/data/pictures.ts';
import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { PicturesImport } from './pictures-import.svelte.ts';
import { sentenceOf } from './sentence.ts';

/** IDX files of pictures and labels that become a data set. */
export class IdxImport extends PicturesImport {
  private readonly files: readonly File[];

  constructor(files: readonly File[], seed: number) {
    super(files.map(({ name }) => name.replace(/\.gz$/i, '')).join(', '), seed);
    this.files = files;
  }

  override async read(): Promise<void> {
    try {
      const files = await Promise.all(
        this.files.map(async (file) => ({ name: file.name, bytes: await unpacked(file) })),
      );
      this.give(picturesOf(files));
    } catch (error) {
      this.failure = sentenceOf(error, this.title);
    }
    this.reading = null;
  }

  override cancel(): void {
    // it is over in a moment
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
