import { join } from 'node:path';
import { root } from '../run.mjs';

/** What `npm run engine:native` makes lies here, outside of node_modules, which `npm ci` empties; git ignores it. */
export const native = join(root, 'native');
/** The engine: there as a whole or not at all. */
export const engine = join(native, 'engine');
/** Downloads and what is half done; gone when all is well. */
export const work = join(native, 'work');

export const probe = join(root, 'src', 'trainer', 'native', 'probe.ts');
/** As Node calls this machine's system and processor. */
export const platform = `${process.platform}-${process.arch}`;
