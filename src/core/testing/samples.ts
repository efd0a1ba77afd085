import { gzipSync, zipSync } from 'fflate';
import depth from '../lessons/symmetry.json' with { type: 'json' };
import { bytesOf } from '../data/data-set.ts';
import { parameterShapes } from '../exports/network.ts';
import { presets } from '../plan/presets.ts';
import type { SweepInput } from '../sweep/schema.ts';
import { npzOf } from '../tensors/npz.ts';
import { safetensorsOf, type Tensor } from '../tensors/safetensors.ts';
import { encoder } from '../text-bytes.ts';
import { png } from './png.ts';

// For tests: one sound file of every format that is read. Files that are bent begin as one of these.

/** The network that weights are for. */
export const plan = presets.moons;

const json = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

const sweep: SweepInput = {
  name: 'Rates',
  plan,
  axes: [
    { fields: [{ at: 'optimizer.learningRate' }], values: { from: 0.001, to: 1, count: 5, log: true } },
    { fields: [{ at: 'network[0].units' }, { at: 'batchSize', list: [10, 20] }], values: { list: [4, 8] } },
  ],
  seeds: 2,
};

const answers = {
  answers: 1,
  name: 'Mia',
  lesson: { id: 'depth', number: '2.2', title: 'Depth', hash: '0123abcd' },
  at: 1_700_000_000_000,
  seconds: 300,
  steps: [
    { id: 'a', kind: 'do', says: 'press', done: true },
    { id: 'b', kind: 'choose', says: 'which', options: ['one', 'two'], done: true, given: '1', right: false, tries: 2, wrong: ['2'] }, // prettier-ignore
    { id: 'c', kind: 'number', says: 'how much', done: true, given: '0.5', right: true },
    { id: 'd', kind: 'predict', says: 'what', options: ['one', 'two'], done: true, given: '2', came: 1, late: false },
  ],
  claims: [{ says: 'it is', quantity: 'loss', got: 0.25, holds: true }],
};

const tensors = new Map(
  [...parameterShapes(plan)].map(([name, shape]): [string, Tensor] => {
    const count = shape.reduce((product, n) => product * n, 1);
    return [name, { shape, values: Float32Array.from({ length: count }, (_, i) => i / 8) }];
  }),
);

const idx = (dimensions: number, sizes: readonly number[], bytes: number): Uint8Array => {
  const all = new Uint8Array(4 + 4 * sizes.length + bytes);
  all.set([0, 0, 8, dimensions]);
  const view = new DataView(all.buffer);
  sizes.forEach((size, i) => view.setUint32(4 + 4 * i, size, false));
  return all;
};

const picture = (shade: number): Uint8Array =>
  png(28, 28, (q, r) => (q > 8 && q < 20 && r > 4 && r < 24 ? shade : 255));

const table = 'a,b,y\n1,"x, y",no\n2,z,yes\n3.5,,yes\n4,"say ""so""",no\n';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const workbook = `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="one" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const relations = `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`;
const strings = `${XML}<sst xmlns="${MAIN}"><si><t>a</t></si><si><t>b &amp; c</t></si></sst>`;
/** A sheet by what stands in its `sheetData`, with the rest of a workbook around it. */
export const xlsx = (rows: string, shared = strings, before = ''): Uint8Array =>
  zipSync({
    'xl/workbook.xml': encoder.encode(workbook),
    'xl/_rels/workbook.xml.rels': encoder.encode(relations),
    'xl/sharedStrings.xml': encoder.encode(shared),
    'xl/worksheets/sheet1.xml': encoder.encode(
      `${XML}${before}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
    ),
  });
const sheet =
  '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' +
  '<row r="2"><c r="A2"><v>1.5</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>' +
  '<row r="4"><c r="B4" t="b"><v>1</v></c></row>';

/** What a report of a run looks like to who seeks the plan in it. */
export const report = (plan: string): string =>
  `<!doctype html>\n<html><body><p>a report</p><script type="application/json" class="plan" data-name="a&gt;b" data-run="3">${plan}</script></body></html>`;

const dataSet = bytesOf({
  kind: 'table',
  rows: 3,
  columns: [
    { name: 'a', kind: 'number', values: Float64Array.of(1, NaN, 3) },
    { name: 'y', kind: 'category', categories: ['no', 'yes'], values: Int32Array.of(0, 1, -1) },
  ],
});
const pictures = bytesOf({
  kind: 'images',
  rows: 2,
  classes: ['0', '1'],
  pixels: new Uint8Array(2 * 784).fill(7),
  labels: Uint8Array.of(0, 1),
  parts: Uint8Array.of(0, 1),
});

/** Sound files by the name they would have. */
export const samples: Readonly<Record<string, Uint8Array>> = {
  'plan.json': json(plan),
  'report.html': encoder.encode(report(JSON.stringify(plan))),
  'lesson.json': json(depth),
  'sweep.json': json(sweep),
  'mia.answers.json': json(answers),
  'table.csv': encoder.encode(table),
  'table.tsv': encoder.encode(table.replaceAll(',', '\t')),
  'weights.safetensors': safetensorsOf({ tensors, metadata: { format: 'pt' } }),
  'weights.npz': npzOf(tensors),
  'set.safetensors': dataSet,
  'pictures.safetensors': pictures,
  'images.idx3-ubyte': idx(3, [2, 28, 28], 2 * 784),
  'labels.idx1-ubyte': idx(1, [2], 2),
  'labels-idx1-ubyte.gz': gzipSync(idx(1, [2], 2), { mtime: 0 }),
  'picture.png': picture(0),
  'pictures.zip': zipSync({ 'cat/1.png': picture(0), 'dog/1.png': picture(40) }),
  'sheet.xlsx': xlsx(sheet),
};
