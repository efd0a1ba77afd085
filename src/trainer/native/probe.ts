// A process of its own that loads TensorFlow, tries it and says one line of JSON. If native code brings it down, that was it.
import * as core from '@tensorflow/tfjs-core';
import { loadNative } from './load.ts';
import { selfTest, TOLERANCE } from './self-test.ts';

/** What is said; who tries it reads it (try.ts). */
type Answer =
  | { loaded: true; ok: boolean; backend: string; version: string; worst: number | null; ms: number }
  | { loaded: false; reason: string };

async function tried(folder: string): Promise<Answer> {
  const began = performance.now();
  let version: string;
  try {
    version = await loadNative(folder, core);
  } catch (error) {
    return { loaded: false, reason: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '' };
  }
  const worst = selfTest(core);
  return {
    loaded: true,
    ok: worst <= TOLERANCE, // not so for NaN
    backend: core.getBackend(),
    version,
    worst: Number.isFinite(worst) ? worst : null,
    ms: Math.round(performance.now() - began),
  };
}

const FOLDER = '--native=';
const folder = process.argv.find((word) => word.startsWith(FOLDER))?.slice(FOLDER.length);
if (!folder) throw new Error(`${FOLDER}FOLDER is missing`);
process.stdout.write(JSON.stringify(await tried(folder)) + '\n');
