import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeMessage, encodeMessage, type Port } from '../../core/contract/wire.ts';
import type { LabEvent, ToLab } from '../../core/contract/window.ts';
import { LabClient } from './client.ts';

/** The lab's end of a port. */
class FakePort implements Port {
  sent: ToLab[] = [];
  private said: (message: Uint8Array) => void = () => undefined;
  private closed: () => void = () => undefined;
  post(message: Uint8Array): void {
    this.sent.push(decodeMessage(message).header as ToLab);
  }
  onMessage(listener: (message: Uint8Array) => void): void {
    this.said = listener;
  }
  onClose(listener: () => void): void {
    this.closed = listener;
  }
  say(header: unknown, payload: Uint8Array[] = []): void {
    this.said(encodeMessage(header, payload));
  }
  close(): void {
    this.closed();
  }
}

let ports: FakePort[];
let client: LabClient;
let refuse: boolean;
const port = (i = ports.length - 1): FakePort => {
  const found = ports[i];
  if (!found) throw new Error('not connected');
  return found;
};

beforeEach(async () => {
  vi.useFakeTimers();
  ports = [];
  refuse = false;
  client = new LabClient(() => {
    if (refuse) return Promise.reject(new Error('nobody'));
    ports.push(new FakePort());
    return Promise.resolve(port());
  });
  await vi.advanceTimersByTimeAsync(0);
});
afterEach(() => vi.useRealTimers());

test('answers find their calls, in any order, with their bytes', async () => {
  const first = client.call('experiments', {});
  const second = client.call('digits', {});
  expect(port().sent.map(({ call }) => call)).toEqual(['experiments', 'digits']);
  port().say({ id: 2, ok: true, value: null }, [Uint8Array.of(1, 2, 3)]);
  port().say({ id: 1, ok: true, value: [] });
  expect((await first).value).toEqual([]);
  expect([...(await second).payload.subarray(0, 3)]).toEqual([1, 2, 3]);
});

test('a call made before the connection waits for it', async () => {
  let answer: (port: Port) => void = () => undefined;
  const slow = new LabClient(() => new Promise((resolve) => (answer = resolve)));
  const call = slow.call('experiments', {});
  const late = new FakePort();
  answer(late);
  await vi.advanceTimersByTimeAsync(0);
  expect(late.sent).toHaveLength(1);
  late.say({ id: 1, ok: true, value: { runs: [], bytes: 0 } });
  await expect(call).resolves.toMatchObject({ value: { bytes: 0 } });
});

test('a failure becomes the LabError it was', async () => {
  const call = client.call('open', { run: 3 });
  port().say({ id: 1, ok: false, failure: { code: 'run-unknown', values: { run: 3 }, problems: [] } });
  await expect(call).rejects.toMatchObject({ name: 'LabError', code: 'run-unknown', values: { run: 3 } });
});

test('events reach those who listen, until they stop', () => {
  const heard: LabEvent[] = [];
  const stop = client.onEvent((event) => heard.push(event));
  port().say({ event: { type: 'runsDeleted', runs: [1] } });
  stop();
  port().say({ event: { type: 'runsDeleted', runs: [2] } });
  expect(heard).toEqual([{ type: 'runsDeleted', runs: [1] }]);
});

test('a lost connection rejects what is in flight and what is asked, then is opened again', async () => {
  const opened = vi.fn();
  client.onOpen(opened);
  const call = client.call('experiments', {});
  port().close();
  await expect(call).rejects.toMatchObject({ code: 'disconnected' });
  expect(client.state).toBe('lost');
  await expect(client.call('experiments', {})).rejects.toMatchObject({ code: 'disconnected' });
  const connected = client.connected();
  await vi.advanceTimersByTimeAsync(250);
  await connected;
  expect(client.state).toBe('open');
  expect(opened).toHaveBeenCalledTimes(1);
  expect(ports).toHaveLength(2);
  port(0).close(); // the old one, again
  expect(client.state).toBe('open');
});

test('it is tried less and less often while nobody answers', async () => {
  refuse = true;
  port().close();
  await vi.advanceTimersByTimeAsync(250 + 500 + 1000 + 2000);
  expect(client.state).toBe('lost');
  refuse = false;
  await vi.advanceTimersByTimeAsync(3900);
  expect(client.state).toBe('lost');
  await vi.advanceTimersByTimeAsync(200);
  expect(client.state).toBe('open');
});
