import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { expect, status, test } from './lab.ts';
import { accessible } from './look.ts';

/** Eleven lines of a messy table: a decimal comma, a spelling, nothing, and one cell too many. */
const messy = [
  'kind;width;height;place',
  'cat;1,5;10;home',
  'cat;1.5;11;home',
  'Cat ;1.7;9;',
  'cat;1.6;NA;yard',
  'dog;3.5;30;yard',
  'dog;3.6;31;yard;too much',
  'dog;3.4;29;yard',
  'dog;3.1;28;home',
  'cat;1.4;12;home',
  'dog;wide;33;yard',
].join('\r\n');

test('an example becomes the experiment’s data, is trained on, and is there again', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  await accessible(window, 'where to get a file from', '[data-testid="import"]');
  await window.getByTestId('example-iris').click();
  await expect(window.getByTestId('role-species')).toHaveValue('target');
  await expect(window.getByTestId('part-counts')).toHaveText('105 train, 0 validation, 45 test');
  await expect(window.getByTestId('rows-used')).toContainText('150 of 150 rows');
  await accessible(window, 'a table', '[data-testid="import"]');
  await window.getByTestId('share-validation').fill('20');
  await window.getByTestId('share-validation').press('Enter');
  await expect(window.getByTestId('part-counts')).toHaveText('75 train, 30 validation, 45 test');
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText('4-6-3-3');
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  const [run] = JSON.parse(await lab.command('runs', '--json')) as {
    testAccuracy?: number;
    progress?: { testAccuracy: number };
  }[];
  expect(run?.progress?.testAccuracy).toBeGreaterThan(0.85);

  await lab.crashAndRestart();
  await expect(lab.window.getByTestId('architecture')).toHaveText('4-6-3-3');
  await expect(lab.window.getByTestId('chain')).toContainText('iris.csv');
  expect(await lab.command('verify', '1')).toContain('Reproduced exactly');
});

test('what is odd in a table is said line by line, and nothing of it is silent', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('document-import').click();
  const chosen = window.waitForEvent('filechooser');
  await window.getByTestId('import-choose').click();
  await (await chosen).setFiles({ name: 'animals.csv', mimeType: 'text/csv', buffer: Buffer.from(messy) });
  await expect(window.getByTestId('delimiter')).toHaveValue(';');
  await expect(window.getByTestId('header')).toBeChecked();
  const lines = window.getByTestId('odd-lines');
  await expect(lines.getByText('line 7')).toBeVisible();
  await expect(lines).toContainText('5 cells where there are 4 columns; left out');
  await expect(lines).toContainText('“1,5” in width has a decimal comma; read as 1.5');
  await window.getByTestId('role-kind').selectOption('target');
  await expect(lines).toContainText('“Cat ” differs from “cat” in case and spaces; taken as the same');
  await expect(lines).toContainText('“wide” in width is no number; taken as missing');
  await expect(window.getByTestId('class-counts')).toContainText('cat');
  await lines.getByRole('button', { name: 'a class of its own' }).click();
  await expect(window.getByTestId('class-counts')).toContainText('Cat');
  await window.getByTestId('import-cancel').click();
  await expect(window.getByTestId('chain')).toContainText('moons');
});

test('a workbook is read; a file that is none, and a quotation without end, are one sentence', async ({ lab }) => {
  const { window } = lab;
  const take = async (name: string, buffer: Buffer): Promise<void> => {
    const chosen = window.waitForEvent('filechooser');
    await window
      .getByTestId('import')
      .getByText(/Choose a file…|Another file…/)
      .click();
    await (await chosen).setFiles({ name, mimeType: '', buffer });
  };
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  await take(
    'sheet.xlsx',
    Buffer.from(workbook([['a', 'b', 'y'], ...Array.from({ length: 12 }, (_, i) => [i, i * i, i % 2])])),
  );
  await expect(window.getByTestId('import')).toHaveAttribute('data-rows', '12');
  await take('sheet.xlsx', Buffer.from('not a workbook'));
  await expect(window.getByTestId('import-failure')).toContainText('a workbook of Excel');
  await take('quoted.csv', Buffer.from('a,b\n1,2\n"3,4\n'));
  await expect(window.getByTestId('import-failure')).toContainText('at line 3');
  expect(await lab.command('runs')).not.toContain('quoted');
});

test('IDX files of pictures are shown, named, trained on; a file without its labels says what is missing', async ({
  lab,
}) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  const take = async (...names: string[]): Promise<void> => {
    const chosen = window.waitForEvent('filechooser');
    await window
      .getByTestId('import')
      .getByText(/Choose a file…|Another file…/)
      .click();
    await (await chosen).setFiles(names.map((name) => ({ name, mimeType: '', buffer: idx(name) })));
  };
  await take('train-images-idx3-ubyte.gz');
  await expect(window.getByTestId('import-failure')).toContainText('a file of 2000 labels chosen together with it');
  await take(
    't10k-images-idx3-ubyte.gz',
    'train-labels-idx1-ubyte.gz',
    'train-images-idx3-ubyte.gz',
    't10k-labels-idx1-ubyte.gz',
  );
  await expect(window.getByTestId('import')).toHaveAttribute('data-rows', '2500');
  await expect(window.getByTestId('count-test')).toHaveValue('500');
  await window.getByTestId('class-names').fill('zero, one');
  await window.getByTestId('class-names').press('Enter');
  await expect(window.getByTestId('class-counts')).toContainText('zero');
  await accessible(window, 'pictures', '[data-testid="import"]');
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText(/^784-.*-10$/);
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  const [run] = JSON.parse(await lab.command('runs', '--json')) as { progress: { testAccuracy: number } }[];
  expect(run?.progress.testAccuracy).toBeGreaterThan(0.2);
});

/** Real digits as the files that MNIST comes in, in the same names: 2,000 to train with, 500 to test with. */
function idx(name: string): Buffer {
  const digits = readFileSync(join(import.meta.dirname, '../resources/mnist.bin'));
  const [first, count] = name.startsWith('t10k') ? [1, 500] : [0, 2000];
  // they lie class by class: every fifth of them has all
  const which = Array.from({ length: count }, (_, i) => first + 5 * i * (2000 / count));
  const size = (n: number): Buffer => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(n);
    return four;
  };
  const bytes = name.includes('labels')
    ? [Buffer.from([0, 0, 8, 1]), size(count), ...which.map((k) => digits.subarray(16 + k, 17 + k))]
    : [
        Buffer.from([0, 0, 8, 3]),
        ...[count, 28, 28].map(size),
        ...which.map((k) => digits.subarray(10_016 + 784 * k, 10_016 + 784 * (k + 1))),
      ];
  return gzipSync(Buffer.concat(bytes));
}

/** The smallest workbook with these cells. */
function workbook(rows: (string | number)[][]): Uint8Array {
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const letter = (j: number): string => String.fromCharCode(65 + j);
  const sheet = rows
    .map((row, i) => {
      const cells = row.map((value, j) => cell(value).replace('<c', `<c r="${letter(j)}${i + 1}"`)).join('');
      return `<row r="${i + 1}">${cells}</row>`;
    })
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const xml = (text: string): Uint8Array => strToU8(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
  return zipSync({
    '[Content_Types].xml': xml(
      `<Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': xml(`<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`),
  });
}
