// Our second engine as a contestant, on each backend that loads.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backendIds } from '../src/core/engines.ts';
import { findNative } from '../src/main/native/find.ts';
import { forkNative } from '../src/main/node/fork-trainer.ts';
import { placesFrom } from '../src/main/node/places.ts';
import { Module } from '../src/trainer/engine/kernels.ts';
import { Backends, isLoaded, type Loaded } from '../src/trainer/tensorflow/backend.ts';
import { TensorFlowEngine } from '../src/trainer/tensorflow/engine.ts';
import { planOf } from './ours.ts';
import type { Peer } from './peers/peer.ts';

const root = join(import.meta.dirname, '..');
const resources = join(root, 'resources');

/** The engine `tensorflow` on every backend that is here. @param say is told which is not */
export async function tensorflow(say: (line: string) => void): Promise<Peer[]> {
  const module = new Module(readFileSync(join(resources, 'kernels.wasm')));
  const all = new Backends(resources, () =>
    findNative({ root, data: root }, forkNative(placesFrom(join(root, 'src/main/node'))).probe),
  );
  const peers: Peer[] = [];
  for (const backend of backendIds) {
    const found = await all.load(backend);
    if (isLoaded(found)) peers.push(peerOf(module, found));
    else say(found.reason);
  }
  return peers;
}

const peerOf = (module: Module, loaded: Loaded): Peer => ({
  name: `Goldilocks TensorFlow ${loaded.backend}`,
  column: loaded.backend === 'native' ? 'ours, TF native' : 'ours, TF',
  threads: 1,
  open(network) {
    const engine = new TensorFlowEngine(loaded, [], module, planOf(network), null);
    for (const _ of engine.initialize()); // to its end
    return Promise.resolve({
      steps(count: number) {
        engine.run(count);
        return engine.loss;
      },
      close: () => engine.close(),
    });
  },
});
