import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Which calls on files of the folder are counted, and can fail. */
export const calls = { write: 1, read: 2, sync: 4, truncate: 8, open: 16, lock: 32, map: 64 } as const;

/** Numbers of Linux. */
export const errnos = { EIO: 5, EINVAL: 22, ENOSPC: 28, ENOLCK: 37 } as const;

export interface Fault {
  /** A sum of `calls`. */
  kinds: number;
  /** The call that fails, from 1; 0: none does. */
  nth: number;
  /** Whether all after it fail as well. */
  persistent: boolean;
  error: keyof typeof errnos;
  /** Whether a write that fails has written half of it. */
  torn: boolean;
}

const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'] };

/** Compiles the library that lets calls fail (faults.c). @returns where it is, or null where that cannot be done here */
export function compileFaults(into: string): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(into, 'faults.so');
  try {
    execFileSync('cc', ['--version'], quiet);
  } catch {
    return null; // no compiler; one that there is has to manage
  }
  const source = join(import.meta.dirname, 'faults.c');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], quiet);
  return library;
}

/** What a process needs in its environment so that what it does below `folder` can fail. */
export const faultyEnv = (library: string, control: string, folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_PRELOAD: library,
  GOLDILOCKS_FAULTS: control,
  GOLDILOCKS_FAULTS_FOLDER: folder,
});

const FIELDS = 7; // of `struct control`

/** The file by which the library is told what to do; another process may have it open as well. */
export class FaultControl {
  private readonly fd: number;

  constructor(file: string, isNew: boolean) {
    if (isNew) writeFileSync(file, new Uint8Array(4 * FIELDS));
    this.fd = openSync(file, 'r+');
  }

  /** From now on; counting begins anew. */
  set({ kinds, nth, persistent, error, torn }: Fault): void {
    writeSync(this.fd, Int32Array.of(kinds, nth, +persistent, errnos[error], +torn, 0, 0), 0, 4 * FIELDS, 0);
  }

  /** Nothing is counted and nothing fails until `kinds` are given again; what was counted stays. */
  only(kinds: number): void {
    writeSync(this.fd, Int32Array.of(kinds), 0, 4, 0);
  }

  read(): { counted: number; failed: number } {
    const fields = new Int32Array(FIELDS);
    readSync(this.fd, fields, 0, 4 * FIELDS, 0);
    return { counted: fields[5] ?? 0, failed: fields[6] ?? 0 };
  }

  close(): void {
    closeSync(this.fd);
  }
}
