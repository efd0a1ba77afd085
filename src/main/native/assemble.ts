import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { packageIn } from './packages.ts';
import type { Library } from './unpack.ts';

/** What tfjs-node gets instead of tfjs and tfjs-core: the one its loader has (src/trainer/native/load.ts). */
const standIn = `module.exports = globalThis[Symbol.for('goldilocks.tfjs-core')];\n`;

/**
 * Puts together what is kept: the libraries (moved, not copied), tfjs-node's JavaScript, licences. The binding is still to be
 * compiled into lib/.
 *
 *     lib/            tfjs_binding.node and TensorFlow
 *     node_modules/   tfjs-node, what it requires, and stand-ins for TensorFlow.js
 *     licences/
 *
 * @returns the library where it lies now
 */
export function assemble(engine: string, library: Library, packages: string): Library {
  rmSync(engine, { recursive: true, force: true });
  const lib = join(engine, 'lib');
  mkdirSync(lib, { recursive: true });
  const libraries = library.libraries.map((file) => {
    const moved = join(lib, basename(file));
    renameSync(realpathSync(file), moved); // the name they are looked for by may be a link
    return moved;
  });

  const modules = join(engine, 'node_modules');
  const tfjsNode = join(modules, '@tensorflow', 'tfjs-node');
  const from = packageIn(packages, '@tensorflow/tfjs-node');
  cpSync(join(from, 'dist'), join(tfjsNode, 'dist'), {
    recursive: true,
    filter: (path) => !/(_test\.js|\.d\.ts)$/.test(path),
  });
  copyFileSync(join(from, 'package.json'), join(tfjsNode, 'package.json'));
  cpSync(packageIn(packages, 'google-protobuf'), join(modules, 'google-protobuf'), { recursive: true });
  for (const name of ['tfjs', 'tfjs-core']) {
    mkdirSync(join(modules, '@tensorflow', name));
    writeFileSync(join(modules, '@tensorflow', name, 'index.js'), standIn);
  }

  forAll(modules);

  mkdirSync(join(engine, 'licences'));
  for (const [k, file] of library.licences.entries())
    copyFileSync(file, join(engine, 'licences', `${k ? `${k}-` : ''}${basename(file)}.txt`));
  return { ...library, libraries };
}

/** Lets everyone read it, as npm does with what it installs: in archives some files are their packer's alone. */
function forAll(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}

/** Bytes of every file in a folder. */
export const sizesIn = (folder: string): Record<string, number> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));
