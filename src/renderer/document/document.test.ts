import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { InitializerId } from '../../core/initializers.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import type { LabClient } from '../lab/client.ts';
import { withData, withStopping } from './adapt.ts';
import { removeLayer } from './chain.ts';
import { changesRun } from '../../core/plan/edits.ts';
import { ExperimentDocument } from './document.svelte.ts';
import { repairOf } from './repairs.ts';

/** A lab that only saves, and has no history. */
class Saved implements Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> {
  plans: Plan[] = [];
  fails = false;
  opened: () => void = () => undefined;
  readonly call = ((name: string, args: { plan: Plan }) => {
    if (name === 'saveExperiment' && !this.fails) this.plans.push(args.plan);
    if (this.fails) return Promise.reject(new Error('no'));
    const plan = presets.moons;
    return Promise.resolve({ value: { updatedAt: 0, saved: true, plan, states: [], position: 0, revision: null } });
  }) as unknown as LabClient['call'];
  onOpen(listener: () => void): () => void {
    this.opened = listener;
    return () => undefined;
  }
  onEvent(): () => void {
    return () => undefined;
  }
}

let lab: Saved;
let document: ExperimentDocument;
const rate = (learningRate: number): void =>
  document.edit('rate', (p) => ({ ...p, optimizer: { ...p.optimizer, learningRate } }), 'rate');

beforeEach(async () => {
  vi.useFakeTimers();
  lab = new Saved();
  document = new ExperimentDocument(lab, presets.moons);
  await document.open({ id: 7 });
});
afterEach(() => vi.useRealTimers());

describe('undo', () => {
  test('goes back and forth, with keys, and forgets the future at an edit', () => {
    const keys = document.keys;
    document.edit('remove', (p) => removeLayer(p, 1));
    expect(document.undoLabel).toBe('remove');
    document.undo();
    expect(document.plan).toBe(presets.moons);
    expect(document.keys).toBe(keys);
    expect(document.redoLabel).toBe('remove');
    document.redo();
    expect(document.plan.network).toHaveLength(4);
    document.undo();
    rate(1);
    expect(document.redoLabel).toBeNull();
  });

  test('takes quick edits of one field for one', () => {
    rate(0.2);
    vi.advanceTimersByTime(500);
    rate(0.5);
    vi.advanceTimersByTime(1500);
    rate(1);
    document.undo();
    expect(document.plan.optimizer.learningRate).toBe(0.5);
    document.undo();
    expect(document.plan.optimizer.learningRate).toBe(0.1);
    expect(document.undoLabel).toBeNull();
  });

  test('an edit that changes nothing is none', () => {
    document.edit('nothing', (p) => p);
    expect(document.undoLabel).toBeNull();
  });
});

describe('saving', () => {
  test('happens once, 300 ms after the last edit', async () => {
    rate(0.2);
    expect(document.saved).toBe('saving');
    await vi.advanceTimersByTimeAsync(200);
    rate(0.3);
    await vi.advanceTimersByTimeAsync(299);
    expect(lab.plans).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(lab.plans.map((p) => p.optimizer.learningRate)).toEqual([0.3]);
    expect(document.saved).toBe('saved');
  });

  test('is done before another experiment is opened', async () => {
    rate(0.2);
    await document.open({ id: 8 });
    expect(lab.plans.map((p) => p.optimizer.learningRate)).toEqual([0.2]);
  });

  test('that failed is tried again when the lab is back', async () => {
    lab.fails = true;
    rate(0.2);
    await vi.advanceTimersByTimeAsync(300);
    expect(document.saved).toBe('failed');
    lab.fails = false;
    lab.opened();
    await vi.advanceTimersByTimeAsync(0);
    expect(document.saved).toBe('saved');
    expect(lab.plans).toHaveLength(1);
  });
});

