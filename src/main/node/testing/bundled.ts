import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** The trainer and a process of a test as they are shipped, one file each: from source a process needs a second of a core before
 *  its first word, and here hundreds of them begin. In a folder of the checkout, so that they find their packages. */
export async function bundled(process: string): Promise<{ trainer: string; process: string; remove: () => void }> {
  const results = join(root, 'test-results');
  mkdirSync(results, { recursive: true });
  const folder = mkdtempSync(join(results, 'bundled-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', '@bokuweb/zstd-wasm'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      rolldownOptions: {
        input: { trainer: join(root, 'src', 'trainer', 'index.ts'), process },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  return {
    trainer: join(folder, 'trainer.mjs'),
    process: join(folder, 'process.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
