// A host for tests that is killed: a lab on a folder with a real trainer, and one window that pulls what its run records.
// Arguments: folder, trainer, resources, plan as JSON. It says, each as a line at once: `ready`, `run ID`, `got ORDINAL CRC`
// for every frame that a window was given, `over STATUS`.
import { writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { isLive } from '../../../core/run.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { connectTo } from '../../client.ts';
import { noNative } from '../../fake-trainer.ts';
import { Lab } from '../../lab.ts';
import { forkTrainer } from '../fork-trainer.ts';

const [folder = '', trainer = '', resourcesDir = '', plan = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

/** Begins when it is told to, so that its start takes no time from the one before it on the same folder. */
process.stdin.once('data', () => {
  void record();
});
say('ready');

async function record(): Promise<void> {
  const lab = new Lab({
    folder,
    resourcesDir,
    host: 'terminal',
    spawnNative: noNative,
    spawnTrainer: () => forkTrainer(trainer, resourcesDir),
  });
  const { client } = connectTo(lab);
  const { value } = await client.call('start', {
    experiment: 1,
    plan: JSON.parse(plan) as Plan,
    speed: null,
    paused: false,
  });
  const run = value.info.id;
  say(`run ${run}`);
  for (let after = -1; ;) {
    const { value: pulled, payload } = await client.call('pull', { run, after, maxBytes: 2 ** 18 });
    let lines = '';
    for (const { ordinal, offset, length, headOf } of pulled.frames) {
      after = ordinal;
      lines += `got ${ordinal} ${headOf === undefined ? crc32(payload.subarray(offset, offset + length)) : -1}\n`;
    }
    if (lines) writeSync(1, lines);
    const { status } = pulled.progress;
    if (isLive(status) || pulled.more) continue;
    say(`over ${status}`);
    break;
  }
  await lab.close();
  process.exit(0); // whoever listens may keep our input open
}
