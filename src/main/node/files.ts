import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { manifestSchema } from '../site.ts';
import { PlainError } from './terminal.ts';

/** A file of the window, in memory. */
export interface ServedFile {
  mime: string;
  bytes: Uint8Array;
}

/** The window's files by the path of their address. Only these exist: a request's path is looked up, never joined to a
 *  folder. Read once, so that a build under way meanwhile changes nothing.
 *  @throws PlainError when the build is missing or incomplete */
export function servedFiles(manifest: string, folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  for (const { path, mime, sha256 } of readManifest(manifest)) {
    const bytes = read(join(folder, path), path);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw unbuilt(path, 'is not the one that was built');
    files.set(`/${path}`, { mime, bytes });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

function readManifest(path: string): z.infer<typeof manifestSchema> {
  const file = basename(path);
  const text = Buffer.from(read(path, file)).toString();
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    throw unbuilt(file, 'is not a list of files');
  }
}

function read(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw unbuilt(name, 'is missing');
  }
}

const unbuilt = (file: string, what: string): PlainError =>
  new PlainError(`The window is not built: ${file} ${what}. Run “npm run build”.`);
