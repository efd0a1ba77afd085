import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { download } from './fetch.ts';

const content = randomBytes(300_000);
const none = (): void => undefined;
const never = new AbortController().signal;

let folder: string;
let file: string;
let server: Server;
let asked: { range: string | undefined; condition: string | undefined }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/lib.tar.gz`;

/** Sends the content, or what of it is asked for, and breaks off after so many bytes. */
const send =
  ({ etag = '"1"', stopAfter = Infinity, ranges = true, headers = {} } = {}) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const { range, 'if-range': condition } = request.headers;
    const from = ranges && range && condition === etag ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    const part = content.subarray(from);
    response.writeHead(from ? 206 : 200, { 'Content-Length': part.length, ETag: etag, ...headers });
    if (part.length <= stopAfter) response.end(part);
    else response.write(part.subarray(0, stopAfter), () => response.destroy());
  };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  file = join(folder, 'lib.tar.gz');
  asked = [];
  server = createServer((request, response) => {
    asked.push({ range: request.headers.range, condition: request.headers['if-range'] as string | undefined });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

test('a file arrives whole, told as it comes, and leaves nothing beside it', async () => {
  answer = send();
  const seen: [number, number | undefined][] = [];
  await download(url(), file, (...progress) => seen.push(progress), never);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(seen.at(-1)).toEqual([content.length, content.length]);
  expect(existsSync(`${file}.part`) || existsSync(`${file}.part.tag`)).toBe(false);
});

test('a connection that breaks is taken up where it broke', async () => {
  let calls = 0;
  answer = (request, response) => send({ stopAfter: calls++ < 2 ? 100_000 : Infinity })(request, response);
  await download(url(), file, none, never);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(asked[0]?.range).toBeUndefined();
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked[1]).toMatchObject({ condition: '"1"' });
  expect(asked[1]?.range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a later call goes on from what an earlier one left', async () => {
  writeFileSync(`${file}.part`, content.subarray(0, 200_000));
  writeFileSync(`${file}.part.tag`, '"1"');
  answer = send();
  await download(url(), file, none, never);
  expect(asked).toEqual([{ range: 'bytes=200000-', condition: '"1"' }]);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('what another version left is not mixed with this one', async () => {
  writeFileSync(`${file}.part`, randomBytes(200_000));
  writeFileSync(`${file}.part.tag`, '"0"');
  answer = send();
  await download(url(), file, none, never);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('a server without ranges is asked for all of it again', async () => {
  writeFileSync(`${file}.part`, content.subarray(0, 200_000));
  writeFileSync(`${file}.part.tag`, '"1"');
  answer = send({ ranges: false });
  await download(url(), file, none, never);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('a refusal is said at once and leaves no file', async () => {
  answer = (_request, response) => response.writeHead(403).end('no');
  await expect(download(url(), file, none, never)).rejects.toThrow('the server answers 403');
  expect(asked).toHaveLength(1);
  expect(existsSync(file)).toBe(false);
});

test('a download that gets nowhere gives up, and keeps what it has', async () => {
  writeFileSync(`${file}.part`, content.subarray(0, 200_000));
  writeFileSync(`${file}.part.tag`, '"1"');
  answer = (_request, response) => void response.destroy();
  await expect(download(url(), file, none, never)).rejects.toThrow();
  expect(statSync(`${file}.part`).size).toBe(200_000);
  expect(existsSync(file)).toBe(false);
});

test('a silent server is given up', async () => {
  answer = none;
  await expect(download(url(), file, none, never, 50)).rejects.toThrow('it was silent');
});

test('the server’s own MD5 is compared, and a damaged file thrown away', async () => {
  const md5 = createHash('md5').update(content).digest('base64');
  answer = send({ headers: { 'x-goog-hash': `crc32c=AAAAAA==,md5=${md5}` } });
  expect(await download(url(), file, none, never)).toBe('md5');
  rmSync(file);
  answer = send({ headers: { 'x-goog-hash': 'crc32c=AAAAAA==,md5=AAAAAAAAAAAAAAAAAAAAAA==' } });
  await expect(download(url(), file, none, never)).rejects.toThrow('MD5 differs');
  expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false);
});

test('a download that is called off stops at once, and keeps what it has', async () => {
  const stop = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200, { 'Content-Length': content.length, ETag: '"1"' });
    response.write(content.subarray(0, 100_000), () => setTimeout(() => stop.abort(new Error('cancelled')), 50));
  };
  await expect(download(url(), file, none, stop.signal)).rejects.toThrow('cancelled');
  expect(asked).toHaveLength(1);
  expect(statSync(`${file}.part`).size).toBe(100_000);
  expect(existsSync(file)).toBe(false);
});
