// A peer that lives in a Python process of its own, which serve.py lets answer.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onCores } from '../cores.ts';
import { batchCount, batchesOf, layersOf, type Network } from '../networks.ts';
import type { Peer } from './peer.ts';

interface Answer {
  about?: string;
  loss?: number;
}

/** Sends requests to the child and gives its answers, which come in the same order. */
function talk(
  child: ChildProcess,
  column: string,
): { answer: () => Promise<Answer>; ask: (request: object) => Promise<Answer> } {
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  const early: Answer[] = [];
  let gone: Error | undefined;
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      const first = waiting.shift();
      if (first) first.resolve(answer);
      else early.push(answer);
    });
  const end = (why: string): void => {
    gone = new Error(`The process of ${column} ended: ${why}`);
    for (const { reject } of waiting.splice(0)) reject(gone);
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(String(code ?? signal)));
  child.stdin?.on('error', () => {}); // its exit tells
  const answer = (): Promise<Answer> => {
    const here = early.shift();
    if (here) return Promise.resolve(here);
    return gone ? Promise.reject(gone) : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return {
    answer,
    ask: (request) => {
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      return answer();
    },
  };
}

/** The numbers of a network as a Run takes them: every layer's weights and biases, every batch's x and y. */
function numbersOf(network: Network): Buffer {
  const layers = layersOf(network).flatMap(({ weights, biases }) => [weights, biases]);
  const all = [...layers, ...batchesOf(network).flatMap(({ x, y }) => [x, y])];
  return Buffer.concat(all.map((values) => new Uint8Array(values.buffer)));
}

/** What runs where, and how. */
export interface ChildSetting {
  python: string;
  /** A file beside this one, and what it gets as arguments. */
  script: string;
  args?: string[];
  env: Record<string, string>;
  column: string;
  /** What sets it apart from others of its column. */
  detail: string;
  threads: number;
}

/** A started process as a peer, and what it says of itself. */
export async function childPeer(setting: ChildSetting): Promise<{ peer: Peer; about: string }> {
  const { python, script, args = [], env, column, detail, threads } = setting;
  const [command = python, ...rest] = onCores(threads, [python, join(import.meta.dirname, script), ...args]);
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const { ask, answer } = talk(child, column);
  const { about = column } = await answer();
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
  let opened = 0;
  const peer: Peer = {
    name: `${about.split(',')[0] ?? column}, ${detail}`,
    column,
    threads,
    open: async (network) => {
      const run = opened++;
      const file = join(folder, String(run));
      writeFileSync(file, numbersOf(network));
      const { sizes, hidden, output, batch, dropout, rate } = network;
      await ask({ run, sizes, hidden, output, batch, dropout, rate, batches: batchCount, file });
      rmSync(file);
      return {
        steps: async (steps) => (await ask({ run, steps })).loss ?? NaN,
        close: () => void ask({ run }).catch(() => {}),
      };
    },
    close: () => {
      child.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return { peer, about };
}
