// PyTorch (nn.Sequential, torch.optim.SGD): the one of the system, and the newest where it is installed into bench/.venv.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { childPeer } from './child.ts';
import type { Peer } from './peer.ts';

/** The first python3 on PATH that has torch: the first one at all may be another's. */
function systemPython(): string | undefined {
  const all = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'python3'));
  return all.find((python) => spawnSync(python, ['-c', 'import torch'], { timeout: 120_000 }).status === 0);
}

interface Setting {
  openmp: number;
  blas: number;
  /** How often a worker that waits looks again before it sleeps; libgomp's own choice if not given. */
  spins?: string;
}

/**
 * Debian's build: threads work for OpenMP (PyTorch's own loops over elements) and for OpenBLAS (products), each with workers of its
 * own. Left to itself, OpenMP's waiting workers burn the core that OpenBLAS's next product needs, and two threads are ten times
 * slower than one. So two threads are measured both with workers that wait only shortly and with products alone on two.
 */
const systemSettings = (threads: number): Setting[] => [
  { openmp: threads, blas: threads, spins: '1000' },
  ...(threads > 1 ? [{ openmp: 1, blas: threads, spins: '1000' }] : []),
];

/** The wheel: its products (MKL) use the workers of its loops. Long and short waiting are both measured: neighbours decide. */
const wheelSettings = (threads: number): Setting[] => [
  { openmp: threads, blas: threads, spins: '1000' },
  ...(threads > 1 ? [{ openmp: threads, blas: threads }] : []),
];

/**
 * The peers of one PyTorch for each number of threads, and what it is.
 * @param title what its columns are called before the number of threads
 */
async function peersOf(
  python: string,
  title: string,
  threads: number[],
  settings: (threads: number) => Setting[],
): Promise<{ peers: Peer[]; about: string }> {
  const started = await Promise.all(
    threads.flatMap((count) =>
      settings(count).map(({ openmp, blas, spins }) =>
        childPeer({
          python,
          script: 'torch_child.py',
          args: [String(openmp)],
          env: {
            OMP_NUM_THREADS: String(openmp),
            OPENBLAS_NUM_THREADS: String(blas),
            MKL_NUM_THREADS: String(blas),
            ...(spins !== undefined && { GOMP_SPINCOUNT: spins }),
          },
          column: `${title} · ${count}`,
          detail: `${openmp} OpenMP and ${blas} BLAS threads${spins === undefined ? ', long waiting' : ''}`,
          threads: count,
        }),
      ),
    ),
  );
  return { peers: started.map(({ peer }) => peer), about: started[0]?.about ?? '' };
}

/** The system's PyTorch (Debian's is 1.13), or no peers where there is none; and what it is. */
export async function systemTorch(title: string, threads: number[]): Promise<{ peers: Peer[]; about: string }> {
  const python = systemPython();
  if (!python) return { peers: [], about: `${title} is not here (Debian: python3-torch and libopenblas0)` };
  return peersOf(python, title, threads, systemSettings);
}

/** The PyTorch of an environment that has one. */
export const wheelTorch = (
  python: string,
  title: string,
  threads: number[],
): Promise<{ peers: Peer[]; about: string }> => peersOf(python, title, threads, wheelSettings);
