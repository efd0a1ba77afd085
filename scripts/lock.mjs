// Keeps two commands started at once from installing or building over each other.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** @param {string} lock @returns {number} the running process that has the lock; 0 when its file is just being written or its process is gone */
function holder(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid && process.kill(pid, 0) ? pid : 0;
  } catch {
    return 0;
  }
}

/** Takes the lock unless somebody has it. @param {string} lock @returns {boolean} */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Does some work while no other command does such work; the lock of a process that is gone is removed.
 * @param {() => Promise<void>} work @param {string} [lock] the file that says so; another file is another kind of work
 */
export async function alone(work, lock = join(root, '.lock')) {
  for (let tries = 0, orphaned = 0; !take(lock); tries++) {
    const pid = holder(lock);
    orphaned = pid ? 0 : orphaned + 1;
    if (orphaned > 2) rmSync(lock, { force: true });
    if (tries === 10) console.error(`Waiting for process ${pid}, which installs or builds here (its lock: ${lock}) …`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  await work().finally(release);
  process.off('exit', release);
}
