import { expect, test } from 'vitest';
import type { TableSet } from '../../core/data/data-set.ts';
import type { TableSpec } from '../../core/data/parts.ts';
import { TableImport } from './table-import.svelte.ts';

const set: TableSet = {
  kind: 'table',
  rows: 40,
  columns: [
    { name: 'a', kind: 'number', values: Float64Array.from({ length: 40 }, (_, i) => (i === 3 ? NaN : i)) },
    { name: 'b', kind: 'number', values: Float64Array.from({ length: 40 }, (_, i) => i * i) },
    {
      name: 'y',
      kind: 'category',
      categories: ['no', 'yes'],
      values: Int32Array.from({ length: 40 }, (_, i) => i % 2),
    },
  ],
};
const spec: TableSpec = {
  kind: 'table',
  sha256: 'b'.repeat(64),
  title: 'small.csv',
  inputs: [{ column: 'a', missing: 'mean' }],
  target: { column: 'y', categories: ['no', 'yes'] },
  scale: 'range',
  train: 17,
  validation: 5,
  test: 11,
  imbalance: 3,
};

test('a stored table is opened with the choices that the plan has, and changes them', () => {
  const given = new TableImport(new File([], 'small.csv'), 1, { set, spec });
  expect(given.spec).toEqual(spec);
  expect([...given.roles]).toEqual(['input', 'out', 'target']);
  expect(given.raw?.rows[3]).toEqual(['', '9', 'yes']);
  given.setRole(1, 'input');
  expect(given.spec).toEqual({ ...spec, inputs: [...spec.inputs, { column: 'b' }] });
  given.missing = 'drop'; // one row fewer: shares are taken anew
  expect(given.spec?.inputs).toEqual([{ column: 'a' }, { column: 'b' }]);
  expect((given.spec?.train ?? 0) + (given.spec?.validation ?? 0) + (given.spec?.test ?? 0)).toBe(39);
  given.setRole(1, 'target');
  expect(given.spec?.target).toEqual({ column: 'b' });
  expect(given.spec).not.toHaveProperty('imbalance'); // numbers have no classes
  expect(given.spec?.sha256).toBe(spec.sha256);
});
