import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { z } from 'zod';

/** What became of TensorFlow when it was tried in a process of its own; only after `ok` may it be offered. */
export type NativeReport =
  | { state: 'ok'; sentence: string; version: string; worst: number; ms: number }
  | { state: 'absent' | 'crashed' | 'wrong' | 'timeout'; sentence: string };

const answerSchema = z.discriminatedUnion('loaded', [
  z.strictObject({
    loaded: z.literal(true),
    ok: z.boolean(),
    backend: z.string(),
    version: z.string(),
    worst: z.number().nullable(),
    ms: z.number(),
  }),
  z.strictObject({ loaded: z.literal(false), reason: z.string() }),
]);

/** A library of half a gigabyte on a slow disk that was never read before. */
const LIMIT = 60_000;
/** An answer is one line; a library that talks without end is not listened to. */
const MOST_SAID = 100_000;

const instead = 'The lab’s own engine works without it';
const anew = '“npm run engine:native -- --remove” and then “npm run engine:native” install it anew';

/**
 * Tries the native engine: loads it in a child process and has it take one step of a small network, against float64.
 * Never throws; whatever the child does, this process goes on.
 * @param probe path of the child's program (src/trainer/native/probe.ts, or as built)
 * @param folder what `npm run engine:native` made; there or not, it is never half there
 * @param limit in ms; then the child is killed
 */
export async function probeNative(probe: string, folder: string, limit = LIMIT): Promise<NativeReport> {
  if (!existsSync(folder))
    return {
      state: 'absent',
      sentence: `TensorFlow is not installed here; “npm run engine:native” fetches it. ${instead}.`,
    };
  const { said, end } = await outcomeOf(probe, folder, limit);
  if (end === 'timeout')
    return {
      state: 'timeout',
      sentence: `TensorFlow did not answer within ${limit / 1000} s and was stopped. ${instead}; ${anew}.`,
    };
  const answer = answerIn(said);
  if (!answer)
    return { state: 'crashed', sentence: `TensorFlow crashed when it was tried (${end}). ${instead}; ${anew}.` };
  if (!answer.loaded)
    return { state: 'crashed', sentence: `TensorFlow could not be loaded (${answer.reason}). ${instead}; ${anew}.` };
  const { ok, worst, version, ms } = answer;
  if (!ok || worst === null)
    return {
      state: 'wrong',
      sentence: `TensorFlow ${version} computed wrong numbers when it was tried (off by ${worst?.toExponential(1) ?? 'NaN'}). ${instead}; ${anew}.`,
    };
  return { state: 'ok', sentence: `TensorFlow ${version} is ready.`, version, worst, ms };
}

/** Runs the child to its end. `end` says how that came: `exit code 1`, `SIGABRT`, or `timeout`. */
function outcomeOf(probe: string, folder: string, limit: number): Promise<{ said: string; end: string }> {
  const child = spawn(process.execPath, [probe, `--native=${folder}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  });
  let said = '';
  let late = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-MOST_SAID)));
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limit);
  return new Promise((resolve) => {
    const finish = (end: string): void => {
      clearTimeout(timer);
      resolve({ said, end: late ? 'timeout' : end });
    };
    child.on('error', (error) => finish(error.message));
    child.on('close', (code, signal) => finish(signal ?? `exit code ${code}`));
  });
}

/** The last line, if it is an answer. */
function answerIn(said: string): z.infer<typeof answerSchema> | null {
  try {
    return answerSchema.parse(JSON.parse(said.trimEnd().split('\n').at(-1) ?? ''));
  } catch {
    return null;
  }
}
