import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabError } from '../errors.ts';
import { examplesOf, predicted } from '../examples.ts';
import { parsePlan } from '../plan/parse.ts';
import { presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { codeTargetIds, codeTargetOf } from '../code/targets.ts';
import { writtenOut } from '../code/written-out.ts';
import { bytesOf, dataSetOf, type DataSet, type TableSet } from './data-set.ts';
import { idxOf } from './idx.ts';
import { scaleOf } from './inputs.ts';
import { partsOf, usableRows, type ImageSpec, type TableSpec } from './parts.ts';
import { splitOrder } from './split.ts';

const NA = NaN;
const set: TableSet = {
  kind: 'table',
  rows: 8,
  columns: [
    { name: 'a', kind: 'number', values: Float64Array.of(1, 2, NA, 4, 5, 6, 7, 8) },
    { name: 'b', kind: 'category', categories: ['x', 'y', 'z'], values: Int32Array.of(0, 1, 2, -1, 0, 1, 2, 0) },
    { name: 'y', kind: 'category', categories: ['no', 'yes'], values: Int32Array.of(0, 0, 0, 0, 1, 1, 1, -1) },
    { name: 'v', kind: 'number', values: Float64Array.of(10, 20, 30, 40, 50, 60, 70, 80) },
    { name: 'part', kind: 'category', categories: ['test', 'train'], values: Int32Array.of(1, 1, 1, 1, 1, 0, 0, 0) },
  ],
};
const spec = (more: Partial<TableSpec> = {}): TableSpec => ({
  kind: 'table',
  sha256: 'a'.repeat(64),
  title: 'small.csv',
  inputs: [{ column: 'a' }, { column: 'b', categories: ['x', 'y', 'z'] }],
  target: { column: 'y', categories: ['no', 'yes'] },
  scale: 'none',
  train: 3,
  test: 2,
  ...more,
});
const planOf = (data: TableSpec, loss: Plan['loss'] = 'binary_cross_entropy'): Plan => ({
  ...presets.moons,
  loss,
  data,
});

describe('a data set', () => {
  test('is read as it was written', () => {
    expect(dataSetOf(bytesOf(set), 'f')).toEqual(set);
    const images = {
      kind: 'images' as const,
      rows: 2,
      classes: ['coat', 'bag'],
      pixels: Uint8Array.from({ length: 2 * 784 }, (_, i) => i % 251),
      labels: Uint8Array.of(1, 0),
      parts: Uint8Array.of(0, 1),
    };
    expect(dataSetOf(bytesOf(images), 'f')).toEqual(images);
  });

  test('with anything in it that is not so is refused with its place, however it is bent', () => {
    const whole = bytesOf(set);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bent = whole.slice();
        bent[at] = (bent[at] ?? 0) ^ by;
        try {
          const read = dataSetOf(bent, 'f');
          // other numbers are other numbers: a SHA-256 tells those; but it is a table still
          expect(read.kind).toBe('table');
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
        }
      }),
      { numRuns: 2000 },
    );
    const wrong: TableSet = {
      ...set,
      columns: [{ name: 'b', kind: 'category', categories: ['x'], values: Int32Array.of(3) }],
      rows: 1,
    };
    expect(() => dataSetOf(bytesOf(wrong), 'f')).toThrow(
      expect.objectContaining({ values: expect.objectContaining({ place: '“b”' }) as object }) as Error,
    );
  });
});

