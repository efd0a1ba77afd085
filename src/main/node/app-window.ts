import { spawn } from 'node:child_process';
import { windowArguments } from './chromium.ts';
import { within, type Windows } from './windows.ts';

/** How a program ended: exit code, or signal, or why it could not be started. */
export type End = number | string;

/** A program that shows the lab as its window. */
export interface WindowProgram {
  end: Promise<End>;
  /** Closes the window, which its program may answer with its end. */
  close(): void;
}

/** Starts a Chromium with a window for the lab. */
export function openWindow(program: string, address: string, profile: string): WindowProgram {
  // a group of its own: Ctrl-C in the terminal is the lab's to answer
  const child = spawn(program, windowArguments(address, profile), { detached: true, stdio: 'ignore' });
  const end = new Promise<End>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
  const close = (): void => {
    child.unref(); // one that does not end keeps nobody up
    if (process.platform !== 'win32') child.kill();
    else if (child.exitCode === null) spawn('taskkill', ['/PID', String(child.pid)], { stdio: 'ignore' }); // asks, as ✕ does
  };
  return { end, close };
}

/** What is waited for, in milliseconds. */
export const patience = { handedOver: 20_000, sockets: 2000, gone: 10_000 };

/** Resolves when the person has closed the window and no other is connected; or with a sentence when there is no window.
 *
 *  The program's end is the window's, and a window that is loaded anew ends nothing. Two exceptions, where windows are
 *  counted instead: on macOS a program outlives its windows, and a Chromium that still had the profile (of a lab that was
 *  killed) is given the address, whereupon ours ends at once with code 0. */
export async function windowClosed(
  { end }: WindowProgram,
  windows: Windows,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const first = await Promise.race([end, windows.some().then(() => 'open' as const)]);
  if (first !== 'open') {
    if (first !== 0) return isRoot() ? 'Chromium’s sandbox does not run as root' : endOf(first);
    if (!(await within(patience.handedOver, windows.some()))) return 'its program has shown none';
    await windows.noneFor(patience.gone);
    return undefined;
  }
  const left =
    platform === 'darwin'
      ? windows.noneFor(patience.gone).then(() => 'left' as const)
      : new Promise<never>(() => undefined);
  const last = await Promise.race([end, left]);
  if (last === 'left') return undefined;
  if (last !== 0) return endOf(last);
  // its sockets may close a little later; what is still connected then is another window
  if (!(await within(patience.sockets, windows.none()))) await windows.noneFor(patience.gone);
  return undefined;
}

const isRoot = (): boolean => process.platform === 'linux' && process.getuid?.() === 0;
const endOf = (end: End): string => `its program ended (${typeof end === 'number' ? `exit ${end}` : end})`;
