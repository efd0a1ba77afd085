// Our own engine as a contestant.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer as PlanLayer, Plan } from '../src/core/plan/schema.ts';
import { Engine } from '../src/trainer/engine/engine.ts';
import { Module } from '../src/trainer/engine/kernels.ts';
import { nodeThreads } from '../src/trainer/threads.ts';
import { batchesOf, layersOf, type Network } from './networks.ts';
import type { Peer } from './peers/peer.ts';

/** The engine on so many threads; on two only networks that would use a second one by themselves. */
export function ours(threads: number): Peer {
  const module = new Module(readFileSync(join(import.meta.dirname, '../resources/kernels.wasm')));
  return {
    name: `Goldilocks ${threads}`,
    column: `Goldilocks · ${threads}`,
    threads,
    open(network) {
      const plan = planOf(network);
      const engine = new Engine(module, plan, null, {
        ...nodeThreads,
        count: (cost) => Math.min(threads, nodeThreads.count(cost)),
      });
      if (engine.threads < threads) {
        engine.close();
        return Promise.resolve(null);
      }
      for (const _ of engine.initialize()); // to its end
      return Promise.resolve({
        steps(count: number) {
          engine.run(count);
          return engine.loss;
        },
        close: () => engine.close(),
      });
    },
  };
}

/** A network with its weights and batches as an experiment. */
export function planOf(network: Network): Plan {
  const { output, hidden, dropout } = network;
  const layers = layersOf(network);
  const batches = batchesOf(network);
  const rows = (values: Float32Array, width: number): number[][] =>
    Array.from({ length: values.length / width }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
  const classes = output === 'softmax, cross-entropy';
  const outputs = layers.at(-1)?.outputs ?? 0;
  const y = batches.flatMap((batch) => rows(batch.y, outputs));
  return {
    goldilocks: 1,
    name: network.name,
    seed: 1,
    data: {
      kind: 'inline',
      x: batches.flatMap((batch) => rows(batch.x, layers[0]?.inputs ?? 0)),
      y: classes ? y.map((row) => row.indexOf(1)) : y,
    },
    network: layers.flatMap((layer, l): PlanLayer[] => {
      const dense: PlanLayer = { type: 'dense', units: layer.outputs, init: { kind: 'given' }, bias: true };
      if (l === layers.length - 1) return classes ? [dense] : [dense, { type: 'activation', fn: 'sigmoid' }];
      const activation: PlanLayer = { type: 'activation', fn: hidden };
      return dropout > 0 ? [dense, activation, { type: 'dropout', p: dropout }] : [dense, activation];
    }),
    loss: classes ? 'softmax_cross_entropy' : 'squared_error',
    weightDecay: 0,
    optimizer: { kind: 'sgd', learningRate: network.rate },
    batchSize: network.batch,
    shuffle: false,
    length: { steps: 10_000_000 },
    parameters: Object.fromEntries<number[][] | number[]>(
      layers.flatMap(({ weights, biases, inputs }, l): [string, number[][] | number[]][] => [
        [`W${l + 1}`, rows(weights, inputs)],
        [`b${l + 1}`, [...biases]],
      ]),
    ),
  };
}
