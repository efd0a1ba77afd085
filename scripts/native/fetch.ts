import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { digestOf } from './manifest.ts';
import type { Progress } from './progress.ts';

/** Times a download that made headway is taken up again by itself. */
const RESUMPTIONS = 5;
/** Silence after which a server is given up, in ms. */
const SILENCE = 20_000;

/**
 * Fetches a file into `file`, which is there whole or not at all. What a broken-off attempt left in `file.part` is gone on
 * from, if the server says by its ETag or Last-Modified that it still has the same.
 * @returns the hash by which the server's own word was checked, where it gave one (Google's storage does)
 * @throws Error with one clause why not
 */
export async function download(
  url: string,
  file: string,
  progress: Progress,
  silence = SILENCE,
): Promise<'md5' | null> {
  const part = `${file}.part`;
  for (let tries = 0; ; tries++) {
    const before = sizeOf(part);
    try {
      const md5 = await attempt(url, part, progress, silence);
      if (md5 && (await digestOf(part, 'md5', 'base64')) !== md5) {
        discard(part);
        throw new Refusal('what arrived is not what the server sent (its MD5 differs)');
      }
      renameSync(part, file);
      rmSync(tagFile(part), { force: true });
      return md5 ? 'md5' : null;
    } catch (error) {
      const final = error instanceof Refusal || tries >= RESUMPTIONS || sizeOf(part) <= before;
      if (final) throw error instanceof Refusal ? error : new Error(reasonOf(error), { cause: error });
    }
  }
}

/** The server has said no: trying again would get the same. */
class Refusal extends Error {}

async function attempt(url: string, part: string, progress: Progress, silence: number): Promise<string | undefined> {
  const tag = existsSync(tagFile(part)) ? readFileSync(tagFile(part), 'utf8') : '';
  const have = tag ? sizeOf(part) : 0;
  const patience = new AbortController();
  const giveUp = (): void => patience.abort(new Error(`it was silent for ${silence / 1000} s`));
  let timer = setTimeout(giveUp, silence);
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { Range: `bytes=${have}-`, 'If-Range': tag } : {},
      signal: patience.signal,
    });
    if (response.status === 416) discard(part); // the part is no beginning of what is there now
    if (!response.ok || !response.body) throw new Refusal(`the server answers ${response.status}`);
    const resumed = response.status === 206;
    writeFileSync(tagFile(part), response.headers.get('etag') ?? response.headers.get('last-modified') ?? '');
    const length = Number(response.headers.get('content-length') ?? 0);
    let done = resumed ? have : 0;
    const total = length > 0 ? done + length : undefined;
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, silence);
        done += chunk.length;
        progress(done, total);
        next(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      counter,
      createWriteStream(part, { flags: resumed ? 'a' : 'w' }),
      {
        signal: patience.signal,
      },
    );
    if (total !== undefined && done !== total) throw new Error('it broke off');
    return /md5=([^,\s]+)/.exec(response.headers.get('x-goog-hash') ?? '')?.[1];
  } finally {
    clearTimeout(timer);
  }
}

const tagFile = (part: string): string => `${part}.tag`;
const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

function discard(part: string): void {
  rmSync(part, { force: true });
  rmSync(tagFile(part), { force: true });
}

/** fetch says "fetch failed" and hides why in the cause. */
function reasonOf(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? root.message : String(root);
}
