import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The running process that has the lock; 0 when its file is just being written or its process is gone. */
function holder(lock: string): number {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid) process.kill(pid, 0); // it throws where there is none
    return pid;
  } catch {
    return 0;
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** How long somebody else is waited for, and who is told. */
interface Patience {
  signal: AbortSignal;
  /** Called once, when it takes longer. */
  waiting: () => void;
}

/** Does some work while no other process does such work; the lock of a process that is gone is removed.
 *  @throws the signal's reason where it comes before the work could begin */
export async function alone<T>(lock: string, { signal, waiting }: Patience, work: () => Promise<T>): Promise<T> {
  for (let tries = 0, orphaned = 0; !take(lock); tries++) {
    orphaned = holder(lock) ? 0 : orphaned + 1;
    if (orphaned > 2) rmSync(lock, { force: true });
    if (tries === 5) waiting();
    signal.throwIfAborted();
    await delay(100);
  }
  const release = (): void => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.off('exit', release);
  }
}

/** Whether a process that is not this one does such work just now. */
export const isTaken = (lock: string): boolean => ![0, process.pid].includes(holder(lock));
