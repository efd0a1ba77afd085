import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Threads } from './engine/engine.ts';

/** Beyond this, meeting at the end of each phase takes longer than it saves. */
const MOST = 4;
/** Multiply-adds of a step from which on a second thread pays. */
const WORTH = 2_500_000;

/** All a thread does is serve the kernels; a string needs no file of its own in three kinds of bundle. */
const code = `
  const { module, memory, thread } = require('node:worker_threads').workerData;
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve(thread);
`;

/** The kernels' other threads as Node's worker threads. */
export const nodeThreads: Threads = {
  count: (cost) => (cost < WORTH ? 1 : Math.min(MOST, availableParallelism())),
  start(module, memory, threads) {
    const workers = Array.from({ length: threads - 1 }, (_, i) => {
      const worker = new Worker(code, { eval: true, workerData: { module, memory, thread: i + 1 } });
      worker.unref();
      return worker;
    });
    return () => {
      for (const worker of workers) void worker.terminate();
    };
  },
};
