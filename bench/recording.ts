// What recording costs: the bare trainer with every quantity that plots can want in its frames, and with none, in turns.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromTrainer, ToTrainer } from '../src/core/contract/trainer.ts';
import { presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { isLive } from '../src/core/run.ts';
import { median } from './contest.ts';

const root = join(import.meta.dirname, '..');
const resources = join(root, 'resources');
const ROUNDS = 7;

/** Steps and frames a second of the trainer process over the first seconds of a run; frames are sent, and not stored. */
async function rates(plan: Plan, seconds: number): Promise<{ steps: number; frames: number }> {
  const trainer = fork(join(root, 'out/main/trainer.js'), [`--resources=${resources}`], { serialization: 'advanced' });
  const post = (message: ToTrainer): boolean => trainer.send(message);
  let frames = 0;
  let stopping = false;
  const ended = await new Promise<{ step: number; seconds: number }>((resolve) => {
    trainer.on('message', (message: FromTrainer) => {
      if (message.type === 'ready') {
        post({ type: 'source', key: 'mnist', file: readFileSync(join(resources, 'mnist.bin')) });
        post({ type: 'start', run: 1, plan, speed: null, paused: false });
      }
      if (message.type !== 'batch') return;
      post({ type: 'stored', run: 1 });
      frames += message.frames.length;
      const { progress } = message;
      if (!isLive(progress.status)) resolve(progress);
      else if (!stopping && progress.seconds >= seconds) {
        stopping = true;
        post({ type: 'control', run: 1, action: 'stop' });
      }
    });
  });
  trainer.kill();
  return { steps: ended.step / ended.seconds, frames: frames / ended.seconds };
}

const { plots: _, ...deep }: Plan = { ...presets.exercise2, data: { kind: 'mnist', train: 8000, test: 2000 } };
const plans: [name: string, plan: Plan][] = [
  ['784-300×4-10, batch 100, 6,000 steps', { ...deep, length: { steps: 6000 } }],
  ['784-300×4-10, batch 100, 200 steps', { ...deep, length: { steps: 200 } }],
  ['784-300×4-10, batch 10, 6,000 steps', { ...deep, batchSize: 10, length: { steps: 6000 } }],
];
const columns = ['', 'nothing', 'everything', 'slower'];
const line = (cells: string[]): void => console.log(cells.map((cell, i) => (i ? cell.padStart(28) : cell.padEnd(40))).join('')); // prettier-ignore
console.log('\nWhat recording costs, steps a second of the trainer (frames a second)');
line(columns);
for (const [name, plan] of plans) {
  const nothing: Awaited<ReturnType<typeof rates>>[] = [];
  const everything: typeof nothing = [];
  for (let round = 0; round < ROUNDS; round++) {
    nothing.push(await rates({ ...plan, plots: [] }, 2));
    everything.push(await rates(plan, 2));
  }
  const [a, b] = [nothing, everything].map((all) => ({
    steps: median(all.map(({ steps }) => steps)),
    frames: median(all.map(({ frames }) => frames)),
  })) as [(typeof nothing)[0], (typeof nothing)[0]];
  const slower = median(nothing.map(({ steps }, i) => steps / (everything[i]?.steps ?? NaN) - 1));
  const text = ({ steps, frames }: typeof a): string => `${steps.toFixed(0)} (${frames.toFixed(0)})`;
  line([name, text(a), text(b), `${(100 * slower).toFixed(1)} %`]);
}
