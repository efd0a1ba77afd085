import { afterAll, describe, expect, test } from 'vitest';
import { hostile } from './hostile.ts';
import { readers } from './readers.ts';
import { samples } from './samples.ts';

/** Milliseconds of the processor for one file: a window stands still meanwhile. Twice as many as any takes, but for full sweeps. */
const MOST = 2000;
/** A sweep with as many points as there may be: the plan of each is checked. */
const MOST_OF_SWEEP = 8000;
/** Letters of a sentence that is still one. */
const MOST_LETTERS = 1500;

const LARGE = 500_000;
/** Those that look at the beginning and the end first. */
const quick: ReadonlySet<string> = new Set(['weights', 'arrays', 'data set', 'idx', 'idx pair', 'zip', 'picture']);
const kindOf = (label: string): string =>
  Object.entries({ plan: /^(plan|report)/, lesson: /^lesson/, sweep: /^sweep/, answers: /^mia/, clipboard: /^table/ }).find(([, own]) => own.test(label))?.[0] ?? ''; // prettier-ignore

const times: [ms: number, what: string][] = [];
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What is wrong with how a reader takes a file; '' where nothing is. */
function wrongOf(name: string, bytes: Uint8Array, label: string): string {
  const began = cpu();
  try {
    const said = readers[name]?.(bytes, 'file') ?? '';
    const ms = cpu() - began;
    times.push([ms, `${name} < ${label}`]);
    if (ms > (label.includes('as many points') ? MOST_OF_SWEEP : MOST)) return `${name} took ${Math.round(ms)} ms`;
    if (said.length > MOST_LETTERS) return `${name} says ${said.length} letters: ${said.slice(0, 200)}`;
    return /NaN|undefined/.test(said) ? `${name} says ${said}` : '';
  } catch (error) {
    return `${name} throws ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** Which readers take which sound file. */
const own: Readonly<Record<string, readonly string[]>> = {
  plan: ['plan.json', 'report.html'],
  lesson: ['lesson.json'],
  sweep: ['sweep.json'],
  answers: ['mia.answers.json'],
  weights: ['weights.safetensors', 'weights.npz'],
  arrays: ['weights.npz'],
  'data set': ['set.safetensors', 'pictures.safetensors'],
  idx: ['images.idx3-ubyte', 'labels.idx1-ubyte'],
  'idx pair': ['images.idx3-ubyte'],
  zip: ['pictures.zip', 'sheet.xlsx', 'weights.npz'],
  picture: ['picture.png'],
};

test.each(Object.keys(samples))('%s, which is sound, is taken by its own readers and by no other', (file) => {
  for (const [name, files] of Object.entries(own))
    expect([name, readers[name]?.(samples[file] ?? new Uint8Array(), file) === '']).toEqual([name, files.includes(file)]); // prettier-ignore
});

describe.each(hostile.map((one) => [`${one.file}: ${one.attack}`, one] as const))('%s', (label, { bytes }) => {
  test('a sentence, or a sound result, from every reader', () => {
    const content = bytes();
    // a large one is for its own readers; the others would tell no more of it than of a small one
    const chosen = Object.keys(readers).filter(
      (name) => content.length <= LARGE || name === kindOf(label) || quick.has(name),
    );
    expect(chosen.flatMap((name) => wrongOf(name, content, label) || [])).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });
});

afterAll(() => {
  times.sort(([a], [b]) => b - a);
  console.info(`${times.length} readings of ${hostile.length} files, the slowest\n${times.slice(0, 8).map(([ms, what]) => `${Math.round(ms)} ms ${what}`).join('\n')}`); // prettier-ignore
});
