// `npm run engine:native`: installs what is missing of the lab, then TensorFlow as its second engine.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ensureInstalled, labEnv, labNode } from './install.mjs';
import { entry, foreground, root, run } from './run.mjs';

const program = join(root, 'scripts', 'native', 'main.ts');

/** Installs the native engine for the tests where that is possible; says so where not, and never fails. @param {(line: string) => void} say */
export async function tryNative(say) {
  const options = /** @type {const} */ ({ env: nativeEnv(), stdio: 'inherit', timeout: 15 * 60 * 1000 });
  const { code } = await run(labNode(), [program], options).catch(() => ({ code: 1 }));
  if (code !== 0) say('Native engine: not here. Its tests are left out.');
}

/** Node then follows the proxy that the environment names. */
const nativeEnv = () => ({ ...labEnv(), NODE_USE_ENV_PROXY: '1' });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  entry(async () => {
    await ensureInstalled((line) => console.log(line));
    Object.assign(process.env, nativeEnv());
    return foreground(labNode(), [program, ...process.argv.slice(2)]);
  });
}