describe('runs', () => {
  test('an edit that trains differently is told, a new name is not', () => {
    const told = vi.fn();
    document.onchange = told;
    document.edit('rename', (p) => ({ ...p, name: 'Other' }));
    expect(told).not.toHaveBeenCalled();
    rate(0.2);
    document.undo();
    expect(told).toHaveBeenCalledTimes(2);
  });

  test('the plan of an opened run is shown unsaved, and taken over by the first edit', async () => {
    document.show(presets.circle);
    expect(document.plan).toBe(presets.circle);
    expect(document.showsRun).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(lab.plans).toHaveLength(0);
    rate(0.2);
    expect(document.showsRun).toBe(false);
    expect(document.plan).toMatchObject({ name: 'Circle, changed', optimizer: { learningRate: 0.2 } });
    document.undo();
    expect(document.plan).toBe(presets.moons);
  });

  test('plots are the experiment’s own: changed, undone and saved, whatever run is shown', async () => {
    const told = vi.fn();
    document.onchange = told;
    document.show({ ...presets.circle, plots: [{ plot: 'memory' }] });
    document.arrange('hide Loss', [{ plot: 'flow' }]);
    expect(document.plots).toEqual([{ plot: 'flow' }]);
    expect(document.showsRun).toBe(true);
    expect(document.plan.name).toBe('Circle');
    await vi.advanceTimersByTimeAsync(1000);
    expect(lab.plans.at(-1)).toEqual({ ...presets.moons, plots: [{ plot: 'flow' }] });
    expect(told).not.toHaveBeenCalled();
    rate(0.2); // takes the run's plan over, and leaves the plots
    expect(document.plan).toMatchObject({ name: 'Circle, changed', plots: [{ plot: 'flow' }] });
    document.undo();
    document.undo();
    expect(document.plots).toBeUndefined();
  });

  test('a plan that differs in its name or its plots alone is not another one', () => {
    expect(changesRun(presets.moons, { ...presets.moons, plots: [] })).toBe(false);
    expect(changesRun(presets.moons, { ...presets.moons, name: 'x' })).toBe(false);
    expect(changesRun(presets.moons, structuredClone(presets.moons))).toBe(false);
    expect(changesRun(presets.moons, { ...presets.moons, seed: 15 })).toBe(true);
    expect(changesRun(presets.moons, { ...presets.moons, engine: 'tensorflow' })).toBe(true);
  });
});

describe('selection', () => {
  test('stays with its layer, and is none when that is gone', () => {
    document.selectAt(2);
    document.edit('remove', (p) => removeLayer(p, 0));
    expect(document.selectedBlock).toBe(1);
    document.edit('remove', (p) => removeLayer(p, 1));
    expect(document.selectedBlock).toBeNull();
    document.selectAt(-1);
    expect(document.selected).toBe('data');
    document.selectAt(document.plan.network.length);
    expect(document.selected).toBe('loss');
  });
});

test('problems go by the memory that the lab can spare', () => {
  expect(document.problems).toEqual([]);
  document.memoryLimit = 1000;
  expect(document.problems).toMatchObject([{ code: 'too-much-memory' }]);
});

test('an edit that changes more than was asked for says so', () => {
  const notes: string[] = [];
  document.onnote = (note) => notes.push(note);
  document.adapt('digits', (p) => withData(p, { kind: 'mnist', train: 8000, test: 2000 }));
  expect(notes).toEqual([expect.stringContaining('10 output units')]);
  document.undo();
  expect(document.plan).toBe(presets.moons);
});

const dense = (units: number, kind: InitializerId = 'appropriate'): Layer => ({
  type: 'dense',
  units,
  init: { kind },
  bias: true,
});

test('every repair that is offered leaves the plan without its problem', () => {
  const spoilt: Plan[] = [
    { ...presets.moons, network: presets.moons.network.slice(0, 3) },
    { ...presets.moons, network: [] },
    { ...presets.moons, batchSize: 500 },
    { ...presets.moons, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 } },
    { ...presets.moons, network: [...presets.moons.network, { type: 'activation', fn: 'sigmoid' }] },
    { ...presets.digits, data: { kind: 'mnist', train: 9000, test: 9000 } },
    { ...presets.moons, parameters: { W9: [[1]] } },
    { ...presets.moons, parameters: { W1: [[1]] }, network: [dense(6, 'given'), dense(1)] },
    { ...presets.moons, network: [dense(6, 'given'), dense(1)] },
    { ...presets.moons, network: [dense(2000), dense(2000, 'orthogonal'), dense(1)] },
    { ...withStopping(presets.moons, 10), data: { kind: 'moons', train: 100, test: 0, noise: 1 } },
    { ...presets.moons, optimizer: { kind: 'adam', learningRate: 0.1, schedule: { kind: 'cosine', factor: 0.5 } } },
    { ...presets.moons, optimizer: { kind: 'sgd', learningRate: 0.1, schedule: { kind: 'constant', every: 3 } } },
  ];
  for (const plan of spoilt) {
    document.edit('spoil', () => plan);
    const [problem] = document.problems;
    const repair = problem && repairOf(problem, plan);
    expect(repair, problem?.code).toBeTruthy();
    document.edit('repair', repair?.change ?? ((p) => p));
    expect(document.problems.map(({ code }) => code)).not.toContain(problem?.code);
  }
});
