import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { withData } from './adapt.ts';
import { ExperimentDocument } from './document.svelte.ts';
import { FakeExperiments, type FakeWindow } from './fake-experiments.ts';

let store: FakeExperiments;
let a: ExperimentDocument;
let b: ExperimentDocument;
let news: { a: string[]; b: string[] };
const windowOf = (document: ExperimentDocument): FakeWindow => store.windows[document === a ? 0 : 1] as FakeWindow;

async function opened(heard: string[]): Promise<ExperimentDocument> {
  const document = new ExperimentDocument(store.window(), presets.circle);
  document.onnews = (line) => heard.push(line);
  await document.open({ id: 7 });
  return document;
}
async function begin(): Promise<void> {
  store = new FakeExperiments(presets.moons);
  news = { a: [], b: [] };
  [a, b] = [await opened(news.a), await opened(news.b)];
}
beforeEach(async () => {
  vi.useFakeTimers();
  await begin();
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(1000);
const stored = (id = 7) => store.of(id);
const rate = (document: ExperimentDocument, learningRate: number): void =>
  document.edit(`rate ${learningRate}`, (p) => ({ ...p, optimizer: { ...p.optimizer, learningRate } }));
const seed = (document: ExperimentDocument, to: number): void =>
  document.edit(`seed ${to}`, (p) => ({ ...p, seed: to }));
const rateOf = (document: ExperimentDocument): number => document.plan.optimizer.learningRate;

/** Every state under undo and redo, and where the present one is among them. */
function walked(document: ExperimentDocument): { labels: string[]; plans: Plan[]; position: number } {
  let position = 0;
  for (; document.undoLabel !== null; position++) document.undo();
  const [labels, plans] = [[] as string[], [document.plan]];
  for (let next = document.redoLabel; next !== null; next = document.redoLabel) {
    labels.push(next);
    document.redo();
    plans.push(document.plan);
  }
  for (let i = labels.length; i > position; i--) document.undo();
  return { labels, plans, position };
}
/** Both windows and the store have the same. */
function agree(): void {
  expect(b.plan).toEqual(a.plan);
  expect(stored().plan).toEqual(a.plan);
  expect([a.saved, b.saved]).toEqual(['saved', 'saved']);
  expect(walked(b)).toEqual(walked(a));
}

test('edits of different parts are both kept, at once in both windows, and either can undo the other’s', async () => {
  rate(a, 0.5);
  await a.flush();
  await settle();
  expect(rateOf(b)).toBe(0.5);
  seed(b, 99);
  await settle();
  agree();
  expect(a.plan).toMatchObject({ seed: 99, optimizer: { learningRate: 0.5 } });
  expect(walked(a).labels).toEqual(['rate 0.5', 'seed 99']);
  expect([news.a, news.b]).toEqual([[expect.stringContaining('the seed')], [expect.stringContaining('the optimizer')]]);
  a.undo();
  await settle();
  agree();
  expect(b.plan.seed).toBe(presets.moons.seed);
  b.redo();
  await settle();
  agree();
  expect(a.plan.seed).toBe(99);
});

test('both edited before either was saved: the later save is made anew on the earlier one', async () => {
  rate(a, 0.5);
  seed(b, 99);
  await Promise.all([a.flush(), b.flush()]);
  await settle();
  agree();
  expect(b.plan).toMatchObject({ seed: 99, optimizer: { learningRate: 0.5 } });
  expect(walked(b).labels).toEqual(['rate 0.5', 'seed 99']);
});

test('edits of one part: the later save wins, the window that lost is told, and undo brings its version back', async () => {
  windowOf(b).holding = true;
  rate(a, 0.5);
  await settle();
  rate(b, 0.7);
  await settle();
  windowOf(b).letGo();
  await settle();
  agree();
  expect(rateOf(a)).toBe(0.7);
  expect(news.a).toEqual([expect.stringContaining('Undo brings yours back')]);
  expect(news.b).toEqual([expect.stringContaining('yours came later')]);
  a.undo();
  expect(rateOf(a)).toBe(0.5);
  await settle();
  agree();
});

test('an edit that comes while another window’s is being saved is neither lost nor lets it go', async () => {
  windowOf(b).holding = true;
  rate(a, 0.5);
  seed(b, 99);
  await a.flush();
  const saving = b.flush();
  b.edit('batch', (p) => ({ ...p, batchSize: 8 })); // the save of the seed has not been answered
  await saving;
  seed(a, 3);
  await settle();
  windowOf(b).letGo();
  await settle();
  agree();
  expect(walked(a).labels).toHaveLength(4);
  expect(a.plan).toMatchObject({ batchSize: 8, optimizer: { learningRate: 0.5 } });
});

test.each(['before', 'after'] as const)('a window that was away (its answers lost %s) saves later', async (fails) => {
  windowOf(b).fails = fails;
  seed(b, 99);
  await settle();
  expect(b.saved).toBe('failed');
  rate(a, 0.5);
  await settle();
  rate(a, 0.6);
  await settle();
  windowOf(b).reconnect();
  await settle();
  agree();
  expect(a.plan).toMatchObject({ seed: 99, optimizer: { learningRate: 0.6 } });
  expect(walked(a).labels.toSorted()).toEqual(['rate 0.5', 'rate 0.6', 'seed 99']);
});

test('a window that was away and edited nothing has the other’s edits when it is back', async () => {
  windowOf(b).fails = 'before';
  rate(a, 0.5);
  a.edit('rename', (p) => ({ ...p, name: 'Mine' }));
  await settle();
  windowOf(b).reconnect();
  await settle();
  agree();
  expect(b.plan.name).toBe('Mine');
});

test('undo in one window while the other edits takes back its own edit alone', async () => {
  rate(a, 0.5);
  await settle();
  a.undo();
  seed(b, 99);
  await Promise.all([b.flush(), a.flush()]);
  await settle();
  agree();
  expect(a.plan).toMatchObject({ seed: 99, optimizer: presets.moons.optimizer });
  a.undo();
  expect(rateOf(a)).toBe(0.5);
});

test('what another window undid and went on from is under undo again', async () => {
  rate(b, 0.5);
  await settle();
  a.undo();
  seed(a, 3);
  await settle();
  agree();
  expect(walked(b).plans.map((plan) => plan.optimizer.learningRate)).toContain(0.5);
  expect(news.b.at(-1)).toContain('Undo brings yours back');
  b.undo();
  expect(rateOf(b)).toBe(0.5);
});

test('parts whose merge has problems are merged all the same, and the problems are shown', async () => {
  a.edit('digits', (p) => withData(p, { kind: 'mnist', train: 8000, test: 2000 }).plan);
  b.edit('one layer', (p) => ({ ...p, network: p.network.slice(2) }));
  await Promise.all([a.flush(), b.flush()]);
  await settle();
  agree();
  expect(a.plan).toMatchObject({ data: { kind: 'mnist' }, network: b.plan.network });
  expect(a.problems).not.toEqual([]);
  expect(a.problems).toEqual(b.problems);
});

test('layers and what is selected stay the same through another window’s edits', async () => {
  b.selectAt(2);
  const { keys } = b;
  rate(a, 0.5);
  await settle();
  expect([b.keys, b.selectedBlock]).toEqual([keys, 2]);
  a.edit('without the first', (p) => ({ ...p, network: p.network.slice(1) }));
  await settle();
  expect([b.keys, b.selectedBlock]).toEqual([keys.slice(1), 1]);
});

test('while a run is on show another window’s edits leave it, and an edit here keeps them', async () => {
  const ended = vi.fn();
  b.hasRun = () => true;
  b.onchange = ended;
  rate(a, 0.5);
  await settle();
  expect(ended).not.toHaveBeenCalled();
  expect([rateOf(b), b.showsRun]).toEqual([presets.moons.optimizer.learningRate, true]);
  seed(b, 99);
  expect(ended).toHaveBeenCalledOnce();
  await settle();
  agree();
  expect(a.plan).toMatchObject({ seed: 99, optimizer: { learningRate: 0.5 } });
});

test('deleted in another window: what is on screen is kept, and the next edit saves it anew, history and all', async () => {
  rate(a, 0.5);
  await settle();
  await windowOf(a).call('deleteExperiment', { experiment: 7 });
  await settle();
  expect([b.saved, rateOf(b), b.experiment]).toEqual(['failed', 0.5, 7]);
  expect(news.b.at(-1)).toContain('deleted in another window');
  const begun = vi.fn();
  b.onbegun = begun;
  seed(b, 99);
  await settle();
  expect(begun).toHaveBeenCalledWith(8);
  expect([b.saved, b.experiment, stored(8).plan]).toEqual(['saved', 8, b.plan]);
  expect(stored(8).states.map(({ label }) => label)).toEqual(['', 'rate 0.5', 'seed 99']);
});

test('deleted in another window before an edit here was saved: it is saved as a new experiment', async () => {
  seed(b, 99);
  await windowOf(a).call('deleteExperiment', { experiment: 7 });
  await settle();
  expect(b.saved).toBe('saved');
  expect(stored(8).plan.seed).toBe(99);
  expect(news.b).toEqual([expect.stringContaining('saved as a new experiment')]);
});

type Step =
  { who: 'a' | 'b'; do: 'edit' | 'undo' | 'redo' | 'save' | 'away' | 'lost' | 'back' | 'hold' | 'hear' } | 'both';
const step = (...does: Exclude<Step, 'both'>['do'][]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({ who: fc.constantFrom('a' as const, 'b' as const), do: fc.constantFrom(...does) }),
    },
    { weight: 1, arbitrary: fc.constant('both' as const) },
  );

/** Carries the steps out, has everyone come back, and returns the last value that each window gave its part. */
async function carryOut(steps: readonly Step[]): Promise<{ rates: number[]; seeds: number[] }> {
  await begin();
  const [rates, seeds]: number[][] = [[], []];
  let n = 100;
  for (const one of steps) {
    if (one === 'both') {
      await Promise.all([a.flush(), b.flush()]);
      continue;
    }
    const document = one.who === 'a' ? a : b;
    const window = windowOf(document);
    switch (one.do) {
      case 'edit':
        n++;
        if (one.who === 'a') rate(a, n);
        else seed(b, n);
        (one.who === 'a' ? rates : seeds)?.push(n);
        break;
      case 'undo':
      case 'redo':
        document[one.do]();
        break;
      case 'save':
        await document.flush();
        break;
      case 'away':
        window.fails = 'before';
        break;
      case 'lost':
        window.fails = 'after';
        break;
      case 'back':
        window.reconnect();
        break;
      case 'hold':
        window.holding = true;
        break;
      case 'hear':
        window.letGo();
    }
  }
  for (const document of [a, b]) windowOf(document).letGo();
  for (const document of [a, b]) windowOf(document).reconnect();
  await settle();
  await settle();
  agree();
  return { rates: rates ?? [], seeds: seeds ?? [] };
}

test('however edits of different parts come between each other: windows and store end equal, and no edit is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step('edit', 'edit', 'edit', 'save', 'away', 'lost', 'back', 'hold', 'hear'), { maxLength: 30 }),
      async (steps) => {
        const { rates, seeds } = await carryOut(steps);
        expect(rateOf(a)).toBe(rates.at(-1) ?? presets.moons.optimizer.learningRate);
        expect(a.plan.seed).toBe(seeds.at(-1) ?? presets.moons.seed);
        const { plans, labels } = walked(a);
        for (const n of rates) expect(plans.map((plan) => plan.optimizer.learningRate)).toContain(n);
        for (const n of seeds) expect(plans.map((plan) => plan.seed)).toContain(n);
        expect(labels).toHaveLength(rates.length + seeds.length);
      },
    ),
    { numRuns: 300 },
  );
});

test('undone or not, windows and store end equal', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step('edit', 'edit', 'undo', 'redo', 'save', 'away', 'lost', 'back', 'hold', 'hear'), { maxLength: 40 }),
      async (steps) => {
        await carryOut(steps);
      },
    ),
    { numRuns: 300 },
  );
});
