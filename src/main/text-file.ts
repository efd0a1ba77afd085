import { readFile, stat } from 'node:fs/promises';
import { LabError } from '../core/errors.ts';

const reasons: Record<string, string> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** Reads a text file that the person named, of at most so many bytes. @throws LabError file-unreadable */
export async function readText(file: string, most = Infinity): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > most) throw new LabError('file-unreadable', { file, reason: `it is larger than ${most / 2 ** 20} MiB` });
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof LabError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new LabError('file-unreadable', { file, reason: reasons[code] ?? code });
  }
}
