import { basename, join } from 'node:path';

/** Where the parts of the lab lie, seen from an entry file: built (`out/main`) or, in tests, as source (`src/main/node`). */
export interface Places {
  resourcesDir: string;
  trainer: string;
  rendererDir: string;
  manifest: string;
}

/** @param entryDir folder of the entry file */
export function placesFrom(entryDir: string): Places {
  const asSource = basename(entryDir) === 'node';
  const root = join(entryDir, ...(asSource ? ['..', '..', '..'] : ['..', '..']));
  return {
    resourcesDir: join(root, 'resources'),
    trainer: asSource ? join(root, 'src', 'trainer', 'index.ts') : join(entryDir, 'trainer.js'),
    rendererDir: join(root, 'out', 'renderer'),
    manifest: join(root, 'out', 'renderer-manifest.json'),
  };
}
