import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { encodeFrame, scalarNames, type Scalars } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { parsePlan } from '../../core/plan/parse.ts';
import { presets } from '../../core/plan/presets.ts';
import { decodeFrame } from '../../core/frame/frame.ts';
import { Recording } from '../run/recording.ts';
import { attachedPlan } from './attached.ts';
import { htmlOf } from './html.ts';
import { letGo, partOf, type Report, type SheetFigure } from './report.ts';
import ReportSheet from './ReportSheet.svelte';
import { courseTable, layersTable } from './run-tables.ts';

const entry = (name: string, columns: number): Layout['frame'][number] => ({ name, rows: 1, columns });
const layout: Layout = {
  frame: [
    entry('‖W‖', 3),
    entry('‖dW‖', 3),
    entry('‖ΔW‖', 3),
    entry('saturated', 2),
    entry('dead', 2),
    entry('validation', 3),
  ],
  keyframe: [],
};
const recorded: Record<string, number[]> = {
  '‖W‖': [2, 4, 8],
  '‖dW‖': [0.5, 0.25, 0.125],
  '‖ΔW‖': [0.5, 0.25, 0],
  saturated: [0.25, 0.5],
  dead: [0, 1],
  validation: [0.375, 0.875, 0],
};
function frame(step: number): Uint8Array {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, NaN])), step } as Scalars;
  const measured = {
    epoch: step / 10,
    epochLoss: 1 / (1 + step),
    testLoss: step === 0 ? NaN : 2 / step,
    testAccuracy: 0.5,
  };
  return encodeFrame('frame', layout, 1, { ...scalars, ...measured }, (name, into) => into.set(recorded[name] ?? []));
}
const recordingOf = (steps: readonly number[]): Recording => {
  const recording = new Recording(1, layout);
  steps.forEach((step, ordinal) => recording.append(ordinal, frame(step)));
  return recording;
};

test('the numbers of the table are those of the frames, and a step that is asked for twice is one row', () => {
  const recording = recordingOf([0, 30, 60, 90, 120]);
  const table = courseTable(recording, 'stopped', 30, 92);
  expect(table.head).toEqual([
    'frame',
    'step',
    'epoch',
    'train loss',
    'validation loss',
    'test loss',
    'validation accuracy',
    'test accuracy',
  ]);
  expect(table.rows).toEqual([
    ['first', '0', '0', '1', '0.375', '–', '87.5 %', '50.0 %'],
    ['on screen', '30', '3', '0.03226', '0.375', '0.06667', '87.5 %', '50.0 %'],
    ['middle', '60', '6', '0.01639', '0.375', '0.03333', '87.5 %', '50.0 %'],
    ['lowest watched loss, at step 92', '90', '9', '0.01099', '0.375', '0.02222', '87.5 %', '50.0 %'],
    ['last, stopped', '120', '12', '0.008264', '0.375', '0.01667', '87.5 %', '50.0 %'],
  ]);
  const one = courseTable(recordingOf([0]), 'paused', 0);
  expect(one.rows.map(([name]) => name)).toEqual(['first; middle; last, paused; on screen']);
});

test('each layer has the norms of the frame, and the shares of the activation that follows it', () => {
  const table = layersTable(presets.moons, decodeFrame(frame(30), layout));
  expect(table?.rows).toEqual([
    ['1', '2', '0.5', '0.25', '25.0 %', '0.0 %'],
    ['2', '4', '0.25', '0.0625', '50.0 %', '100.0 %'],
    ['3', '8', '0.125', '0', '–', '–'],
  ]);
});

const hostile = '</script><img src=x onerror="globalThis.hit = true"> & "quoted" ';
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"><style>.a{}</style><defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs><g clip-path="url(#c)"><use xlink:href="#c"/><text>loss</text></g></svg>';
let figures: SheetFigure[] = [];
afterEach(() => letGo(figures));

async function saved(title: string, notes: string): Promise<Document> {
  const plan = { ...presets.moons, name: hostile.trim() };
  const { hash, ...attached } = await attachedPlan(plan, 7);
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  const report: Report = {
    about: 'Run 7',
    title,
    measured: '',
    facts: [{ field: 'seed', title: 'seed', value: '14' }],
    tables: [courseTable(recordingOf([0, 10]), 'finished', 10)],
    again: ['Here: `lab verify 7` does it.'],
    foot: ['run 7', 'to replay'],
    attached: [attached],
  };
  const part = { width: 10, height: 10 };
  figures = [{ title: 'Loss', parts: [partOf('A', drawing, part), partOf('B', drawing, part)] }];
  const { container } = await render(ReportSheet, {
    report,
    figures,
    title,
    notes,
    name: hostile,
    group: '10b',
    onname: () => undefined,
    ongroup: () => undefined,
  });
  const sheet = container.querySelector<HTMLElement>('.sheet');
  if (!sheet) throw new Error('there is no sheet');
  const html = await htmlOf(sheet, { title, paper: 'Letter', figures, attached: report.attached });
  // nothing of another place, and nothing that runs
  expect(html.replace(/base64,[\w+/=]+/g, '').match(/https?:|\/\/[a-z]|@import|blob:/gi) ?? []).toEqual([]);
  expect(html).toContain('size: Letter');
  expect(parsePlan(html).plan).toEqual(plan);
  const document = new DOMParser().parseFromString(html.replace(/<style>[\s\S]*?<\/style>/, ''), 'text/html');
  const run = [...document.querySelectorAll('script')].filter((script) => script.type !== 'application/json');
  expect(run).toEqual([]);
  expect(document.querySelectorAll('img, [onerror], input, iframe, link')).toHaveLength(0);
  expect(JSON.parse(document.querySelector('script')?.textContent ?? '')).toEqual(plan);
  return document;
}

test('the HTML of a report is one file: its plan inside, its drawings as SVG, nothing to load and nothing to run', async () => {
  const document = await saved('A title', 'Two\nlines');
  expect(document.querySelector('h1')?.textContent).toBe('A title');
  expect(document.querySelector('.notes')?.textContent).toBe('Two\nlines');
  expect(document.querySelector('code')?.textContent).toBe('lab verify 7');
  const drawings = [...document.querySelectorAll('figure svg')];
  expect(drawings.map((one) => one.textContent)).toEqual(['loss', 'loss']);
  // two drawings have names of their own in one file, and still find what they name
  for (const [i, one] of drawings.entries()) {
    expect(one.querySelector('clipPath')?.id).toBe(`f${i}-c`);
    expect(one.querySelector('g')?.getAttribute('clip-path')).toBe(`url(#f${i}-c)`);
    expect(one.querySelector('use')?.getAttribute('href')).toBe(`#f${i}-c`);
  }
});

test('whatever is typed is text, however long and whatever it looks like', async () => {
  const long = `${hostile}${'word '.repeat(900)}`;
  const document = await saved(hostile + 'x'.repeat(250), long);
  expect(document.querySelector('h1')?.textContent).toBe(hostile + 'x'.repeat(250));
  expect(document.querySelector('.notes')?.textContent).toBe(long.trim());
  expect(document.querySelector('.who b')?.textContent).toBe(hostile);
  expect('hit' in globalThis).toBe(false);
});
