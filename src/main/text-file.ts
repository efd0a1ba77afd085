import { open, readFile, stat } from 'node:fs/promises';
import { LabError } from '../core/errors.ts';
import { m } from '../core/words/m.ts';
import { reasonOf } from './reasons.ts';

/** Reads a text file that the person named, of at most so many bytes; a byte order mark before it is none of it. @throws LabError file-unreadable */
export const readText = async (file: string, most = Infinity): Promise<string> =>
  new TextDecoder().decode(await readBytes(file, most));

/** Whether a file is a database of SQLite, by its first bytes; what cannot be read is none. */
export async function isDatabase(file: string): Promise<boolean> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return false;
    const opened = await open(file);
    try {
      const { buffer } = await opened.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0);
      return buffer.toString('latin1') === SQLITE;
    } finally {
      await opened.close();
    }
  } catch {
    return false;
  }
}
const SQLITE = 'SQLite format 3\0';

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
