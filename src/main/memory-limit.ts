import { freemem, totalmem } from 'node:os';
import { mostAddressable } from '../core/plan/memory.ts';

/** What a computer says of its memory, in bytes. */
export interface Computer {
  platform: NodeJS.Platform;
  free: number;
  total: number;
  /** What a container leaves this process; 0 or absurdly much where there is none. */
  constrained: number;
}

const thisComputer = (): Computer => ({
  platform: process.platform,
  free: freemem(),
  total: totalmem(),
  constrained: process.constrainedMemory(),
});

/** Bytes a run may take: half of what is free, and no more than 32-bit addresses reach. Memory that only caches files
 *  counts as free, as os.freemem has it on Linux (MemAvailable) and Windows; macOS leaves it out and so would seem full
 *  after a day's work, so there half of all memory stands for what is free. */
export function memoryLimit({ platform, free, total, constrained }: Computer = thisComputer()): number {
  const available = platform === 'darwin' ? total / 2 : free;
  const most = constrained > 0 ? Math.min(available, constrained) : available;
  return Math.min(most / 2, mostAddressable);
}
