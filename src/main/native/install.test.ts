import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { install, type Asker } from './install.ts';
import { flawOf, readManifest, writeManifest, type Manifest } from './manifest.ts';
import { obtain } from './obtain.ts';
import { recipe } from './pins.ts';
import { placesIn, platform, type Places } from './places.ts';
import { run } from './run.ts';
import { findCompiler, findPython } from './tools.ts';
import { libraryIn, unpack } from './unpack.ts';
import { pipReason } from './wheel.ts';

let folder: string;
let places: Places;
const none = (): void => undefined;
const never = new AbortController().signal;

/** Who asks for an installation that does not come to its test. */
const asker = (say: (line: string) => void = none, signal = never): Asker => ({
  tell: none,
  say,
  signal,
  attempt: () => Promise.reject(new Error('it should not have come so far')),
});

const manifest: Manifest = {
  recipe,
  platform,
  made: '2026-11-24T13:42:26.111Z',
  tensorflow: '2.15.1',
  source: { title: 'a test', sha256: 'ab'.repeat(32), checked: 'SHA-256 as given' },
  compiler: 'g++ 12',
  selfTest: { worst: 1.6e-7, ms: 205 },
  files: { 'tfjs_binding.node': 3 },
};

/** Files with these names under a folder, each holding its own name. */
function fill(under: string, names: string[]): void {
  for (const name of names) {
    mkdirSync(join(under, name, '..'), { recursive: true });
    writeFileSync(join(under, name), name);
  }
}

