import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ReadableStream } from 'node:stream/web';
import { digestOf } from './manifest.ts';

/** How far something is, in bytes. */
export type Progress = (done: number, total: number | undefined) => void;

/** Times a download that broke off is taken up again by itself. */
const RESUMPTIONS = 5;
/** Silence after which a server is given up, in ms. */
const SILENCE = 20_000;

/**
 * Fetches a file into `file`, which is there whole or not at all. What a broken-off attempt left in `file.part` is gone on
 * from, if the server says by its ETag or Last-Modified that it still has the same.
 * @returns the hash by which the server's own word was checked, where it gave one (Google's storage does)
 * @throws Error with one clause why not, or the signal's reason; what has come stays in `file.part`
 */
export async function download(
  url: string,
  file: string,
  progress: Progress,
  signal: AbortSignal,
  silence = SILENCE,
): Promise<'md5' | null> {
  const part = `${file}.part`;
  for (let tries = 0; ; tries++) {
    try {
      const md5 = await attempt(url, part, progress, signal, silence);
      if (md5 && (await digestOf(part, 'md5', 'base64')) !== md5) {
        discard(part);
        throw new Error('what arrived is not what the server sent (its MD5 differs)');
      }
      renameSync(part, file);
      rmSync(tagFile(part), { force: true });
      return md5 ? 'md5' : null;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof BrokenOff) || tries >= RESUMPTIONS) throw new Error(reasonOf(error), { cause: error });
    }
  }
}

/** The server had begun to send: asking again for the rest makes sense. */
class BrokenOff extends Error {}

/** @returns the MD5 of the whole file, where the server says it */
async function attempt(
  url: string,
  part: string,
  progress: Progress,
  signal: AbortSignal,
  silence: number,
): Promise<string | undefined> {
  const tag = existsSync(tagFile(part)) ? readFileSync(tagFile(part), 'utf8') : '';
  const have = tag ? sizeOf(part) : 0;
  const patience = new AbortController();
  const giveUp = (): void => patience.abort(new Error(`it was silent for ${silence / 1000} s`));
  let timer = setTimeout(giveUp, silence);
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { Range: `bytes=${have}-`, 'If-Range': tag } : {},
      signal: AbortSignal.any([patience.signal, signal]),
    });
    if (response.status === 416) discard(part); // the part is no beginning of what is there now
    if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
    const resumed = response.status === 206;
    writeFileSync(tagFile(part), response.headers.get('etag') ?? response.headers.get('last-modified') ?? '');
    const length = Number(response.headers.get('content-length') ?? 0);
    let done = resumed ? have : 0;
    const total = length > 0 ? done + length : undefined;
    const to = openSync(part, resumed ? 'a' : 'w');
    try {
      // Written as it comes, not by a pipeline: that would drop what it still holds when the connection breaks.
      for await (const chunk of response.body as ReadableStream<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, silence);
        writeFileSync(to, chunk);
        done += chunk.length;
        progress(done, total);
      }
    } catch (error) {
      throw isFull(error) ? error : new BrokenOff(reasonOf(error));
    } finally {
      closeSync(to);
    }
    if (total !== undefined && done !== total) throw new BrokenOff('it broke off');
    return /md5=([^,\s]+)/.exec(response.headers.get('x-goog-hash') ?? '')?.[1];
  } finally {
    clearTimeout(timer);
  }
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';
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
