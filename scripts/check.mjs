// `npm run check`: every check:* script of package.json, two at a time; a part's output is shown when it fails.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { entry, root, run, seconds } from './run.mjs';

/** @returns {Promise<boolean>} whether all parts passed */
export async function check() {
  /** @type {Record<string, string>} */
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
  const parts = Object.keys(scripts).filter((name) => name.startsWith('check:'));
  // the types of the words are made of the words
  const words = await run(labNode(), [join(root, 'scripts', 'words.mjs')], { env: labEnv() });
  if (words.code !== 0) console.log(words.output.trim());
  let passed = words.code === 0;
  const worker = async () => {
    for (let name = parts.shift(); name; name = parts.shift()) {
      const began = performance.now();
      const { code, output } = await run(String(scripts[name]), [], { shell: true, env: labEnv() });
      console.log(`  ${code === 0 ? '✓' : '✗'} ${name.slice(6)} (${seconds(began)})`);
      if (code !== 0) console.log(output.trim());
      passed &&= code === 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, cpus().length) }, worker));
  return passed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  entry(async () => {
    await ensureInstalled((line) => console.log(line));
    return (await check()) ? 0 : 1;
  });
}
