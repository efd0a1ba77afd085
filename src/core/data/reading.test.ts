import { describe, expect, test } from 'vitest';
import { partWords, proposedRoles } from './proposal.ts';
import { hasHeader, numberIn, rawTableOf } from './raw-table.ts';
import { readTable } from './reading.ts';

const found = (text: string): { line: number; cells: string[] }[] =>
  text.split('\n').map((line, i) => ({ line: i + 1, cells: line.split(';') }));

describe('a table as it stands in a file', () => {
  test('has a line of names where it looks like one, or where it is said', () => {
    expect(
      hasHeader([
        ['a', 'b'],
        ['1', '2'],
      ]),
    ).toBe(true);
    expect(
      hasHeader([
        ['1', 'b'],
        ['1', '2'],
      ]),
    ).toBe(false);
    expect(
      hasHeader([
        ['red', 'blue'],
        ['red', 'green'],
      ]),
    ).toBe(false);
    expect(
      hasHeader([
        ['colour', 'other'],
        ['red', 'green'],
      ]),
    ).toBe(true);
    expect(rawTableOf(found('1;2\n3;4'), null, false)).toMatchObject({
      header: false,
      names: ['column 1', 'column 2'],
    });
    expect(rawTableOf(found('1;2\n3;4'), true, false)).toMatchObject({
      names: ['1', '2'],
      rows: [['3', '4']],
      lines: [2],
    });
  });

  test('names that come twice, or not at all, become different', () => {
    expect(rawTableOf(found('a;a;\n1;2;3'), true, false).names).toEqual(['a', 'a (2)', 'column 3']);
  });

  test('lines with another number of cells are told, and in no row', () => {
    const raw = rawTableOf(found('a;b\n1;2\n1;2;3\n4;5\n6'), null, false);
    expect(raw.uneven).toEqual([
      { line: 3, cells: 3 },
      { line: 5, cells: 1 },
    ]);
    expect(raw.lines).toEqual([2, 4]);
  });

  test.each<[string, number]>([
    [' 1.5 ', 1.5],
    ['-1e-3', -0.001],
    ['1,5', 1.5],
    ['.5', 0.5],
    ['1,000,000', NaN],
    ['0x10', NaN],
    ['', NaN],
    ['12 kg', NaN],
  ])('“%s” is %d', (cell, number) => expect(numberIn(cell)).toBe(number));
});

describe('columns', () => {
  const raw = rawTableOf(
    found(
      'size;kind;note;id\n1,5;cat;a;1\n2;Cat ;b;2\nNA;dog;c;3\n3;dog;d;4\n4;dog;e;5\nwide;cat;f;6\n5;cat;g;7\n6;dog;h;8',
    ),
    null,
    false,
  );

  test('are numbers or categories, and what is odd is said', () => {
    const { columns, oddities } = readTable(raw);
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'category', 'category', 'number']);
    expect(columns[1]?.categories).toEqual(['cat', 'dog']);
    expect(oddities).toEqual([
      { kind: 'decimal comma', row: 0, column: 0, cell: '1,5', read: '1.5' },
      { kind: 'spelling', row: 1, column: 1, cell: 'Cat ', read: 'cat' },
      { kind: 'missing', row: 2, column: 0, cell: 'NA', read: '' },
      { kind: 'no number', row: 5, column: 0, cell: 'wide', read: '' },
    ]);
    expect(readTable(raw, {}, [1]).columns[1]?.categories).toEqual(['Cat', 'cat', 'dog']);
  });

  test('a comma between thousands is no decimal comma where others have points', () => {
    const sums = rawTableOf(found('sum;y\n1,234;0\n2.5;1\n3.5;0\n4.5;1\n5.5;0'), null, false);
    expect(readTable(sums).oddities).toEqual([{ kind: 'no number', row: 0, column: 0, cell: '1,234', read: '' }]);
  });

  test('a title above the names does not make a table of one column', () => {
    const titled = rawTableOf(found('Results of 2024\nsize;y\n1;0\n2;1\n3;0'), null, false);
    expect(titled).toMatchObject({ names: ['size', 'y'], uneven: [{ line: 1, cells: 1 }] });
  });

  test('a column of many different texts can only be left out', () => {
    const many = rawTableOf(
      found(['name;y', ...Array.from({ length: 60 }, (_, i) => `n${i};${i % 2}`)].join('\n')),
      null,
      false,
    );
    expect(readTable(many).columns.map(({ kinds }) => kinds)).toEqual([['text'], ['number', 'category']]);
  });

  test('whole numbers under the name of classes are classes', () => {
    const digits = rawTableOf(
      found(['p;digit', ...Array.from({ length: 20 }, (_, i) => `${i * 1.5};${i % 10}`)].join('\n')),
      null,
      false,
    );
    const { columns } = readTable(digits);
    expect(columns[1]).toMatchObject({
      kind: 'category',
      categories: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    });
    expect(proposedRoles(columns)).toEqual(['input', 'target']);
  });

  test('who counts rows is no input, and the last column of categories the target', () => {
    expect(proposedRoles(readTable(raw).columns)).toEqual(['input', 'input', 'target', 'out']);
  });

  test('a column that says the parts is found by its words', () => {
    expect(partWords(['test', 'train', 'val'])).toEqual({
      column: '',
      train: 'train',
      test: 'test',
      validation: 'val',
    });
    expect(partWords(['a', 'b'])).toBeNull();
  });
});
