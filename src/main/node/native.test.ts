import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findNative } from '../native/find.ts';
import { probeNative } from '../native/try.ts';
import { forkNative } from './fork-trainer.ts';
import { placesFrom } from './places.ts';

const places = placesFrom(import.meta.dirname);
const { root } = places;
const { probe } = forkNative(places);

describe('an engine that is none', { timeout: 120_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A tfjs-node whose kernels are this program. */
  function engineOf(kernels: string): void {
    const modules = join(folder, 'node_modules', '@tensorflow');
    const dist = join(modules, 'tfjs-node', 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'register_all_kernels.js'), kernels);
    const backend = `const tf = globalThis[Symbol.for('goldilocks.tfjs-core')];
      exports.NodeJSKernelBackend = class extends tf.KernelBackend {
        data = new Map();
        nextId = 0;
        write(values, shape, dtype) { const dataId = { id: this.nextId++ }; this.data.set(dataId, values); return dataId; }
        move(dataId, values) { this.data.set(dataId, values); }
        readSync(dataId) { return this.data.get(dataId); }
        disposeData(dataId) { return this.data.delete(dataId); }
        numDataIds() { return this.data.size; }
        incRef() {}
        floatPrecision() { return 32; }
        epsilon() { return 1e-7; }
      };`;
    writeFileSync(join(dist, 'nodejs_kernel_backend.js'), backend);
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib', 'tfjs_binding.node'), 'no library');
  }

  test('absent: says how to get it', async () => {
    const found = await findNative({ root: folder, data: join(folder, 'nowhere') }, probe);
    expect(found).toEqual({ reason: expect.stringContaining('npm run engine:native') as string });
  });

  test('what a person installed with npm is looked for, and why it does not load is said', async () => {
    const theirs = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
    mkdirSync(theirs, { recursive: true });
    const found = await findNative({ root: folder, data: join(folder, 'nowhere') }, probe);
    expect(found).toEqual({ reason: expect.stringContaining('npm has not built its binding') as string });
  });

  test('crashed: native code ends the process', async () => {
    engineOf('process.abort();');
    const report = await probeNative(probe, folder);
    expect(report.state).toBe('crashed');
    expect(report.sentence).toMatch(
      /^TensorFlow crashed when it was tried \((SIGABRT|exit code \d+)\)\. The lab’s own engine/,
    );
  });

  test('crashed: it ends the process as if all were well', async () => {
    engineOf('process.stdout.write("fine\\n"); process.exit(0);');
    const report = await probeNative(probe, folder);
    expect(report.state).toBe('crashed');
    expect(report.sentence).toContain('exit code 0');
  });

  test('crashed: the library is no library, or files are missing', async () => {
    engineOf('');
    const report = await probeNative(probe, folder);
    expect(report.state).toBe('crashed');
    expect(report.sentence).toContain('could not be loaded (');
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect((await probeNative(probe, folder)).sentence).toContain('Cannot find module');
  });

  test('timeout: it never comes back', async () => {
    engineOf('for (;;);');
    const began = performance.now();
    const report = await probeNative(probe, folder, 1500);
    expect(report.state).toBe('timeout');
    expect(report.sentence).toContain('within 1.5 s');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('wrong: every kernel answers, with noughts', async () => {
    engineOf(`const tf = globalThis[Symbol.for('goldilocks.tfjs-core')];
      require('module')._extensions['.node'] = (module) => { module.exports = { TF_Version: '0.0' }; };
      const kernel = (kernelName, shapeOf) => tf.registerKernel({
        kernelName,
        backendName: 'tensorflow',
        kernelFunc: ({ inputs, attrs, backend }) => {
          const shape = shapeOf(inputs, attrs ?? {});
          return { dataId: backend.write(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape, 'float32'), shape, dtype: 'float32' };
        },
      });
      kernel('BatchMatMul', ({ a, b }, { transposeA, transposeB }) =>
        [...a.shape.slice(0, -2), a.shape.at(transposeA ? -1 : -2), b.shape.at(transposeB ? -2 : -1)]);
      for (const name of ['Add', 'Sub', 'Multiply', 'RealDiv'])
        kernel(name, ({ a, b }) => tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape));
      for (const name of ['Tanh', 'Softplus', 'Sigmoid', 'Square', 'Cast', 'Identity']) kernel(name, ({ x }) => x.shape);
      kernel('Reshape', ({ x }, { shape }) => shape);
      kernel('Sum', ({ x }, { axis }) => tf.backend_util.computeOutAndReduceShapes(x.shape,
        tf.util.parseAxisParam(axis, x.shape))[0]);`);
    const report = await probeNative(probe, folder);
    expect(report.state).toBe('wrong');
    expect(report.sentence).toContain('computed wrong numbers');
    expect(report.sentence).toMatch(/off by [1-9]\.\de[+-]\d/);
  });
});

// As built it has tfjs-core's modules in it, as source the file that Node finds: not the same code.
test.for([
  ['as source', import.meta.dirname],
  ['as built', join(root, 'out', 'main')],
] as const)(
  'the native engine takes one step as float64 does, %s',
  { timeout: 120_000 },
  async ([, entry], { skip }) => {
    const engine = join(root, 'native', 'engine');
    if (!existsSync(engine)) return skip('native engine: not here');
    const built = placesFrom(entry);
    if (!existsSync(built.probe)) return skip('not built');
    const report = await probeNative(forkNative(built).probe, engine);
    expect(report.sentence).toMatch(/^TensorFlow 2\.\d+\.\d+ is ready\.$/);
    if (report.state !== 'ok') throw new Error(report.state);
    expect(report.worst).toBeGreaterThan(0); // float32 it is
    expect(report.worst).toBeLessThan(1e-5);
  },
);