describe('rows', () => {
  test('every stretch from the beginning holds classes in their shares, to within a row', () => {
    const classes = Uint32Array.from({ length: 300 }, (_, i) => (i < 200 ? 0 : i < 290 ? 1 : 2));
    const order = splitOrder(300, 7, classes);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    for (let n = 1; n <= 300; n++) {
      const counts = [0, 0, 0];
      for (const row of order.subarray(0, n)) counts[classes[row] ?? 0] = (counts[classes[row] ?? 0] ?? 0) + 1;
      [200, 90, 10].forEach((of, k) => expect(Math.abs((counts[k] ?? 0) - (of * n) / 300)).toBeLessThanOrEqual(1));
    }
    expect([...splitOrder(300, 8, classes)]).not.toEqual([...order]);
  });

  test('without a target, or an input that nothing makes up for, are in no part', () => {
    expect(usableRows(spec(), set)).toBe(5);
    const { train, test: tested } = partsOf(spec(), set, 1);
    expect([...train, ...tested].sort()).toEqual([0, 1, 4, 5, 6]);
    const filled = spec({
      inputs: [
        { column: 'a', missing: 'mean' },
        { column: 'b', categories: ['x', 'y', 'z'], missing: 'mark' },
      ],
    });
    expect(usableRows(filled, set)).toBe(7);
  });

  test('a later part leaves the earlier ones as they are', () => {
    const [a, b] = [partsOf(spec(), set, 3), partsOf(spec({ test: 1, validation: 1 }), set, 3)];
    expect([...b.train]).toEqual([...a.train]);
    expect(b.test[0]).toBe(a.test[0]);
  });

  test('go where their column says', () => {
    const parts = { column: 'part', train: 'train', test: 'test' };
    const { train, test: tested } = partsOf(spec({ parts, train: 2, test: 2 }), set, 1);
    expect([...train].every((row) => [0, 1, 4].includes(row))).toBe(true);
    expect([...tested].sort()).toEqual([5, 6]);
  });

  test.each<[string, Partial<TableSpec>, RegExp]>([
    ['more rows than there are', { train: 5, test: 2 }, /7 rows are asked for and there are 5/],
    ['a column that is not there', { inputs: [{ column: 'q' }] }, /no column “q”/],
    ['other categories', { target: { column: 'y', categories: ['yes', 'no'] } }, /“y” has other categories/],
    ['numbers for categories', { inputs: [{ column: 'b' }] }, /“b” has other categories/],
  ])('%s is one sentence', (_, more, reason) => {
    expect(() => partsOf(spec(more), set, 1)).toThrow(
      expect.objectContaining({
        code: 'data-unfit',
        values: { reason: expect.stringMatching(reason) as string },
      }) as Error,
    );
  });
});

describe('inputs', () => {
  const rows = Uint32Array.of(0, 1, 3, 4);

  test('are scaled by the training rows alone', () => {
    const values = Float64Array.of(1, 2, NA, 4, 5, 600);
    expect(scaleOf(values, rows, 'standard')).toEqual({ shift: 3, size: Math.sqrt(2.5), mean: 3 });
    expect(scaleOf(values, rows, 'range')).toEqual({ shift: 1, size: 4, mean: 3 });
    expect(scaleOf(Float64Array.of(7, 7, 7, 7, 7), rows, 'standard')).toEqual({ shift: 7, size: 1, mean: 7 });
    // ten times 0.1 has another mean than 0.1
    const tenths = new Float64Array(10).fill(0.1);
    const all = Uint32Array.from({ length: 10 }, (_, i) => i);
    expect(scaleOf(tenths, all, 'standard')).toEqual({ shift: 0.1, size: 1, mean: 0.1 });
  });

  test('have one column for numbers and one for each category; what is missing has the mean, and a mark where it is wanted', () => {
    const inputs: TableSpec['inputs'] = [
      { column: 'a', missing: 'mark' },
      { column: 'b', categories: ['x', 'y', 'z'], missing: 'mean' },
    ];
    const plan = planOf(spec({ inputs, train: 5, test: 2 }));
    const { train } = examplesOf(plan, set);
    expect(train.width).toBe(5);
    const parts = partsOf(spec({ inputs, train: 5, test: 2 }), set, plan.seed);
    parts.train.forEach((row, i) => {
      const x = [...train.x.subarray(5 * i, 5 * i + 5)];
      expect(x[1]).toBe(row === 2 ? 1 : 0);
      if (row !== 3) expect(x.slice(2)).toEqual([0, 1, 2].map((k) => ([0, 1, 2, -1, 0, 1, 2, 0][row] === k ? 1 : 0)));
      else expect((x[2] ?? 0) + (x[3] ?? 0) + (x[4] ?? 0)).toBeCloseTo(1, 6);
    });
  });

  test('a target of numbers is scaled as they are, and its rows need no class', () => {
    const plan = planOf(
      spec({ target: { column: 'v' }, inputs: [{ column: 'a' }], scale: 'standard', train: 5, test: 2 }),
      'squared_error',
    );
    const { train } = examplesOf(plan, set);
    expect(train.labels.length).toBe(0);
    expect([...train.y].reduce((sum, y) => sum + y, 0)).toBeCloseTo(0, 5);
    expect([...train.y].reduce((sum, y) => sum + y * y, 0) / 5).toBeCloseTo(1, 5);
  });
});

