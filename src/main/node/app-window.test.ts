import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWindow, patience, windowClosed, type End } from './app-window.ts';
import { mayBeOurs } from './peer.ts';
import { Seat } from './seat.ts';
import { Windows } from './windows.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene(platform: NodeJS.Platform = 'linux') {
  const { promise: end, resolve: exit } = Promise.withResolvers<End>();
  const windows = new Windows();
  const answer = vi.fn<(failure: string | undefined) => void>();
  void windowClosed({ end, close: () => undefined }, windows, platform).then(answer);
  /** Connects a window; what is returned disconnects it. */
  const connect = (): (() => void) => {
    let close = (): void => undefined;
    windows.add({ onClose: (listener) => void (close = listener) });
    return close;
  };
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { exit, connect, answer, pass };
}

test('the window is closed: its program ends, and so does the lab', async () => {
  const { exit, connect, answer, pass } = scene();
  connect()();
  connect()(); // loaded anew
  await pass(3_600_000);
  expect(answer).not.toHaveBeenCalled();
  const close = connect();
  exit(0);
  await pass(0);
  expect(answer).not.toHaveBeenCalled();
  close();
  await pass(0);
  expect(answer).toHaveBeenCalledWith(undefined);
});

test('what else is connected keeps the lab open', async () => {
  const { exit, connect, answer, pass } = scene();
  const tab = connect();
  exit(0);
  await pass(3_600_000);
  tab();
  await pass(patience.gone - 1);
  const again = connect();
  await pass(patience.gone);
  expect(answer).not.toHaveBeenCalled();
  again();
  await pass(patience.gone);
  expect(answer).toHaveBeenCalledWith(undefined);
});

test('a Chromium that had the profile takes over: then windows are counted', async () => {
  const { exit, connect, answer, pass } = scene();
  exit(0);
  await pass(patience.handedOver - 1);
  const close = connect();
  await pass(3_600_000);
  expect(answer).not.toHaveBeenCalled();
  close();
  await pass(patience.gone);
  expect(answer).toHaveBeenCalledWith(undefined);
});

test('on macOS a program outlives its windows', async () => {
  const { connect, answer, pass } = scene('darwin');
  connect()();
  await pass(patience.gone);
  expect(answer).toHaveBeenCalledWith(undefined);
});

test.each<[string, boolean, End]>([
  ['dies at once', false, 1],
  ['is not there', false, 'spawn ENOENT'],
  ['crashes later', true, 'SIGSEGV'],
])('a program that %s is told of', async (_what, connected, how) => {
  const { exit, connect, answer, pass } = scene();
  if (connected) connect()();
  await pass(0);
  exit(how);
  await pass(0);
  expect(answer).toHaveBeenCalledWith(expect.stringMatching(/./));
});

test('a program that ends well and shows nothing is told of', async () => {
  const { exit, answer, pass } = scene();
  exit(0);
  await pass(patience.handedOver);
  expect(answer).toHaveBeenCalledWith('its program has shown none');
});

test('a program that cannot be started ends with the reason', async () => {
  expect(await openWindow('/no/such/program', 'http://127.0.0.1:1/', '/nowhere').end).toContain('ENOENT');
});

test('labs on one folder have a profile each, and one that is left is taken again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const first = new Seat(folder);
  const second = new Seat(folder);
  expect([first.profile, second.profile]).toEqual(['browser-window', 'browser-window-2'].map((n) => join(folder, n)));
  first.close();
  const third = new Seat(folder);
  expect(third.profile).toBe(first.profile);
  second.close();
  third.close();
  rmSync(folder, { recursive: true });
});

test('Linux says whose a socket is', () => {
  const line = (uid: number): string =>
    `   3: 0100007F:D444 0100007F:1F3F 01 00000000:00000000 00:00000000 00000000 ${uid} 0 123 1 0 20 4 30 10 -1`;
  expect(mayBeOurs(0x1f3f, 0xd444, line(1000), 1000)).toBe(true);
  expect(mayBeOurs(0x1f3f, 0xd444, line(0), 1000)).toBe(true);
  expect(mayBeOurs(0x1f3f, 0xd444, line(1001), 1000)).toBe(false);
  expect(mayBeOurs(0x1f3f, 0xd445, line(1001), 1000)).toBe(true); // not to be told
  expect(mayBeOurs(0xd444, 0x1f3f, line(1001), 1000)).toBe(true); // our own end
});
