import { digitsOf } from '../../../core/examples.ts';
import { goldenHashes, goldenPlans } from './golden.ts';
import { Module } from '../kernels.ts';

// The engine in a browser's worker: the main thread of a window may not wait for other threads.
const code = `onmessage = ({ data: { module, memory, thread } }) =>
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve(thread);
postMessage('ready');`;

const file = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(`/resources/${name}`)).arrayBuffer());

/** Workers that are up: one can only come up while this one is not waiting for it. */
async function workers(count: number): Promise<Worker[]> {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const all = Array.from({ length: count }, () => new Worker(url));
  await Promise.all(all.map((worker) => new Promise((resolve) => (worker.onmessage = resolve))));
  return all;
}

self.onmessage = async ({ data: count }: MessageEvent<number>) => {
  const module = new Module(await file('kernels.wasm'));
  const ready = await workers((count - 1) * Object.keys(goldenPlans).length);
  const found = await goldenHashes(module, digitsOf(await file('mnist.bin')), {
    count: () => count,
    start(_module, memory, threads) {
      const mine = ready.splice(0, threads - 1);
      mine.forEach((worker, i) => worker.postMessage({ module, memory, thread: i + 1 }));
      return () => {
        for (const worker of mine) worker.terminate();
      };
    },
  });
  self.postMessage(found);
};
