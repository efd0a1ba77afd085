import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Port } from '../../core/contract/wire.ts';
import { servedFiles } from './files.ts';
import { startServer, type Server } from './server.ts';
import { SocketPort } from './socket-port.ts';

let folder: string;
let manifest: string;
let server: Server;
let connected: Port[] = [];
const sockets: WebSocket[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  manifest = join(folder, 'renderer-manifest.json');
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  const entry = (path: string, mime: string, content: string): object => {
    writeFileSync(join(folder, 'renderer', path), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { path, size: content.length, sha256, mime };
  };
  const entries = [
    entry('index.html', 'text/html; charset=utf-8', '<title>Goldilocks</title>'),
    entry('assets/a.js', 'text/javascript; charset=utf-8', 'export {}'),
  ];
  writeFileSync(join(folder, 'renderer', 'unlisted.txt'), 'secret');
  writeFileSync(manifest, JSON.stringify(entries));
  server = await startServer({
    files: servedFiles(manifest, join(folder, 'renderer')),
    connect: (port) => connected.push(port),
  });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
  connected = [];
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A request as written, without what fetch would tidy up. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

const origin = (): string => `http://127.0.0.1:${server.port}`;

function open(path = '/', headers: Record<string, string> = { origin: origin() }): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  sockets.push(socket);
  return socket;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

test('the address has a token of 256 bits in its fragment', () => {
  expect(server.url).toBe(`${origin()}/#${server.token}`);
  expect(Buffer.from(server.token, 'base64url')).toHaveLength(32);
});

test('files of the manifest are served with every security header', async () => {
  const page = await get('/?x=1');
  expect(page.statusCode).toBe(200);
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
      "font-src 'self'; img-src 'self' data: blob:; connect-src 'self'",
  );
  expect(await text(page)).toBe('<title>Goldilocks</title>');
  expect((await get('/assets/a.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  const head = await get('/', {}, 'HEAD');
  expect([head.statusCode, head.headers['content-length'], await text(head)]).toEqual([200, '25', '']);
});

test.each([
  '/..%2fsecret',
  '/../renderer-manifest.json',
  '/%2e%2e/x',
  '/unlisted.txt',
  '/assets',
  '//etc/passwd',
  '/a%00',
])('nothing else exists: %s', async (path) => {
  const response = await get(path);
  expect(response.statusCode).toBe(404);
  expect(response.headers['x-content-type-options']).toBe('nosniff');
});

test('only GET and HEAD', async () => {
  const response = await get('/', {}, 'POST');
  expect([response.statusCode, response.headers.allow]).toEqual([405, 'GET, HEAD']);
});

test('an invitation leads to the address with the token, once; a newer one takes its place', async () => {
  const path = (): string => server.invite().slice(origin().length);
  expect((await get('/open?')).statusCode).toBe(403);
  const earlier = path();
  const invitation = path();
  expect(invitation).toMatch(/^\/open\?[\w-]{43}$/);
  expect(invitation).not.toContain(server.token);
  expect((await get(earlier)).statusCode).toBe(403);
  expect((await get(invitation, { host: 'evil.example' })).statusCode).toBe(403);
  expect((await get(invitation, {}, 'HEAD')).statusCode).toBe(404);
  const led = await get(invitation);
  expect([led.statusCode, led.headers.location]).toEqual([303, `/#${server.token}`]);
  expect((await get(invitation)).statusCode).toBe(403);
  expect((await get('/open?')).statusCode).toBe(403);
});

test('another Host or Origin gets nothing: a name that resolves here, another port, another page', async () => {
  for (const host of ['evil.example', `localhost:${server.port}`, '127.0.0.1', '127.0.0.1:1'])
    expect((await get('/', { host })).statusCode).toBe(403);
  expect((await get('/', { origin: 'http://evil.example' })).statusCode).toBe(403);
  expect((await get('/', { origin: 'null' })).statusCode).toBe(403);
  expect((await get('/', { origin: origin() })).statusCode).toBe(200);
});

test.each<[string, string, () => Record<string, string>]>([
  ['no Origin', '/', () => ({})],
  ['another Origin', '/', () => ({ origin: 'http://evil.example' })],
  ['another Host', '/', () => ({ origin: origin(), host: 'evil.example' })],
  ['another path', '/socket', () => ({ origin: origin() })],
])('no WebSocket with %s', async (_what, path, headers) => {
  const [error] = (await once(open(path, headers()), 'error')) as [Error];
  expect(error.message).toContain('403');
});

test.each<[string, (token: string) => string | Buffer]>([
  ['a wrong token', (token) => (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
  ['a longer token', (token) => `${token}x`],
  ['nothing', () => ''],
  ['the token as bytes', (token) => Buffer.from(token)],
])('a WebSocket that begins with %s is closed', async (_what, first) => {
  const socket = open();
  await once(socket, 'open');
  socket.send(first(server.token));
  expect(await closeCode(socket)).toBe(4401);
  expect(connected).toEqual([]);
});

test('a WebSocket that says nothing is closed after five seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const socket = open();
  await once(socket, 'open');
  const closed = closeCode(socket);
  await vi.waitFor(() => {
    expect(vi.getTimerCount()).toBeGreaterThan(0);
  });
  vi.advanceTimersByTime(5000);
  vi.useRealTimers();
  expect(await closed).toBe(4401);
});

test('with the token bytes go both ways, and text is refused', async () => {
  const socket = open();
  await once(socket, 'open');
  socket.send(server.token);
  await vi.waitFor(() => expect(connected).toHaveLength(1), 15_000);
  const heard: number[][] = [];
  connected[0]?.onMessage((message) => heard.push([...message]));
  connected[0]?.post(Uint8Array.of(1, 2, 3));
  const [data] = (await once(socket, 'message')) as [Buffer];
  expect([...data]).toEqual([1, 2, 3]);
  socket.send(Uint8Array.of(4, 5));
  await vi.waitFor(() => expect(heard).toEqual([[4, 5]]), 15_000);
  socket.send('text');
  expect(await closeCode(socket)).toBe(1003);
});

test('a socket that does not drain is cut off, and holds no more than the limit', async () => {
  const socket = open();
  await once(socket, 'open');
  socket.send(server.token);
  await vi.waitFor(() => expect(connected).toHaveLength(1), 15_000);
  socket.pause();
  const [port] = connected;
  if (!(port instanceof SocketPort)) throw new Error('no window was connected');
  let closed = false;
  port.onClose(() => (closed = true));
  const message = new Uint8Array(2 ** 20);
  let sent = 0;
  await vi.waitFor(
    () => {
      if (!closed) port.post(message);
      sent++;
      expect(closed).toBe(true);
    },
    { interval: 1, timeout: 10_000 },
  );
  expect(sent).toBeGreaterThan(48);
  expect(sent).toBeLessThan(100);
});

test('a build that is missing or not the one of its manifest is refused', () => {
  expect(() => servedFiles(join(folder, 'none.json'), folder)).toThrow('none.json is missing');
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '[{"path":"a"}]');
  expect(() => servedFiles(broken, folder)).toThrow('broken.json is not a list of files');
  writeFileSync(broken, '[{"path":"index.html","size":1,"sha256":"00","mime":"text/html"}]');
  expect(() => servedFiles(broken, join(folder, 'renderer'))).toThrow('index.html is not the one that was built');
});