function fakeEngine(): void {
  fill(join(places.engine, 'lib'), ['tfjs_binding.node']);
  writeFileSync(join(places.engine, 'lib', 'tfjs_binding.node'), 'abc');
  writeManifest(places.engine, manifest);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  places = placesIn(join(folder, 'native'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('what is installed', () => {
  test('is known by its manifest and the sizes of its files', () => {
    expect(flawOf(places.engine, platform)).toBe('it is not there');
    fakeEngine();
    expect(flawOf(places.engine, platform)).toBeNull();
    expect(readManifest(places.engine)).toEqual(manifest);
  });

  test('does not do when made for another machine or by another recipe, changed, or half there', () => {
    fakeEngine();
    expect(flawOf(places.engine, 'plan9-x64')).toContain(platform);
    writeManifest(places.engine, { ...manifest, recipe: 'older' });
    expect(flawOf(places.engine, platform)).toContain('another version of Goldilocks');
    writeManifest(places.engine, manifest);
    writeFileSync(join(places.engine, 'lib', 'tfjs_binding.node'), 'abcd');
    expect(flawOf(places.engine, platform)).toBe('tfjs_binding.node has been changed');
    rmSync(join(places.engine, 'lib', 'tfjs_binding.node'));
    expect(flawOf(places.engine, platform)).toBe('tfjs_binding.node is missing');
    writeFileSync(join(places.engine, 'manifest.json'), '{"recipe":');
    expect(flawOf(places.engine, platform)).toContain('manifest');
  });
});

describe('a given file', () => {
  const content = 'not TensorFlow';
  const right = createHash('sha256').update(content).digest('hex');

  test('is given out with the right hash only', async () => {
    const from = join(folder, 'lib.zip');
    writeFileSync(from, content);
    const source = { kind: 'given', title: from, from } as const;
    expect(await obtain({ ...source, sha256: right }, folder, none, never)).toMatchObject({
      file: from,
      sha256: right,
    });
    const loose = await obtain(source, folder, none, never);
    expect(loose.sha256).toBe(right);
    expect(loose.checked).toContain('not checked');
    await expect(obtain({ ...source, sha256: 'ab'.repeat(32) }, folder, none, never)).rejects.toThrow(
      'it should be abababababab',
    );
    await expect(obtain({ ...source, from: `${from}.gone` }, folder, none, never)).rejects.toThrow(
      'there is no such file',
    );
  });

  test('that holds no TensorFlow stops the installation with a reason, and the old engine stays', async ({ skip }) => {
    if (!(await findCompiler())) return skip('no C++ compiler here');
    fakeEngine();
    const inside = join(folder, 'inside');
    fill(inside, ['readme.txt']);
    const from = join(folder, 'other.tar.gz');
    await run('tar', ['-czf', from, '-C', inside, '.']);
    const said: string[] = [];
    const installing = install(
      [{ kind: 'given', title: 'other', from }],
      places,
      asker((line) => void said.push(line)),
    );
    await expect(installing).rejects.toMatchObject({
      code: 'engine-failed',
      values: { reasons: expect.stringMatching(/^other: it holds no file like .*tensorflow/) as string },
    });
    expect(existsSync(places.work)).toBe(false); // nothing of it was fetched
    expect(said.join('\n')).toContain('  no: it holds no file like');
    expect(flawOf(places.engine, platform)).toBeNull();
    expect(readFileSync(from).length).toBeGreaterThan(0); // a file of the person's own is never removed
  });

  test('of no known kind is not unpacked', async () => {
    writeFileSync(join(folder, 'lib.rar'), content);
    await expect(unpack(join(folder, 'lib.rar'), join(folder, 'out'), never)).rejects.toThrow('neither .tar.gz');
  });
});

test('a machine nobody publishes the library for is told so', async () => {
  await expect(install([], places, asker())).rejects.toMatchObject({ code: 'engine-nowhere', values: { platform } });
  expect(existsSync(places.engine)).toBe(false);
});

describe('an unpacked library', () => {
  const headers = ['tensorflow/c/c_api.h', 'tensorflow/c/eager/c_api.h'];

  test('is found as it lies in a wheel, of which only what is needed is unpacked', async ({ skip }) => {
    const python = await findPython();
    if (!python) return skip('no Python here to make a wheel with');
    const inside = join(folder, 'inside');
    const needed = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
    const licence = 'tensorflow_cpu-1.dist-info/LICENSE';
    const other = ['tensorflow/python/big.so', 'tensorflow/include/tensorflow/core/big.h'];
    fill(inside, [...needed, licence, ...other, ...headers.map((name) => `tensorflow/include/${name}`)]);
    const wheel = join(folder, 'a.whl');
    const zip = [...python.args, '-m', 'zipfile', '-c', wheel, 'tensorflow', 'tensorflow_cpu-1.dist-info'];
    expect((await run(python.command, zip, { cwd: inside })).code).toBe(0);
    const out = join(folder, 'out');
    await unpack(wheel, out, never);
    expect(libraryIn(out, 'linux')).toEqual({
      libraries: needed.map((name) => join(out, name)),
      include: join(out, 'tensorflow', 'include'),
      licences: [join(out, licence)],
    });
    expect(other.some((name) => existsSync(join(out, name)))).toBe(false);
  });

  test('is found as it lies in an official archive, on each system', () => {
    fill(
      folder,
      headers.map((name) => `include/${name}`),
    );
    fill(folder, [
      'lib/libtensorflow.so',
      'lib/libtensorflow.so.2',
      'lib/libtensorflow.so.2.9.1',
      'lib/libtensorflow_framework.so.2',
    ]);
    expect(libraryIn(folder, 'linux').libraries[0]).toBe(join(folder, 'lib', 'libtensorflow.so.2'));
    expect(() => libraryIn(folder, 'win32')).toThrow('tensorflow.dll');
    fill(folder, ['lib/tensorflow.dll', 'lib/tensorflow.lib']);
    expect(libraryIn(folder, 'win32').importLibrary).toBe(join(folder, 'lib', 'tensorflow.lib'));
    fill(folder, ['lib/libtensorflow.2.dylib', 'lib/libtensorflow_framework.2.dylib']);
    expect(libraryIn(folder, 'darwin').libraries).toHaveLength(2);
    rmSync(join(folder, 'include'), { recursive: true });
    expect(() => libraryIn(folder, 'linux')).toThrow('headers');
  });
});

test('pip’s many lines come to one clause', () => {
  expect(pipReason('ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.')).toContain(
    'another hash',
  );
  expect(pipReason('WARNING: Retrying … NewConnectionError(…)\nERROR: No matching distribution found')).toBe(
    'pip cannot reach PyPI',
  );
  expect(pipReason('a\nERROR: tensorflow is not a supported wheel')).toBe(
    'pip says: tensorflow is not a supported wheel',
  );
});

describe('an installation that is called off', () => {
  test('kills what it runs, with all that has started, and leaves nothing', async ({ skip }) => {
    if (process.platform === 'win32') return skip('there is no sh');
    const written = join(folder, 'written');
    const stop = new AbortController();
    const grandchild = `(while :; do echo >> '${written}'; sleep 0.02; done)`;
    const running = run('sh', ['-c', `${grandchild} & wait`], { signal: stop.signal });
    await vi.waitFor(() => expect(existsSync(written)).toBe(true), 15_000);
    stop.abort(new Error('called off'));
    await expect(running).rejects.toThrow('called off');
    const size = readFileSync(written).length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readFileSync(written).length).toBe(size);
  });

  test('says so, and keeps the older engine', async ({ skip }) => {
    if (!(await findCompiler())) return skip('no C++ compiler here');
    fakeEngine();
    const stop = new AbortController();
    const installing = install(
      [{ kind: 'given', title: 'other', from: folder }],
      places,
      asker(() => stop.abort(new Error('called off')), stop.signal),
    );
    await expect(installing).rejects.toThrow('called off');
    expect(existsSync(places.work)).toBe(false);
    expect(flawOf(places.engine, platform)).toBeNull();
  });
});
