import { readdirSync } from 'node:fs';
import { LabError } from '../../core/errors.ts';
import { isPresent } from '../store/presence.ts';

/** How many labs have a folder open, beside that of this id: those that hold the lock of their file (presence.ts). */
export function othersOpen(folder: string, own: string | null): number {
  const ids = namesIn(folder).flatMap((name) => /^lab-([\da-f-]{36})\.lock$/.exec(name)?.[1] ?? []);
  return ids.filter((id) => id !== own && isPresent(folder, id)).length;
}

/** None where the folder is not there any more, or may not be looked into. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @throws LabError keeping-others */
export function refuseOthers(folder: string, own: string | null): void {
  if (othersOpen(folder, own) > 0) throw new LabError('keeping-others');
}
