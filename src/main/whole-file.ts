import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, realpath, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all. Behind a link that is the file it leads to; one that may not be written is not replaced.
 *  @throws Error the system's */
export async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  const file = existsSync(path) ? await writable(path) : path;
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writable(path: string): Promise<string> {
  await access(path, constants.W_OK);
  return realpath(path);
}
