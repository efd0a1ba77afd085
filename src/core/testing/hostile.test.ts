import { afterAll, describe, expect, test } from 'vitest';
import { hostile } from './hostile.ts';
import { readers } from './readers.ts';
import { samples } from './samples.ts';

/** Milliseconds for one file, whatever is in it; a window would stand still for so long. */
const MOST = 1000;
/** Letters of a sentence that is still one. */
const MOST_LETTERS = 1500;

const slowest: { ms: number; what: string }[] = [];

function read(name: string, bytes: Uint8Array, file: string): string {
  const began = performance.now();
  const said = readers[name]?.(bytes, file) ?? '';
  const ms = performance.now() - began;
  slowest.push({ ms, what: `${name}: ${file}` });
  return ms > MOST && process.env['SLOW'] === undefined ? `took ${Math.round(ms)} ms` : said.length > MOST_LETTERS ? `${said.length} letters: ${said.slice(0, 200)}` : said;
}

test('every sample is taken by its own reader', () => {
  const own = { plan: ['plan.json', 'report.html'], lesson: ['lesson.json'], sweep: ['sweep.json'], answers: ['mia.answers.json'], clipboard: ['table.tsv', 'table.csv'], weights: ['weights.safetensors', 'weights.npz'], arrays: ['weights.npz'], 'data set': ['set.safetensors', 'pictures.safetensors'], idx: ['images.idx3-ubyte', 'labels.idx1-ubyte'], 'idx pair': ['images.idx3-ubyte'], zip: ['pictures.zip', 'sheet.xlsx'], picture: ['picture.png'] };
  for (const [name, files] of Object.entries(own))
    for (const file of files) expect(read(name, samples[file] ?? new Uint8Array(), file), `${name}: ${file}`).toBe('');
});

describe.each(hostile.map((one) => [`${one.file}: ${one.attack}`, one] as const))('%s', (_, { file, bytes }) => {
  test('a sentence, or a sound result, from every reader', () => {
    const content = bytes();
    const wrong: string[] = [];
    for (const name of Object.keys(readers)) {
      try {
        const said = read(name, content, file);
        if (/^(took|\d+ letters)/.test(said)) wrong.push(`${name}: ${said}`);
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' ') : String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

afterAll(() => {
  slowest.sort((a, b) => b.ms - a.ms);
  console.log(slowest.slice(0, 25).map(({ ms, what }) => `${Math.round(ms)} ms ${what}`).join('\n'), slowest.length);
});
