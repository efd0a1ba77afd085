// Imported before all else by what measures the engine: says in one line what has not been built yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const made = { 'kernels.wasm': 'node scripts/kernels.mjs', 'mnist.bin': 'npm run build' };
for (const [file, command] of Object.entries(made))
  if (!existsSync(join(import.meta.dirname, '../resources', file))) {
    console.error(`resources/${file} is not there: \`${command}\` makes it.`);
    process.exit(1);
  }
