import type { NativeAnswer } from '../../core/contract/native.ts';
import type { NativeReport, SpawnNative } from './messages.ts';

/** A library of half a gigabyte on a slow disk that was never read before. */
const LIMIT = 60_000;

const instead = 'The lab’s own engine works without it';

/**
 * Tries the native engine: has a process of its own load it and take one step of a small network, against float64.
 * Never throws; whatever that process does, this one goes on.
 * @param spawn starts src/trainer/native/probe.ts, or as built
 * @param folder what was installed; there or not, it is never half there
 * @param limit in ms; then the process is killed
 */
export async function probeNative(spawn: SpawnNative['probe'], folder: string, limit = LIMIT): Promise<NativeReport> {
  const { answer, end } = await outcomeOf(spawn, folder, limit);
  if (end === 'timeout')
    return {
      state: 'timeout',
      sentence: `TensorFlow did not answer within ${limit / 1000} s and was stopped. ${instead}; remove and install it anew.`,
    };
  if (!answer)
    return {
      state: 'crashed',
      sentence: `TensorFlow crashed when it was tried (${end}). ${instead}; remove and install it anew.`,
    };
  if (!answer.loaded)
    return {
      state: 'crashed',
      sentence: `TensorFlow could not be loaded (${answer.reason}). ${instead}; remove and install it anew.`,
    };
  const { ok, worst, version, ms } = answer;
  if (!ok || worst === null)
    return {
      state: 'wrong',
      sentence: `TensorFlow ${version} computed wrong numbers when it was tried (off by ${worst?.toExponential(1) ?? 'NaN'}). ${instead}; remove and install it anew.`,
    };
  return { state: 'ok', sentence: `TensorFlow ${version} is ready.`, version, worst, ms };
}

/** What the process answers, then it is killed; or how it came to its end without: `exit code 1`, `SIGABRT`, `timeout`. */
function outcomeOf(
  spawn: SpawnNative['probe'],
  folder: string,
  limit: number,
): Promise<{ answer: NativeAnswer | null; end: string }> {
  return new Promise((resolve) => {
    const child = spawn([`--native=${folder}`]);
    let over = false;
    const finish = (answer: NativeAnswer | null, end: string): void => {
      if (over) return; // that it ends when it is killed is no news
      over = true;
      clearTimeout(timer);
      resolve({ answer, end });
      child.kill();
    };
    const timer = setTimeout(() => finish(null, 'timeout'), limit);
    child.onMessage((answer) => finish(answer, ''));
    child.onExit((reason) => finish(null, reason));
  });
}
