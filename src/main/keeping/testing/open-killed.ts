import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Where a process is killed: right before it renames for the n-th time, or in the middle of its copying a file. */
export type Moment = number | 'copying';

/** What is renamed first gets a time as a disk has it that counts finer than milliseconds. */
const killAt = (at: Moment): string =>
  `--import=data:text/javascript,${encodeURIComponent(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const kill = () => process.kill(process.pid, 'SIGKILL');
    const { renameSync: rename, copyFileSync: copy } = fs;
    let n = 0;
    fs.renameSync = (from, to) => {
      if (n === ${JSON.stringify(at)}) kill();
      if (n++ === 0 && to.endsWith('rescue.db') && !fs.existsSync(to)) fs.utimesSync(from, 1.8e9, 1.8e9 + 0.2347);
      rename(from, to);
    };
    fs.copyFileSync = (from, to) => {
      copy(from, to);
      if (${JSON.stringify(at)} !== 'copying') return;
      fs.truncateSync(to, fs.statSync(to).size >> 1);
      kill();
    };
    syncBuiltinESMExports();
  `)}`;

/** For tests: opens the store of a folder in a process that is killed then. @returns whether it was */
export async function openKilled(folder: string, at: Moment): Promise<boolean> {
  const child = fork(join(import.meta.dirname, 'open-store.ts'), [folder], { execArgv: [killAt(at)] });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal === 'SIGKILL';
}
