import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { moveLayers } from './arrange.ts';
import { insertLayer, removeLayer } from './chain.ts';
import { ExperimentDocument } from './document.svelte.ts';
import { FakeExperiments, type Failing, type FakeWindow } from './fake-experiments.ts';
import { reused } from './states.ts';

let store: FakeExperiments;
let lab: FakeWindow;
const stored = () => store.of(7);
const opened = async (): Promise<ExperimentDocument> => {
  const document = new ExperimentDocument(lab, presets.circle);
  await document.open({ id: 7 });
  return document;
};
/** What undo and redo lead through, from the first state to the last, and back to the present one. */
function walked(document: ExperimentDocument): { states: [string | null, Plan][]; position: number } {
  let position = 0;
  for (; document.undoLabel !== null; position++) document.undo();
  const states: [string | null, Plan][] = [[null, document.plan]];
  while (document.redoLabel !== null) {
    document.redo();
    states.push([document.undoLabel, document.plan]);
  }
  for (let i = states.length - 1; i > position; i--) document.undo();
  return { states, position };
}

beforeEach(() => {
  vi.useFakeTimers();
  store = new FakeExperiments(presets.moons);
  lab = store.window();
});
afterEach(() => vi.useRealTimers());

const rate = (learningRate: number) => (p: Plan) => ({ ...p, optimizer: { ...p.optimizer, learningRate } });
const changes: Record<string, (n: number) => (p: Plan) => Plan> = {
  rate,
  add: (n) => (p) => insertLayer(p, { type: 'dropout', p: (n % 10) / 10 }, n % (p.network.length + 1)),
  remove: (n) => (p) => (p.network.length === 0 ? p : removeLayer(p, n % p.network.length)),
  move: (n) => (p) => moveLayers(p, [0], Math.min(p.network.length, 2 + (n % 3))).plan,
  l1: (n) => (p) => ({ ...p, l1: n }),
  'no l1':
    () =>
    ({ l1: _, ...p }) =>
      p,
};

type Step =
  | { do: 'edit'; label: string; n: number; quick: boolean }
  | { do: 'undo' | 'redo' | 'save' | 'reload' }
  | { do: 'fail'; how: Failing };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      label: fc.constantFrom(...Object.keys(changes)),
      n: fc.nat(50),
      quick: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const, 'save' as const, 'reload' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('fail' as const), how: fc.constantFrom<Failing>('no', 'before', 'after') }),
  },
);

test('whatever is edited, undone, saved or not and loaded again: undo and redo are those of one long sitting', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      store = new FakeExperiments(presets.moons);
      lab = store.window();
      let document = await opened();
      const model = { states: [[null, presets.moons]] as [string | null, Plan][], position: 0 };
      let field = '';
      for (const one of steps) {
        switch (one.do) {
          case 'edit': {
            if (!one.quick) vi.advanceTimersByTime(1500);
            const before = document.plan;
            document.edit(one.label, (p) => changes[one.label]?.(one.n)(p) ?? p, one.quick ? one.label : undefined);
            if (document.plan === before) break;
            const same = one.quick && field === one.label && model.position > 0;
            if (!same) model.position++;
            model.states.splice(model.position, Infinity, [same ? field : one.label, document.plan]);
            field = one.quick ? one.label : '';
            break;
          }
          case 'undo':
          case 'redo': {
            const next = model.position + (one.do === 'undo' ? -1 : 1);
            document[one.do]();
            if (model.states[next]) [model.position, field] = [next, ''];
            break;
          }
          case 'fail':
            lab.fails = one.how;
            await document.flush();
            break;
          case 'save':
            await document.flush();
            break;
          case 'reload':
            lab.fails = 'no';
            await document.flush();
            document = await opened();
            expect(walked(document)).toEqual(model);
            field = '';
        }
        expect(document.plan).toEqual(model.states[model.position]?.[1]);
        if (lab.fails === 'no' && document.saved === 'saved' && stored().states.length > 0) {
          expect(stored().plan).toEqual(document.plan);
          expect(stored().states).toHaveLength(model.states.length);
        }
      }
      lab.fails = 'no';
      await document.flush();
      expect(walked(await opened())).toEqual(model);
    }),
    { numRuns: 300 },
  );
});

test('after 5,000 edits one more tells no more than itself', async () => {
  const document = await opened();
  for (let i = 0; i < 5000; i++) document.edit('rate', rate(i + 1));
  await document.flush();
  document.edit('seed', (p) => ({ ...p, seed: 99 }));
  await document.flush();
  expect(lab.sent).toHaveLength(2);
  expect(lab.sent[1]?.length).toBeLessThan(350);
  document.undo();
  await document.flush();
  expect(lab.sent[2]?.length).toBeLessThan(220);
  const again = await opened();
  let count = 0;
  for (; again.undoLabel !== null; count++) again.undo();
  expect(count).toBe(5000);
});

test('states that are no plans any more end the history on their side, never the document', async () => {
  const document = await opened();
  for (const n of [1, 2, 3, 4]) document.edit(`to ${n}`, rate(n));
  document.undo();
  await document.flush();
  const spoil = (at: number, seed: unknown): void => {
    const row = stored().states[at];
    if (row) stored().states[at] = { ...row, set: { ...row.set, seed } };
  };
  spoil(1, 'one');
  spoil(2, 2);
  spoil(4, 'four');
  const again = await opened();
  expect(again.plan.optimizer.learningRate).toBe(3);
  expect(walked(again)).toMatchObject({
    position: 1,
    states: [
      [null, { seed: 2 }],
      ['to 3', { seed: 2 }],
    ],
  });
  again.edit('more', rate(5));
  await again.flush();
  expect(walked(await opened()).states.map(([label]) => label)).toEqual([null, 'to 3', 'more']);
  spoil(2, 'present');
  const plan = await opened();
  expect(plan.plan).toEqual(stored().plan);
  expect([plan.undoLabel, plan.redoLabel]).toEqual([null, null]);
});

test('layers keep their keys through states that were stored', async () => {
  const document = await opened();
  document.edit('remove', (p) => removeLayer(p, 1));
  document.edit('move', (p) => moveLayers(p, [0], 2).plan);
  await document.flush();
  const again = await opened();
  const keys = again.keys;
  again.undo();
  again.undo();
  const [first, relu, ...rest] = again.keys;
  expect(keys).toEqual([rest[0], first, ...rest.slice(1)]);
  expect(keys).not.toContain(relu);
  const layers = presets.moons.network;
  expect(reused(layers, structuredClone(layers)).every((layer, i) => layer === layers[i])).toBe(true);
  expect(reused(layers, structuredClone(layers.toSpliced(1, 1)))).toEqual(layers.toSpliced(1, 1));
  expect(reused(layers, structuredClone(layers.toSpliced(1, 1)))[2]).toBe(layers[3]);
});

test('what failed to be saved of one experiment is not lost to the next', async () => {
  store.kept.set(8, { plan: presets.circle, states: [], position: 0, revision: null });
  const document = await opened();
  lab.fails = 'before';
  document.edit('rate', rate(3));
  await document.flush();
  lab.fails = 'no';
  await document.open({ id: 8 });
  expect(stored().plan.optimizer.learningRate).toBe(3);
  await document.open({ id: 7 });
  lab.fails = 'before';
  document.edit('rate', rate(4));
  await document.flush();
  document.deleted();
  lab.fails = 'no';
  await document.flush();
  expect(stored().plan.optimizer.learningRate).toBe(3);
});
