// JAX on the processor: all steps of a request are one compiled program (jax_child.py).
import { childPeer } from './child.ts';
import type { Peer } from './peer.ts';

/** JAX for each number of threads, and what it is. */
export async function jax(python: string, title: string, threads: number[]): Promise<{ peers: Peer[]; about: string }> {
  const started = await Promise.all(
    threads.map((count) =>
      childPeer({
        python,
        script: 'jax_child.py',
        env: {
          JAX_PLATFORMS: 'cpu',
          XLA_FLAGS: `--xla_cpu_multi_thread_eigen=${count > 1}`,
          OMP_NUM_THREADS: String(count),
          OPENBLAS_NUM_THREADS: String(count), // NumPy's, which only reads the file
        },
        column: `${title} · ${count}`,
        detail: `${count} ${count > 1 ? 'cores' : 'core'}`,
        threads: count,
      }),
    ),
  );
  return { peers: started.map(({ peer }) => peer), about: started[0]?.about ?? '' };
}
