import { join } from 'node:path';
import { root } from '../run.mjs';

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

/** Outside of node_modules, which `npm ci` empties; git ignores it. */
export const places = placesIn(join(root, 'native'));

export const probe = join(root, 'src', 'trainer', 'native', 'probe.ts');
/** As Node calls this machine's system and processor. */
export const platform = `${process.platform}-${process.arch}`;
