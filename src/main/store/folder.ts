import { homedir } from 'node:os';
import { join } from 'node:path';

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
