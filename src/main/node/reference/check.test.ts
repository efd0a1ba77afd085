import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placesFrom } from '../places.ts';
import { checkReference, linesOf, type Result } from './check.ts';
import { absoluteError, tensorError, Worst } from './compare.ts';

const places = placesFrom(join(import.meta.dirname, '..'));
const committed = join(import.meta.dirname, '..', '..', '..', 'core', 'reference');
const timeout = 120_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  cpSync(committed, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (): Promise<Result[]> => checkReference(folder, places);
type Path = [string, ...(string | number)[]];
/** Changes one place of a file. */
function edit(file: string, path: Path, change: (old: unknown) => unknown): void {
  const full = join(folder, `${file}.json`);
  const walk = (value: unknown, [key, ...rest]: (string | number)[]): unknown => {
    if (key === undefined) return change(value);
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
      string,
      unknown
    >;
    copy[key] = walk(copy[key], rest);
    return copy;
  };
  writeFileSync(full, JSON.stringify(walk(JSON.parse(readFileSync(full, 'utf8')), path)));
}
const list = (change: (items: unknown[]) => unknown[]) => (old: unknown) => change(old as unknown[]);

test('the trainer reproduces every reference number it can', { timeout }, async () => {
  const results = await check();
  expect(results.map(({ file, passed, unknown }) => [file, passed, unknown])).toEqual([
    ['backprop', true, []],
    ['training', true, []],
    ['curves', true, []],
  ]);
  expect(results.map(({ compared }) => compared > 0)).toEqual([true, true, true]);
  for (const { file, error, tolerance } of results) {
    expect(error, file).toBeGreaterThan(0);
    expect(error, file).toBeLessThanOrEqual(tolerance);
  }
});

test.each(['wasm', 'cpu'] as const)('TensorFlow on %s does so too', { timeout }, async (backend) => {
  const results = await checkReference(folder, places, { engine: 'tensorflow', backend });
  expect(results.map(({ file, passed }) => [file, passed])).toEqual([
    ['backprop', true],
    ['training', true],
    ['curves', true],
  ]);
});

test('an engine that is not here is not checked in the name of another', { timeout }, async () => {
  const bare = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  cpSync(join(places.resourcesDir, 'kernels.wasm'), join(bare, 'kernels.wasm'));
  const wish = { engine: 'tensorflow', backend: 'wasm' } as const;
  await expect(checkReference(folder, { ...places, resourcesDir: bare }, wish)).rejects.toThrow(
    'TensorFlow’s wasm backend is not here: tensorflow.cjs was not built.',
  );
  rmSync(bare, { recursive: true });
});

test('a number that differs fails its file and is named', { timeout }, async () => {
  edit('training', ['runs', 0, 'expect', 'loss', 7], (loss) => Number(loss) * 1.001);
  edit('backprop', ['cases', 2, 'expect', 'dJ_dW1', 0, 0], (entry) => Number(entry) + 1);
  const results = await check();
  expect(results.map(({ passed }) => passed)).toEqual([false, false, true]);
  expect(results[0]?.at).toBe('identity/softmax_cross_entropy/nobias dJ_dW1');
  expect(results[1]?.at).toMatch(/ loss$/);
});

test(
  'an optimizer we lack is “not yet”, an activation we lack is missing, a file that is not there too',
  { timeout },
  async () => {
    const lion = { kind: 'lion', lr: 0.1 };
    edit(
      'training',
      ['runs'],
      list((runs) => runs.map((run) => ({ ...(run as object), optimizer: lion }))),
    );
    edit('backprop', ['cases', 0, 'activation'], () => 'mish');
    rmSync(join(folder, 'curves.json'));
    const results = await check();
    expect(results.map(({ passed }) => passed)).toEqual([false, false, false]);
    expect(results.map(linesOf)).toEqual([
      [
        expect.stringMatching(/^backprop .* of 1e-5$/),
        'backprop missing: 1 cases, the first is identity/squared_error/nobias',
      ],
      ['training not yet: 50 trajectories'],
      ['curves missing: there is no curves.json'],
    ]);
  },
);

test.each<[string, string, Path, (old: unknown) => unknown]>([
  ['backprop.json is not a reference file: cases[3].x: ', 'backprop', ['cases', 3, 'x'], () => 'no'],
  ['backprop.json cases[0] cannot be run: data.x[0]', 'backprop', ['cases', 0, 'x'], () => [[]]],
  [
    'training.json is not a reference file: runs[1].expect.loss: it needs 24 entries',
    'training',
    ['runs', 1, 'expect', 'loss'],
    list((loss) => loss.slice(1)),
  ],
  [
    'training.json is not a reference file: runs[0].batchSize: it does not divide the 39 examples',
    'training',
    ['runs', 0, 'x'],
    list((x) => x.slice(1)),
  ],
  ['curves.json is not a reference file: x: ', 'curves', ['x'], () => null],
])('%s…', { timeout }, async (sentence, file, path, change) => {
  edit(file, path, change);
  await expect(check()).rejects.toThrow(sentence);
});

test('what is not JSON is said to be none', async () => {
  writeFileSync(join(folder, 'curves.json'), '{"x": [1, ');
  await expect(check()).rejects.toThrow('curves.json is not JSON');
});

test('errors are relative to the largest entry, and NaN or another length is infinite', () => {
  expect(tensorError([1, 10.5], [1, 10])).toBeCloseTo(0.05);
  expect(tensorError([0.25], [0])).toBe(0.25);
  expect(tensorError([1], [1, 2])).toBe(Infinity);
  expect(absoluteError([1, 3], [2, 3])).toBe(1);
  const worst = new Worst();
  worst.add(0, 'a');
  worst.add(NaN, 'b');
  worst.add(1, 'c');
  expect(worst).toMatchObject({ error: Infinity, at: 'b', compared: 3 });
});
