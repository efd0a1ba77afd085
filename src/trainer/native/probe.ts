// A process of its own that loads TensorFlow, tries it and says how that went; then whoever started it ends it. If native code
// brings it down, that was it.
import * as core from '@tensorflow/tfjs-core';
import type { NativeAnswer } from '../../core/contract/native.ts';
import { connectParent } from '../parent.ts';
import { loadNative } from './load.ts';
import { selfTest, TOLERANCE } from './self-test.ts';

async function tried(folder: string): Promise<NativeAnswer> {
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
const parent = connectParent<never, NativeAnswer>();
parent.onMessage(() => undefined); // to be there until it is ended
parent.post(await tried(folder));
