import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { NativeFound } from '../../../core/contract/native.ts';
import type { LabEvent } from '../../../core/contract/window.ts';
import { DigitsFile } from '../../digits.ts';
import { forkTrainer } from '../fork-trainer.ts';
import { placesFrom } from '../places.ts';
import { SelfTests } from '../../selftest/self-tests.ts';

const places = placesFrom(join(import.meta.dirname, '..'));
let tests: SelfTests;
afterEach(() => tests.cancel());

function begun(): { events: LabEvent[]; started: () => number } {
  const events: LabEvent[] = [];
  let processes = 0;
  const spawnTrainer = (): ReturnType<typeof forkTrainer> => {
    processes++;
    return forkTrainer(places.trainer, places.resourcesDir);
  };
  const findNative = (): Promise<NativeFound> => Promise.resolve({ reason: 'not asked' });
  tests = new SelfTests({ spawnTrainer, digits: new DigitsFile(places.resourcesDir), findNative }, (event) =>
    events.push(event),
  );
  tests.begin();
  return { events, started: () => processes };
}

test('each number is told as it comes; what was called off stands, and can be begun anew', async () => {
  const { events, started } = begun();
  tests.begin(); // a second window asks: it is the same test
  await expect.poll(() => tests.state.outcomes.length, { timeout: 120_000 }).toBeGreaterThan(3);
  expect(started()).toBe(1);
  tests.cancel();
  const { running, outcomes, of } = tests.state;
  expect(running).toBe(false);
  expect(of).toBeGreaterThan(outcomes.length);
  expect(outcomes.every(({ passed }) => passed)).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: 'selfTest', selfTest: { running: false } });
  tests.begin();
  expect(tests.state).toMatchObject({ running: true, outcomes: [] });
});
