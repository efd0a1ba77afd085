// PyTorch (nn.Sequential, torch.optim.SGD), one long-lived Python process for each number of threads.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { batchCount, batchesOf, layersOf, type Network } from '../networks.ts';
import type { Peer } from './peer.ts';

/** The first python3 on PATH that has torch: the first one at all may be another's. */
function findPython(): string | undefined {
  const all = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'python3'));
  return all.find((python) => spawnSync(python, ['-c', 'import torch'], { timeout: 120_000 }).status === 0);
}

interface Answer {
  about?: string;
  loss?: number;
}

/** Sends requests to the child and gives its answers, which come in the same order. */
function talk(child: ChildProcess): { answer: () => Promise<Answer>; ask: (request: object) => Promise<Answer> } {
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
    gone = new Error(`PyTorch's process ended: ${why}`);
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

/** The numbers of a network as Run in torch_child.py takes them: every layer's weights and biases, every batch's x and y. */
function numbersOf(network: Network): Buffer {
  const layers = layersOf(network).flatMap(({ weights, biases }) => [weights, biases]);
  const all = [...layers, ...batchesOf(network).flatMap(({ x, y }) => [x, y])];
  return Buffer.concat(all.map((values) => new Uint8Array(values.buffer)));
}

/**
 * Threads work for OpenMP (PyTorch's own loops over elements) and for OpenBLAS (products), each with workers of its own. Left to
 * itself, OpenMP's waiting workers burn the core that OpenBLAS's next product needs, and two threads are ten times slower than
 * one. So two threads are measured both with workers that wait only shortly and with products alone on two.
 */
const settings = (threads: number): { openmp: number; openblas: number }[] =>
  threads === 1
    ? [{ openmp: 1, openblas: 1 }]
    : [
        { openmp: threads, openblas: threads },
        { openmp: 1, openblas: threads },
      ];

async function peerOf(
  python: string,
  threads: number,
  { openmp, openblas }: { openmp: number; openblas: number },
): Promise<{ peer: Peer; about: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-bench-'));
  const env = {
    OMP_NUM_THREADS: String(openmp),
    OPENBLAS_NUM_THREADS: String(openblas),
    MKL_NUM_THREADS: String(openblas),
    GOMP_SPINCOUNT: '1000',
  };
  const child = spawn(python, [join(import.meta.dirname, 'torch_child.py'), String(openmp)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const { ask, answer } = talk(child);
  const { about = 'PyTorch' } = await answer();
  let opened = 0;
  const peer: Peer = {
    name: `PyTorch, ${openmp} OpenMP and ${openblas} BLAS threads`,
    column: `PyTorch ${threads}`,
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

/** The peers for each number of threads, or none where there is no PyTorch; and what it is. */
export async function torch(threads: number[]): Promise<{ peers: Peer[]; about: string }> {
  const python = findPython();
  if (!python) return { peers: [], about: 'PyTorch is not here (Debian: python3-torch and libopenblas0)' };
  const started = await Promise.all(
    threads.flatMap((count) => settings(count).map((setting) => peerOf(python, count, setting))),
  );
  return { peers: started.map(({ peer }) => peer), about: started[0]?.about ?? '' };
}
