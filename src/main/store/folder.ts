import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../core/errors.ts';

/** Where experiments and runs live when no folder is named: the platform's place for an application's data. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Goldilocks');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Goldilocks');
  // an empty variable counts as unset [XDG base directory specification]
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'goldilocks');
}

const reasons: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk cannot be written',
  ENOSPC: 'the disk is full',
  ENOENT: 'its drive does not exist',
};

/** Makes a data folder where it is missing, and looks whether it can be written. @throws LabError folder-unusable */
export function usable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new LabError('folder-unusable', { folder, reason: reasons[code] ?? code });
  }
}
