// Floods: connections that say nothing, that say too much, that never listen. The server is a process of its own, whose memory
// is asked for.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeCodeIn, frame, opcodes, Raw, statuses, upgrade } from './testing/raw.ts';
import type { Said } from './testing/served.ts';
import { MOST_STRANGERS } from './strangers.ts';

/** How many of each. */
const SILENT = 1000;
const SLOW = 200;
const PARTS = 200_000;
const PINGS = 400_000;
const REQUESTS = 20_000;
const FRAMES = 2000;
/** What a flood may cost, in bytes: less than the flood itself, by far. */
const MEMORY = 96 * 2 ** 20;

let child: ChildProcess;
let port: number;
let token: string;
let before: number;

const ask = async (): Promise<Said> => {
  const answer = once(child, 'message') as Promise<[Said]>;
  child.send('ask');
  return (await answer)[0];
};

beforeEach(async () => {
  child = fork(join(import.meta.dirname, 'testing', 'served.ts'));
  const [said] = (await once(child, 'message')) as [Said];
  ({ port, token } = said);
  await enters(); // what is loaded with the first is no cost of a flood
  before = (await ask()).memory;
});
afterEach(() => void child.kill());

const page = (): string => `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;

/** The person's own window loads, shows the token and is answered. @returns milliseconds */
async function enters(): Promise<number> {
  const began = performance.now();
  expect(await statuses(port, page())).toEqual([200]);
  const raw = new Raw(port).write(
    upgrade(port),
    frame({ opcode: opcodes.text }, token),
    frame({ opcode: opcodes.bytes }, 'abc'),
  );
  while (!raw.text.endsWith('abc')) await once(raw.socket, 'data');
  const took = performance.now() - began;
  raw.socket.destroy();
  return took;
}

const cost = async (): Promise<number> => (await ask()).memory - before;
const row = (what: string, figures: string): void => console.log(`| ${what} | ${figures} |`);
const MiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const all = (raws: Raw[]): Promise<unknown> => Promise.all(raws.map(({ ended }) => ended));

test(`${SILENT} connections that say nothing shut out nobody, and are ended`, async () => {
  const began = performance.now();
  const silent = await Promise.all(Array.from({ length: SILENT }, () => new Raw(port).open()));
  await all(silent.slice(0, SILENT - MOST_STRANGERS)); // more came, so they went
  const took = await enters();
  expect(took).toBeLessThan(3000);
  expect(silent.filter(({ socket }) => !socket.destroyed).length).toBeGreaterThan(0); // so there was a crowd
  await all(silent);
  row(
    `${SILENT} silent connections`,
    `a window in ${took.toFixed(0)} ms; all ended after ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  expect(await cost()).toBeLessThan(MEMORY);
});

test(`${SLOW} that write a head, a body or nothing to a WebSocket, a byte at a time, are ended by the deadline`, async () => {
  const began = performance.now();
  const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  const body = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 100000\r\n\r\n`;
  const slow = Array.from({ length: SLOW }, (_, n) => new Raw(port).write([head, body, upgrade(port)][n % 3] ?? ''));
  const drip = setInterval(() => {
    for (const [n, raw] of slow.entries())
      if (!raw.socket.destroyed) raw.write(n % 3 === 2 ? frame({ opcode: opcodes.ping }, 'x') : 'x');
  }, 250);
  await all(slow);
  clearInterval(drip);
  const took = performance.now() - began;
  expect(took).toBeLessThan(15_000);
  const codes = slow.filter((_, n) => n % 3 === 2).map(({ bytes }) => closeCodeIn(bytes));
  expect(new Set(codes)).toEqual(new Set([4401]));
  await enters();
  row(`${SLOW} that drip`, `ended after ${(took / 1000).toFixed(1)} s`);
});

test(`a message in ${PARTS} parts is refused, before the token and after`, async () => {
  const part = frame({ opcode: opcodes.next, last: false }, 'x');
  const flood = Buffer.concat([frame({ opcode: opcodes.bytes, last: false }, 'x'), ...Array<Buffer>(PARTS).fill(part)]);
  for (const first of [[], [frame({ opcode: opcodes.text }, token)]]) {
    const raw = new Raw(port).write(upgrade(port), ...first, flood);
    await raw.ended;
    expect([1008, 1009]).toContain(closeCodeIn(raw.bytes));
  }
  await enters();
  const taken = await cost();
  expect(taken).toBeLessThan(MEMORY);
  row(`a message in ${PARTS} parts`, `refused; ${MiB(taken)}`);
});

test(`${PINGS} pings of one that reads nothing pile up no answers`, async () => {
  const raw = await new Raw(port, { reads: false }).open();
  raw.write(upgrade(port));
  const thousand = Buffer.concat(Array<Buffer>(1000).fill(frame({ opcode: opcodes.ping }, 'x'.repeat(125))));
  for (let sent = 0; sent < PINGS && !raw.socket.destroyed; sent += 1000)
    await new Promise((resolve) => raw.socket.write(thousand, resolve));
  await enters();
  const taken = await cost();
  expect(taken).toBeLessThan(MEMORY);
  row(`${PINGS} pings, unread`, `${MiB(PINGS * 131)} sent; ${MiB(taken)}`);
  raw.socket.destroy();
});

test(`${REQUESTS} requests whose answers nobody reads fill no memory`, async () => {
  const raw = await new Raw(port, { reads: false }).open();
  const request = page().replace('Connection: close\r\n', '');
  raw.write(request.repeat(REQUESTS)); // 4 GB of answers
  for (let n = 0; n < 20; n++) await enters();
  const taken = await cost();
  expect(taken).toBeLessThan(MEMORY);
  row(`${REQUESTS} requests, unread`, `${MiB(REQUESTS * 200_000)} of answers; ${MiB(taken)}`);
  raw.socket.destroy();
});

test('a window that does not read is cut off at the limit', async () => {
  const raw = await new Raw(port, { reads: false }).open();
  raw.write(
    upgrade(port),
    frame({ opcode: opcodes.text }, token),
    frame({ opcode: opcodes.bytes }, Uint8Array.of(255)),
  );
  let said: Said;
  do said = await ask();
  while (said.given === 0 || said.windows > 0);
  const taken = said.memory - before;
  expect(said.given * 2 ** 18).toBeLessThan(80 * 2 ** 20);
  expect(taken).toBeLessThan(2 * MEMORY);
  await enters();
  row('a window that reads nothing', `cut off after ${MiB(said.given * 2 ** 18)}; ${MiB(taken)}`);
  raw.socket.destroy();
});

test(`${FRAMES} random bytes as frames, and as requests, end their own connection alone`, async () => {
  let seed = 1;
  const byte = (): number => (seed = (seed * 48_271) % 2_147_483_647) & 0xff;
  let connections = 0;
  for (let n = 0; n < FRAMES; n += 100) {
    const some = Array.from({ length: 100 }, (_, k) => {
      const noise = Uint8Array.from({ length: 1 + (k % 60) }, byte);
      const raw = new Raw(port);
      if (k % 2 === 0) raw.write(upgrade(port), noise);
      else raw.write(noise, '\r\n\r\n');
      raw.socket.end();
      return raw;
    });
    connections += some.length;
    await all(some);
  }
  await enters();
  expect((await ask()).windows).toBeLessThanOrEqual(1); // the last that entered may not be gone yet
  row(`${connections} connections of random bytes`, 'none let in; the next window is');
});
