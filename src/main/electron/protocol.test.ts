import { describe, expect, it } from 'vitest';
import { appHandler, appScheme, servedFiles } from './protocol.ts';

const entry = (path: string, mime: string) => ({ path, size: 3, sha256: 'ab', mime });
const manifest = JSON.stringify([
  entry('assets/index-1a2b.js', 'text/javascript; charset=utf-8'),
  entry('assets/math.woff2', 'font/woff2'),
  entry('index.html', 'text/html; charset=utf-8'),
]);

function lab() {
  const reads: string[] = [];
  const handler = appHandler(servedFiles(manifest), (path) => {
    reads.push(path);
    return Promise.resolve(new TextEncoder().encode(`<${path}>`));
  });
  return { reads, get: (url: string, method = 'GET') => handler({ url, method }) };
}

describe('app://', () => {
  it('is an origin of its own with the rights of a secure page and no more', () => {
    expect(appScheme).toEqual({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    });
  });

  it.each([
    ['app://goldilocks/', 'index.html', 'text/html; charset=utf-8'],
    ['app://goldilocks/#/runs/3', 'index.html', 'text/html; charset=utf-8'],
    ['app://goldilocks/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['app://goldilocks/assets/index-1a2b.js', 'assets/index-1a2b.js', 'text/javascript; charset=utf-8'],
    ['app://goldilocks/assets/math.woff2', 'assets/math.woff2', 'font/woff2'],
  ])('serves %s', async (url, path, mime) => {
    const { get, reads } = lab();
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe(mime);
    expect(await response.text()).toBe(`<${path}>`);
    expect(reads).toEqual([path]);
  });

  it.each([
    'app://goldilocks/missing.js',
    'app://goldilocks/assets',
    'app://goldilocks/assets/',
    'app://goldilocks/Index.html',
    'app://goldilocks//index.html',
    'app://goldilocks/./index.html',
    'app://goldilocks/../index.html',
    'app://goldilocks/assets/../index.html',
    'app://goldilocks/assets/..%2findex.html',
    'app://goldilocks/%2e%2e/%2e%2e/etc/passwd',
    'app://goldilocks/..%5c..%5cwindows%5cwin.ini',
    'app://goldilocks/assets\\..\\index.html',
    'app://goldilocks/index%2ehtml',
    'app://goldilocks/index.html%00.js',
    'app://goldilocks/index.html?x',
    'app://goldilocks/renderer-manifest.json',
    'app://goldilocks',
    'app://goldilocks:80/index.html',
    'app://user@goldilocks/index.html',
    'app://goldilocks.evil/index.html',
    'app://elsewhere/index.html',
    'file:///index.html',
    'https://goldilocks/index.html',
    '',
  ])('knows nothing of %s, and reads nothing', async (url) => {
    const { get, reads } = lab();
    expect((await get(url)).status).toBe(404);
    expect(reads).toEqual([]);
  });

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])('refuses %s', async (method) => {
    const { get, reads } = lab();
    const response = await get('app://goldilocks/index.html', method);
    expect(response.status).toBe(405);
    expect(response.headers.get('Allow')).toBe('GET');
    expect(reads).toEqual([]);
  });

  it.each(['app://goldilocks/', 'app://goldilocks/missing.js'])('sends the security headers with %s', async (url) => {
    const { headers } = await lab().get(url);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Content-Security-Policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "style-src-attr 'unsafe-inline'",
      "font-src 'self'",
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('refuses a manifest that is not one', () => {
    expect(() => servedFiles('{}')).toThrow();
    expect(() => servedFiles('[{"path":"a.js"}]')).toThrow();
  });
});
