import { spawn, type ChildProcess } from 'node:child_process';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  shell?: boolean;
  /** Ends the program and everything it has started. */
  signal?: AbortSignal;
}

const windows = process.platform === 'win32';

/**
 * Runs a program to its end.
 * @returns what it wrote; a signal n is code 128
 * @throws Error where it cannot be started, or the signal's reason, once it and all its children are killed
 */
export function run(
  command: string,
  args: readonly string[],
  { signal, ...options }: RunOptions = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(reasonOf(signal));
      return;
    }
    // a group of its own, so that all of it can be killed
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      windowsHide: true,
      ...options,
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const stop = (): void => killTree(child);
    signal?.addEventListener('abort', stop);
    const over = (): void => signal?.removeEventListener('abort', stop);
    child.on('error', (error) => {
      over();
      reject(error);
    });
    child.on('close', (code) => {
      over();
      if (signal?.aborted) reject(reasonOf(signal));
      else resolve({ code: code ?? 128, output: Buffer.concat(chunks).toString() });
    });
  });
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason));

/** Kills a program and what it has started. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return; // it could not be started
  if (windows) spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  else
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // it has ended meanwhile
    }
}
