import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { presets } from '../core/plan/presets.ts';
import { connectTo, portPair } from './client.ts';
import { FakeTrainer, framesFrom, progressAt, noNative } from './fake-trainer.ts';
import { Lab } from './lab.ts';

const FRAMES = 20_000;
const BATCH = 50;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are held: what the system counts depends on when the collector felt like running. */
function held(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a window that never pulls costs neither memory nor time: 20,000 frames go by', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  const trainer = new FakeTrainer();
  const lab = new Lab({
    folder,
    resourcesDir: folder,
    host: 'terminal',
    spawnTrainer: () => trainer,
    spawnNative: noNative,
  });
  const { client } = connectTo(lab);
  // a second window, that only counts what it is sent
  const { a, b } = portPair();
  let sent = 0;
  a.onMessage((message) => (sent += message.length));
  lab.connect(b);
  const { value } = await client.call('start', { experiment: 1, plan: presets.moons, speed: null, paused: false });
  const run = value.info.id;
  const waiting = client.call('pull', { run, after: -1, maxBytes: 1000 });

  const before = held();
  let most = 0;
  const started = performance.now();
  for (let step = 0; step < FRAMES; step += BATCH) {
    trainer.batch(run, framesFrom(step, BATCH, 2000), progressAt(step + BATCH - 1));
    await setImmediate(); // batches come one message at a time
    if (step % (20 * BATCH) === 0) most = Math.max(most, held() - before);
  }
  trainer.batch(run, [], progressAt(FRAMES, 'finished'));
  const seconds = (performance.now() - started) / 1000;

  expect(trainer.stored).toBe(FRAMES / BATCH + 1);
  expect(sent).toBeLessThan(1e6); // events alone, so many a second, of 162 MB that went by
  expect(most).toBeLessThan(40e6); // held, of 162 MB that went by
  expect(seconds).toBeLessThan(100);
  expect((await waiting).value.frames).toHaveLength(1);
  expect((await client.call('open', { run })).value.info).toMatchObject({ frames: FRAMES });
  if (process.env['GOLDILOCKS_MEASURE'])
    console.log(`${Math.round(FRAMES / seconds)} frames of 8 kB a second, at most ${Math.round(most / 1e6)} MB more`);
  await lab.close();
  rmSync(folder, { recursive: true });
});
