import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { inPieces } from '../../../core/contract/pieces.ts';
import type { LabEvent } from '../../../core/contract/window.ts';
import { Client } from '../../client.ts';
import { databaseName } from '../../store/sqlite-error.ts';
import { placesFrom } from '../places.ts';
import { bundled } from './bundled.ts';

/** A browser host in a process of its own, as it is shipped, and windows that are connected to it over WebSockets. */
export interface Hosted {
  folder: string;
  database: string;
  pid: number;
  /** Processes it has started [proc(5)]; none where the system does not say. */
  children: () => number[];
  connect: (onEvent?: (event: LabEvent) => void) => Promise<Client>;
  close: () => Promise<void>;
}

export async function hosted(budget?: number): Promise<Hosted> {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const { resourcesDir } = placesFrom(join(import.meta.dirname, '..'));
  const built = await bundled(join(import.meta.dirname, 'browser-host.ts'));
  const args = [built.process, folder, built.trainer, resourcesDir, ...(budget === undefined ? [] : [String(budget)])];
  const host = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(host.stdout, 'data')) as [Buffer];
  const [, port = '', token = ''] = line.toString().trim().split(' ');
  const sockets: WebSocket[] = [];
  return {
    folder,
    database: join(folder, databaseName),
    pid: host.pid ?? 0,
    children: () => numbersIn(`/proc/${host.pid}/task/${host.pid}/children`),
    async connect(onEvent) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: { origin: `http://127.0.0.1:${port}` } });
      sockets.push(socket);
      await once(socket, 'open');
      socket.send(token);
      const pieces = inPieces({
        post: (message) => socket.send(message),
        onMessage: (listener) => void socket.on('message', (data) => data instanceof Uint8Array && listener(data)),
        onClose: (listener) => void socket.on('close', listener),
      });
      return new Client(pieces, onEvent);
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      const gone = once(host, 'exit');
      host.stdin.end();
      await gone;
      rmSync(folder, { recursive: true });
      built.remove();
    },
  };
}

function numbersIn(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Bytes of memory that a process has [proc(5)]; NaN where the system does not say. */
export function residentOf(pid: number | string): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}

/** What a figure grows by with every unit of another, by least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const sum = (f: (x: number, y: number) => number): number =>
    points.reduce((all, [x, y]) => all + f(x - x0, y - y0), 0);
  return sum((x, y) => x * y) / sum((x) => x * x);
}