test('a plan that names a column twice is refused with its place', () => {
  const document = planOf(spec({ inputs: [{ column: 'a' }, { column: 'y', categories: ['no', 'yes'] }] }));
  expect(parsePlan(JSON.stringify(document)).problems).toMatchObject([
    { at: 'data.inputs[1]', code: 'data-column-twice' },
  ]);
});

test('a plan with fewer classes than the pictures have is refused, and so are parts of one name', () => {
  const images: DataSet = {
    kind: 'images',
    rows: 3,
    classes: ['0', '1', '2'],
    pixels: new Uint8Array(3 * 784),
    labels: Uint8Array.of(0, 1, 2),
    parts: null,
  };
  const named = (names: string[]): ImageSpec => ({
    kind: 'images',
    sha256: 'a'.repeat(64),
    title: 'p',
    names,
    train: 2,
    test: 1,
  });
  expect(partsOf(named(['0', '1', '2']), images, 1).train).toHaveLength(2);
  expect(() => partsOf(named(['0', '1']), images, 1)).toThrow(LabError);
  const parts = { column: 'part', train: 'train', test: 'train' };
  expect(parsePlan(JSON.stringify(planOf(spec({ parts })))).problems).toMatchObject([{ code: 'data-category-twice' }]);
});

test('programs have the rows of a table as the network takes them', () => {
  const plan = planOf(spec({ train: 3, test: 2, scale: 'standard' }));
  const sets = examplesOf(plan, set);
  const written = writtenOut(plan, sets);
  const again = examplesOf(written, null);
  for (const part of ['train', 'test'] as const) {
    expect(again[part].x).toEqual(sets[part].x);
    expect(again[part].y).toEqual(sets[part].y);
  }
  for (const id of codeTargetIds) expect(codeTargetOf(id).generate(written, null).length).toBeGreaterThan(500);
});

test('tensors that lie over each other are refused before any of them is copied', () => {
  const header: Record<string, unknown> = {};
  for (let i = 0; i < 20_000; i++) header[`t${i}`] = { dtype: 'U8', shape: [2 ** 20], data_offsets: [0, 2 ** 20] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 2 ** 20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  expect(() => dataSetOf(bytes, 'f')).toThrow(LabError); // 20 GB, were they copied
});

test('the digits as an IDX file are the digits; a file that is cut says the byte', () => {
  const digits = readFileSync(join(import.meta.dirname, '../../../resources/mnist.bin'));
  const pixels = digits.subarray(16 + 10_000, 16 + 10_000 + 3 * 784);
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  const file = new Uint8Array(Buffer.concat([head, pixels]));
  expect(idxOf(file, 'f')).toEqual({ kind: 'pictures', count: 3, pixels: new Uint8Array(pixels) });
  expect(idxOf(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9), 'f')).toEqual({
    kind: 'labels',
    labels: Uint8Array.of(7, 9),
  });
  for (const n of [0, 3, 10, 15, 16, file.length - 1])
    expect(() => idxOf(file.subarray(0, n), 'f'), `${n} bytes`).toThrow(
      expect.objectContaining({ code: 'file-bad' }) as Error,
    );
});

test('what a classifier of one table answers is a class of it', () => {
  expect(predicted(Float32Array.of(0.1, 2, 0.3), 0, 3, 'softmax_cross_entropy')).toBe(1);
});
