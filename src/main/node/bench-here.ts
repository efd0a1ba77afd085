import type { NativeFound } from '../../core/contract/native.ts';
import type { EngineWish } from '../../core/engines.ts';
import { Bench } from '../bench.ts';
import { DigitsFile } from '../digits.ts';
import { findNative } from '../native/find.ts';
import { dataFolder } from '../store/folder.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import type { Places } from './places.ts';

/** A bench in a process of Node's. @param wish the engine, whatever a plan says */
export function benchHere(places: Places, wish: EngineWish = {}): Bench {
  const { trainer, resourcesDir, root } = places;
  const native = (): Promise<NativeFound> => findNative({ root, data: dataFolder() }, forkNative(places).probe);
  const spawnTrainer = (): ReturnType<typeof forkTrainer> => forkTrainer(trainer, resourcesDir);
  return new Bench({ spawnTrainer, digits: new DigitsFile(resourcesDir), findNative: native }, wish);
}
