import { dataLimits } from '../../core/data/limits.ts';
import { isJunk } from '../../core/data/picture-labels.ts';
import { LabError } from '../../core/errors.ts';
import { zipEntries } from '../../core/tensors/zip.ts';
import { m } from '../../core/words/m.ts';
import type { PathFile } from './folder.ts';
import { isZip } from './kinds.ts';

/** A file that may be a picture: where it lies, how large it is, and its bytes when they are wanted. */
export interface Source {
  path: string;
  size: number;
  bytes(): Promise<Uint8Array>;
}

/** The files that were given and those in zip archives among them, which lie in a folder of the archive's name. Nothing is unpacked
 *  yet; what systems put beside others is not among them. @throws LabError file-bad where an archive is none, or is too large */
export async function sourcesOf(files: readonly PathFile[]): Promise<Source[]> {
  const found: Source[] = [];
  for (const { path, file } of files) {
    if (isZip(path)) found.push(...(await packed(file)));
    else found.push({ path, size: file.size, bytes: async () => new Uint8Array(await file.arrayBuffer()) });
  }
  return found.filter(({ path }) => !isJunk(path));
}

async function packed(file: File): Promise<Source[]> {
  if (file.size > dataLimits.fileBytes) {
    const expected = m.errors_expected_smaller({ most: dataLimits.fileBytes / 2 ** 20 });
    throw new LabError('file-bad', { file: file.name, place: m.errors_place_start(), expected });
  }
  const folder = file.name.replace(/\.zip$/i, '');
  return zipEntries(new Uint8Array(await file.arrayBuffer()), file.name)
    .filter(({ name }) => !/[/\\]$/.test(name))
    .map(({ name, size, content }) => ({
      path: `${folder}/${name.replaceAll('\\', '/')}`,
      size,
      bytes: () => Promise.resolve(content()),
    }));
}
