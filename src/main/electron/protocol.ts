import type { CustomScheme } from 'electron';
import { manifestSchema, siteHeaders } from '../site.ts';
import { built } from './home.ts';

/** `app:` as an origin of its own, with the rights a page on https has; registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

interface Served {
  path: string;
  mime: string;
}

/** The files of the window by their full address. Whatever is not in it does not exist, so no path is ever taken apart. */
export function servedFiles(manifest: string): ReadonlyMap<string, Served> {
  const entries = manifestSchema.parse(JSON.parse(manifest));
  const files = new Map<string, Served>(entries.map(({ path, mime }) => [built.page + path, { path, mime }]));
  const index = files.get(`${built.page}index.html`);
  if (index) files.set(built.page, index);
  return files;
}

const refusal = (status: number, text: string, more: Record<string, string> = {}): Response =>
  new Response(text, { status, headers: { ...siteHeaders, ...more, 'Content-Type': 'text/plain; charset=utf-8' } });

/** Answers `app://` requests. `read` gets a path as the manifest has it, relative to out/renderer. */
export function appHandler(
  files: ReadonlyMap<string, Served>,
  read: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
): (request: Pick<Request, 'method' | 'url'>) => Promise<Response> {
  return async ({ method, url }) => {
    const file = files.get(url.split('#', 1)[0] ?? '');
    if (!file) return refusal(404, 'Not found');
    if (method !== 'GET') return refusal(405, 'Only GET', { Allow: 'GET' });
    return new Response(await read(file.path), { headers: { ...siteHeaders, 'Content-Type': file.mime } });
  };
}
