import { existsSync, readdirSync } from 'node:fs';
import { LabError } from '../../core/errors.ts';
import { isPresent } from '../store/presence.ts';

/** How many labs have a folder open, beside that of this id: those that hold the lock of their file (presence.ts). */
export function othersOpen(folder: string, own: string | null): number {
  if (!existsSync(folder)) return 0;
  const ids = readdirSync(folder).flatMap((name) => /^lab-([\da-f-]{36})\.lock$/.exec(name)?.[1] ?? []);
  return ids.filter((id) => id !== own && isPresent(folder, id)).length;
}

/** @throws LabError keeping-others */
export function refuseOthers(folder: string, own: string | null): void {
  if (othersOpen(folder, own) > 0) throw new LabError('keeping-others');
}
