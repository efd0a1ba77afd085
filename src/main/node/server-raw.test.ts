// What a browser never sends: requests and frames written byte by byte.
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type Server } from './server.ts';
import { closeCodeIn, frame, opcodes, Raw, statuses, upgrade } from './testing/raw.ts';

let server: Server;
/** Windows that were let in. */
let windows = 0;
/** Bytes that the lab was given. */
let heard = 0;

beforeAll(async () => {
  const file = { mime: 'text/html; charset=utf-8', bytes: Buffer.from('<title>Goldilocks</title>') };
  server = await startServer({
    files: new Map([
      ['/', file],
      ['/index.html', file],
      ['/assets/a.js', file],
    ]),
    connect(port) {
      windows++;
      port.onMessage(({ length }) => (heard += length));
    },
  });
});
beforeEach(() => {
  windows = 0;
  heard = 0;
});
afterAll(() => server.close());

const host = (): string => `127.0.0.1:${server.port}`;
const request = (target: string, { method = 'GET', headers = '', named = host() } = {}): string =>
  `${method} ${target} HTTP/1.1\r\nHost: ${named}\r\nConnection: close\r\n${headers}\r\n`;

/** The lab still serves who may be served. */
const isWell = async (): Promise<void> => expect(await statuses(server.port, request('/'))).toEqual([200]);

test('no path but those of the manifest: 60 ways to write another', async () => {
  const up = ['..', '%2e%2e', '.%2e', '%2E%2e', '%252e%252e', '..;', '....', '%c0%ae%c0%ae', '%u002e%u002e'];
  const between = ['/', '%2f', '%5c', '\\', '%252f', '//'];
  const paths = [
    ...up.flatMap((two) => between.map((slash) => `/assets/${two}${slash}${two}${slash}package.json`)),
    '/%00', '/index.html%00', '/index.html%00.js', '/index.html/', '/Index.html', '/./', '/.', '/assets/./a.js', '/%69ndex.html',
    '/assets%2fa.js', '/index.html;a', '/index.html%20', '/__proto__', '/constructor', '/toString', '/C:/Windows/win.ini', '/file:///etc/passwd',
    '*', 'http://evil.example/', '//evil.example/', `http://${host()}/`, `http://${host()}/assets/a.js`,
  ]; // prettier-ignore
  expect(paths.length).toBeGreaterThan(60);
  for (const path of paths) expect(await statuses(server.port, request(path)), path).toEqual([404]);
  await isWell();
});

test('no Host but our own: names that resolve here, other ways to write 127.0.0.1, other ports', async () => {
  const { port } = server;
  const others = [
    'evil.example', `evil.example:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `localhost.:${port}`, `127.0.0.1.:${port}`,
    `2130706433:${port}`, `0x7f000001:${port}`, `0x7f.0.0.1:${port}`, `017700000001:${port}`, `0177.0.0.1:${port}`, `127.1:${port}`,
    `127.0.1:${port}`, `127.0.0.2:${port}`, `0.0.0.0:${port}`, `0:${port}`, `[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`,
    `[::ffff:7f00:1]:${port}`, `127.0.0.1.evil.example:${port}`, `127.0.0.1.nip.io:${port}`, `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}@evil.example`, `127.0.0.1:0${port}`, `127.0.0.1:${port}.`, `127.0.0.1:${port}/`, `127.0.0.1:${port}#`,
    `127.0.0.1:${port},evil.example`, `evil.example,127.0.0.1:${port}`, '127.0.0.1', '127.0.0.1:', '127.0.0.1:80', '127.0.0.1:1', '',
    `http://127.0.0.1:${port}`,
  ]; // prettier-ignore
  for (const named of others) {
    expect(await statuses(server.port, request('/', { named })), named).toEqual([403]);
    expect(await statuses(server.port, upgrade(server.port, { Host: named })), named).toEqual([403]);
  }
  const twice = `Host: evil.example\r\n`;
  expect(await statuses(server.port, request('/', { headers: twice }))).toEqual([403]);
  expect(await statuses(server.port, 'GET / HTTP/1.0\r\n\r\n')).toEqual([403]);
  expect(await statuses(server.port, 'GET / HTTP/1.1\r\n\r\n')).toEqual([400]);
  await isWell();
});

