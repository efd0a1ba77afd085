import { basename, join } from 'node:path';

/** Where the parts of the lab lie, seen from an entry file: built (`out/main`) or, in tests, as source (`src/main/node`). */
export interface Places {
  resourcesDir: string;
  trainer: string;
  /** What tries TensorFlow's library, and what installs it. */
  probe: string;
  installer: string;
  /** What writes and takes in files to carry. */
  carrier: string;
  /** What looks after the data folder. */
  keeper: string;
  /** The checkout or the package. */
  root: string;
  rendererDir: string;
  manifest: string;
}

/** @param entryDir folder of the entry file */
export function placesFrom(entryDir: string): Places {
  const asSource = basename(entryDir) === 'node';
  const root = join(entryDir, ...(asSource ? ['..', '..', '..'] : ['..', '..']));
  const source = (...path: string[]): string => join(root, 'src', ...path);
  return {
    root,
    resourcesDir: join(root, 'resources'),
    trainer: asSource ? source('trainer', 'index.ts') : join(entryDir, 'trainer.js'),
    probe: asSource ? source('trainer', 'native', 'probe.ts') : join(entryDir, 'native-probe.js'),
    installer: asSource ? source('main', 'native', 'process.ts') : join(entryDir, 'native-install.js'),
    carrier: asSource ? source('main', 'carry', 'process.ts') : join(entryDir, 'carrier.js'),
    keeper: asSource ? source('main', 'keeping', 'process.ts') : join(entryDir, 'keeper.js'),
    rendererDir: join(root, 'out', 'renderer'),
    manifest: join(root, 'out', 'renderer-manifest.json'),
  };
}
