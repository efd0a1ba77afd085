import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { size } from '../../core/words/numbers.ts';

/** Bytes that a disk must have beyond what is asked for, so that it is not full to the brim. */
const MARGIN = 16 * 2 ** 20;

/** Bytes that this user may still write where a folder is or will be; null where the system does not say. */
export function roomAt(folder: string): number | null {
  const there = existing(folder);
  try {
    const { bavail, bsize } = statfsSync(there);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Refuses what does not fit. @throws LabError keeping-room */
export function requireRoom(folder: string, needed: number, room = roomAt(folder)): void {
  if (room === null || room >= needed + MARGIN) return;
  throw new LabError('keeping-room', { folder, needed: size(needed + MARGIN), room: size(room) });
}

function existing(folder: string): string {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  return there;
}