test('no Origin but our own, and a WebSocket never without', async () => {
  const others = [
    'null', 'http://evil.example', `https://${host()}`, `http://${host()}/`, `http://${host()}.evil.example`, `HTTP://${host()}`,
    `http://localhost:${server.port}`, 'http://127.0.0.1', `http://127.0.0.1:${server.port + 1}`, `ws://${host()}`, 'file://',
    'app://goldilocks', 'chrome-extension://abc', `http://${host()} http://evil.example`, `http://${host()}, http://evil.example`,
    '',
  ]; // prettier-ignore
  for (const from of others) {
    if (from !== '')
      expect(await statuses(server.port, request('/', { headers: `Origin: ${from}\r\n` })), from).toEqual([403]);
    expect(await statuses(server.port, upgrade(server.port, { Origin: from })), from).toEqual([403]);
  }
  const without = upgrade(server.port).replace(/Origin: .*\r\n/, '');
  expect(await statuses(server.port, without)).toEqual([403]);
  for (const target of ['/socket', '/?', '/#', `/?token=${server.token}`, '//', `http://${host()}/`])
    expect(await statuses(server.port, upgrade(server.port, {}, target)), target).toEqual([403]);
  expect(windows).toBe(0);
});

test('only GET and HEAD; nothing is looked at but the head', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'LINK', 'M-SEARCH', 'QUERY'])
    expect(await statuses(server.port, request('/', { method })), method).toEqual([405]);
  expect(await statuses(server.port, request('evil.example:443', { method: 'CONNECT' }))).toEqual([]);
  expect(await statuses(server.port, request('/', { method: 'GETX' }))).toEqual([400]);
  await isWell();
});

