import { accessSync, constants, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the native engine lies and is made. */
export interface Places {
  native: string;
  /** The engine: there as a whole or not at all. */
  engine: string;
  /** Downloads and what is half done; gone when all is well. */
  work: string;
}

export const placesIn = (native: string): Places => ({
  native,
  engine: join(native, 'engine'),
  work: join(native, 'work'),
});

/** As Node calls this machine's system and processor. */
export const platform = `${process.platform}-${process.arch}`;

/** Where the lab's code lies (a checkout or a package), and its data. */
export interface Home {
  root: string;
  data: string;
}

/** Names another folder for `native/`, the only one that is looked into then. */
const NAMED = 'GOLDILOCKS_NATIVE';

/** Where the native engine is made: `native/` in a checkout, outside of the node_modules that `npm ci` empties; in a package,
 *  whose folder may not be written to, inside the data directory. */
export function nativeFolder({ root, data }: Home, env: NodeJS.ProcessEnv = process.env): string {
  const named = env[NAMED];
  if (named) return resolve(named);
  const checkout = existsSync(join(root, 'scripts', 'engine-native.mjs')) && writable(root);
  return join(checkout ? root : data, 'native');
}

/** Every folder that may hold a native engine, the lab's own first, then what a person installed herself with npm. */
export function engineFolders(home: Home, env: NodeJS.ProcessEnv = process.env): string[] {
  const own = placesIn(nativeFolder(home, env)).engine;
  const folders = env[NAMED] ? [] : [home.root, home.data];
  const theirs = folders.map((folder) => join(folder, 'node_modules', '@tensorflow', 'tfjs-node'));
  const all = [own, ...folders.map((folder) => placesIn(join(folder, 'native')).engine), ...theirs];
  return [...new Set(all)].filter((folder) => existsSync(folder));
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
