import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { SocketPort } from './socket-port.ts';

/** Milliseconds between two signs of life here. */
const BEAT = 500;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A window in a process of its own, which answers pings as browsers do, and the socket that it has here. */
async function connected(): Promise<{ socket: WebSocket; stop: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const window = spawn(process.execPath, ['-e', `globalThis.socket = new WebSocket('ws://127.0.0.1:${port}')`], {
    stdio: 'ignore',
  });
  ends.push(() => {
    window.kill('SIGKILL');
    server.close();
  });
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  return { socket, stop: () => void window.kill('SIGSTOP') };
}

/** This process is stopped, as by SIGSTOP or with the whole machine: nothing of it runs. */
const stopped = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test.each([1.2, 4])('stopped for %d heartbeats right after it asked: the window is still there', async (beats) => {
  const { socket } = await connected();
  let pongs = 0;
  let asked = 0;
  socket.on('pong', () => pongs++);
  const ping = socket.ping.bind(socket);
  socket.ping = () => {
    ping();
    // the answer comes meanwhile, and waits to be read
    if (++asked === 2) setImmediate(() => stopped(beats * BEAT));
  };
  const port = new SocketPort(socket, BEAT);
  let closed = false;
  port.onClose(() => (closed = true));
  await vi.waitFor(() => expect(closed || pongs >= 4).toBe(true), 15_000);
  expect(closed).toBe(false);
});

test('a window that is stopped gives no sign of life and is let go', async () => {
  const { socket, stop } = await connected();
  let pongs = 0;
  socket.on('pong', () => pongs++);
  const port = new SocketPort(socket, BEAT);
  let closed = false;
  port.onClose(() => (closed = true));
  await vi.waitFor(() => expect(pongs).toBeGreaterThan(1), 15_000);
  expect(closed).toBe(false);
  stop();
  await vi.waitFor(() => expect(closed).toBe(true), 15_000);
});
