import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import util from 'node:util';
import type * as Core from '@tensorflow/tfjs-core';

/** What the folder's stand-ins for `@tensorflow/tfjs` and `@tensorflow/tfjs-core` export (main/native/assemble.ts). */
const STAND_IN = Symbol.for('goldilocks.tfjs-core');

/** What tfjs-node's compiled half says of itself. */
interface Binding {
  TF_Version: string;
}

interface KernelBackendModule {
  NodeJSKernelBackend: new (binding: Binding, packageName: string) => Core.KernelBackend;
}

/** Node 23 removed these; tfjs-node 4.22 takes them from `util` when it is loaded. */
const removed = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: (value: unknown): boolean => Array.isArray(value),
};

/**
 * Makes TensorFlow the backend of `core`, from the folder that the lab's installer made, or from the package
 * `@tensorflow/tfjs-node` that a person installed with npm.
 *
 * tfjs-node's own index.js is passed by: it asks node-pre-gyp for the binding, and brings all of `@tensorflow/tfjs`. Its
 * kernels get the tfjs-core the caller has, so there is one only.
 *
 * Native code can end the process: try it in another one first (probe.ts). Call it in the main thread, since a worker's
 * `process.env` is a copy that TensorFlow does not see.
 *
 * @returns TensorFlow's version
 * @throws Error where a file is missing or the library does not load
 */
export async function loadNative(folder: string, core: typeof Core): Promise<string> {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // it would tell stderr which instructions it was not compiled for
  // its other way to multiply sums in another order on every kind of processor: with it one trajectory of the reference, which
  // amplifies a rounding a thousandfold, is 1.3e-4 off, without it 8e-5
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '0';
  for (const [name, stand] of Object.entries(removed)) if (!(name in util)) Object.assign(util, { [name]: stand });
  const stand = { ...core, KernelBackend: callable(core.KernelBackend) };
  Object.assign(globalThis, { [STAND_IN]: stand });

  const place = resolve(folder);
  const load = createRequire(join(place, 'package.json'));
  const theirs = basename(place) === 'tfjs-node'; // as npm lays it out, with a tfjs of its own
  const file = theirs ? builtIn(place) : './lib/tfjs_binding.node';
  if (theirs) for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core']) answer(load, name, stand);
  load('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = load('@tensorflow/tfjs-node/dist/nodejs_kernel_backend') as KernelBackendModule;
  const binding = load(file) as Binding;
  core.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node'), 3);
  if (!(await core.setBackend('tensorflow'))) throw new Error('TensorFlow did not start');
  return binding.TF_Version;
}

/**
 * A class as a function that may be called without `new`, as tfjs-node, compiled to ES5, calls the one it extends. A bundler
 * takes tfjs-core's modules, where it is a class; Node itself takes the file where it is a function anyway.
 */
function callable<T extends object>(Class: new () => T): (this: T) => T {
  function stand(this: T): T {
    return Reflect.construct(Class, [], this.constructor) as T;
  }
  stand.prototype = Class.prototype as T;
  return stand;
}

/** The binding that npm has built or fetched for tfjs-node, by the newest Node-API that this program has.
 *  @throws Error where its install script was not run, as this project's `.npmrc` has it */
function builtIn(tfjsNode: string): string {
  const lib = join(tfjsNode, 'lib');
  const most = Number(process.versions['napi']);
  const [best] = (existsSync(lib) ? readdirSync(lib) : [])
    .map((name) => ({ version: Number(/^napi-v(\d+)$/.exec(name)?.[1]), file: join(lib, name, 'tfjs_binding.node') }))
    .filter(({ version, file }) => version <= most && existsSync(file))
    .sort((a, b) => b.version - a.version);
  if (best) return best.file;
  throw new Error(
    'npm has not built its binding: “npm rebuild @tensorflow/tfjs-node --ignore-scripts=false” in that folder does',
  );
}

/** Has whoever requires a package be given this instead. Where it is not installed nobody requires it. */
function answer(load: NodeJS.Require, name: string, exports: object): void {
  try {
    const file = load.resolve(name);
    load.cache[file] = Object.assign(Object.create(null) as NodeJS.Module, {
      id: file,
      filename: file,
      loaded: true,
      exports,
    });
  } catch {
    // it is not there
  }
}