const own = 'Connection: keep-alive\r\n';
const second = (): string => `GET /assets/a.js HTTP/1.1\r\nHost: ${host()}\r\n\r\n`;
test.each<[string, string, number]>([
  ['both lengths', `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['both, the other way round', `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`, 400],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 4\r\n\r\n', 400],
  ['a length that is none', 'Content-Length: +4\r\n\r\n', 400],
  ['a negative length', 'Content-Length: -1\r\n\r\n', 400],
  ['an endless length', `Content-Length: ${'9'.repeat(30)}\r\n\r\n`, 400],
  ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n', 400],
  ['an unknown encoding', 'Transfer-Encoding: xchunked\r\n\r\n', 405],
  ['a chunk of endless size', 'Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n', 405],
  ['a body that is a request', 'Content-Length: 0\r\n\r\n', 405],
  ['a short length', 'Content-Length: 2\r\n\r\nab', 405],
  ['a line that is folded', 'X: a\r\n b\r\nContent-Length : 3\r\n\r\n', 400],
  ['a name with a space', 'Content-Length : 4\r\n\r\n', 400],
  ['a bare carriage return', 'X: a\rContent-Length: 4\r\n\r\n', 400],
  ['a null byte', 'X: a\0b\r\n\r\n', 400],
])('no request inside another: %s', async (_what, rest, status) => {
  const sent = `POST / HTTP/1.1\r\nHost: ${host()}\r\n${own}${rest}${second()}`;
  const answers = await statuses(server.port, sent);
  // one answer at most, the refusal: the second is never read as a request
  expect(answers.length).toBeLessThanOrEqual(1);
  expect(answers).toEqual([status]);
  await isWell();
});

test('what is no HTTP, or too much of it, is refused before it is a request', async () => {
  const { port } = server;
  const many = Array.from({ length: 2000 }, (_, n) => `X-${n}: ${n}\r\n`).join('');
  const broken: [string, string | Uint8Array, number[]][] = [
    ['nothing but an end', '\r\n\r\n\r\n\0', [400]],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), [400]],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
    ['no version', 'GET /\r\n\r\n', [403]],
    ['another protocol', 'GET / ICE/1.0\r\n\r\n', [400]],
    ['a version that is none', 'GET / HTTP/9.9\r\n\r\n', [400]],
    ['a null byte in the path', `GET /\0 HTTP/1.1\r\nHost: ${host()}\r\n\r\n`, [400]],
    ['a space in the path', `GET /a b HTTP/1.1\r\nHost: ${host()}\r\n\r\n`, [400]],
    ['a name that is none', `GET / HTTP/1.1\r\nHost: ${host()}\r\n: x\r\n\r\n`, [400]],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', [400]],
    ['20 kB in one line', `GET / HTTP/1.1\r\nHost: ${host()}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, [431]],
    ['2,000 lines', `GET / HTTP/1.1\r\nHost: ${host()}\r\n${many}\r\n`, [431]],
    ['20 kB of path', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${host()}\r\n\r\n`, [431]],
  ];
  for (const [what, bytes, answer] of broken) expect(await statuses(port, bytes), what).toEqual(answer);
  await isWell();
});

/** A WebSocket that says something, and with what code it is closed. */
async function saying(...frames: Uint8Array[]): Promise<number | undefined> {
  const raw = new Raw(server.port).write(upgrade(server.port), ...frames);
  await raw.ended;
  expect(raw.text).toMatch(/^HTTP\/1\.1 101 /);
  return closeCodeIn(raw.bytes);
}

const wrong: [string, number, () => Uint8Array[]][] = [
  ['unmasked', 1002, () => [frame({ opcode: opcodes.bytes, masked: false }, 'abc')]],
  ['a reserved bit', 1002, () => [frame({ opcode: opcodes.bytes, reserved: 0x40 }, 'abc')]],
  ['an unknown opcode', 1002, () => [frame({ opcode: 5 }, 'abc')]],
  ['a second part of nothing', 1002, () => [frame({ opcode: opcodes.next }, 'abc')]],
  ['a message within another', 1002, () => [frame({ opcode: 2, last: false }, 'a'), frame({ opcode: 2 }, 'b')]],
  ['a ping in parts', 1002, () => [frame({ opcode: opcodes.ping, last: false }, 'a')]],
  ['a long ping', 1002, () => [frame({ opcode: opcodes.ping }, 'a'.repeat(126))]],
  ['text that is no UTF-8', 1007, () => [frame({ opcode: opcodes.text }, Uint8Array.of(0xff, 0xfe))]],
  ['a close code that is none', 1002, () => [frame({ opcode: opcodes.close }, Uint8Array.of(0, 1))]],
  ['a byte too many', 1009, () => [frame({ opcode: opcodes.bytes }, new Uint8Array(256 * 1024 + 9))]],
  ['a length of 4 GiB', 1009, () => [frame({ opcode: opcodes.bytes, length: 2n ** 32n })]],
  ['a length of 2⁶³ − 1', 1009, () => [frame({ opcode: opcodes.bytes, length: 2n ** 63n - 1n })]],
  [
    'too much in parts',
    1009,
    () => [
      frame({ opcode: opcodes.bytes, last: false }, new Uint8Array(200_000)),
      frame({ opcode: opcodes.next }, new Uint8Array(200_000)),
    ],
  ],
];
test.each(wrong)(
  'a frame that is wrong ends the connection, before and after the token: %s',
  async (_what, code, frames) => {
    expect(await saying(...frames())).toBe(code);
    expect(windows).toBe(0);
    expect(await saying(frame({ opcode: opcodes.text }, server.token), ...frames())).toBe(code);
    expect(windows).toBe(1);
    expect(heard).toBe(0);
  },
);

test('after a wrong token nothing that follows is heard', async () => {
  for (const first of ['', server.token.slice(1), `${server.token}\0`, server.token.toLowerCase(), 'null', '__proto__'])
    expect(
      await saying(
        frame({ opcode: opcodes.text }, first),
        frame({ opcode: opcodes.text }, server.token),
        frame({ opcode: opcodes.bytes }, 'abc'),
        frame({ opcode: opcodes.close }),
      ),
      first,
    ).toBe(4401);
  expect([windows, heard]).toEqual([0, 0]);
});

test('who is refused is cut off, though it keeps its side open', async () => {
  const raw = await new Raw(server.port, { half: true }).open();
  raw.write(upgrade(server.port, { Origin: 'http://evil.example' }));
  await once(raw.socket, 'end');
  // what is written now is met by a reset: nobody is there any more
  const again = (): void => {
    if (!raw.socket.destroyed) raw.socket.write('x', () => setImmediate(again));
  };
  again();
  await raw.ended;
});
