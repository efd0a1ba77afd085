import { readFile, stat } from 'node:fs/promises';
import { LabError } from '../core/errors.ts';
import { m } from '../core/words/m.ts';
import { reasonOf } from './reasons.ts';

/** Reads a text file that the person named, of at most so many bytes; a byte order mark before it is none of it. @throws LabError file-unreadable */
export const readText = async (file: string, most = Infinity): Promise<string> =>
  new TextDecoder().decode(await readBytes(file, most));

/** Reads a file that the person named, of at most so many bytes. @throws LabError file-unreadable */
export async function readBytes(file: string, most = Infinity): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    // a pipe would be waited for without end
    if (!found.isFile() && !found.isDirectory())
      throw new LabError('file-unreadable', { file, reason: m.errors_reason_no_file() });
    if (found.size > most)
      throw new LabError('file-unreadable', { file, reason: m.errors_reason_large({ most: most / 2 ** 20 }) });
    return await readFile(file);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('file-unreadable', { file, reason: reasonOf(error, 'read') });
  }
}
