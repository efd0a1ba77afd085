import type { NativeFound } from '../../core/contract/native.ts';
import type { SpawnNative } from './messages.ts';
import { engineFolders, type Home } from './places.ts';
import { probeNative } from './try.ts';

const absent =
  'TensorFlow is not installed here: “Engines on this computer” under the question mark does it, or “npm run engine:native”. ' +
  'The lab’s own engine works without it.';

/** The first native engine that is on this machine and passes its self-test, each tried in a process of its own. */
export async function findNative(home: Home, spawn: SpawnNative['probe']): Promise<NativeFound> {
  let reason = absent;
  for (const folder of engineFolders(home)) {
    const report = await probeNative(spawn, folder);
    if (report.state === 'ok') return { folder };
    if (reason === absent) reason = report.sentence;
  }
  return { reason };
}
