import { expect, test } from 'vitest';
import { dataSetOf } from '../../core/data/data-set.ts';
import { hostile } from '../../core/testing/hostile.ts';
import { samples } from '../../core/testing/samples.ts';
import { isIdx, isOfPictures } from './kinds.ts';
import { IdxImport } from './idx-import.svelte.ts';
import { PictureFilesImport } from './picture-files.svelte.ts';
import { TableImport } from './table-import.svelte.ts';

/** Milliseconds for one file, with others on the computer; the slowest are told. */
const MOST = 10_000;
/** Files up to this size are given under the names of all kinds. */
const SMALL = 20_000;
const endings = ['csv', 'xlsx', 'png', 'zip', 'idx3-ubyte.gz', 'onnx'];
/** Large plans, lessons and sweeps are core's (core/testing/hostile.faults.ts). */
const given = hostile
  .map((one) => ({ ...one, label: `${one.file}: ${one.attack}` }))
  .filter(({ file }) => !/json|html|safetensors|npz/.test(file));

/** What becomes of a file that is chosen where data come from: '' where it can be used, else a sentence. */
async function taken(bytes: Uint8Array, name: string): Promise<string> {
  const file = new File([new Uint8Array(bytes)], name);
  const taking = isOfPictures(name)
    ? new PictureFilesImport([{ path: name, file }], 1)
    : (await isIdx(file))
      ? new IdxImport([file], 1)
      : new TableImport(file, 1);
  await taking.read();
  if (taking.failure !== '') return taking.failure;
  expect(taking.reading, name).toBeNull();
  if (taking instanceof TableImport) return typeof taking.parts === 'string' ? taking.parts : '';
  if (taking.set) expect(dataSetOf(taking.bytes(), name).rows).toBe(taking.set.rows);
  return taking.problem;
}

test('sound files are taken', async () => {
  for (const name of ['table.csv', 'table.tsv', 'sheet.xlsx', 'pictures.zip'])
    expect([name, await taken(samples[name] ?? new Uint8Array(), name)]).toEqual([name, '']);
});

const times: [number, string][] = [];
test.each(given)('$label', async ({ label, ...one }) => {
  const bytes = one.bytes();
  const stem = one.file.split('.')[0] ?? '';
  const names = new Set([one.file, ...(bytes.length <= SMALL ? endings.map((ending) => `${stem}.${ending}`) : [])]);
  for (const name of names) {
    const began = performance.now();
    const said = await taken(bytes, name);
    const ms = performance.now() - began;
    times.push([ms, `${name}: ${label}`]);
    expect(said.length, `${name}: ${said.slice(0, 300)}`).toBeLessThan(1500);
    expect(ms, name).toBeLessThan(MOST);
  }
});

test('the slowest', () => {
  times.sort(([a], [b]) => b - a);
  console.info(times.length, times.slice(0, 12).map(([ms, what]) => `${Math.round(ms)} ms ${what}`).join('\n')); // prettier-ignore
});
