import { describe, expect, test } from 'vitest';
import { presets } from './plan/presets.ts';
import type { Plan } from './plan/schema.ts';
import { learningRateAt } from './rates.ts';
import { scheduleIds, scheduleOf } from './schedules.ts';

type Schedule = NonNullable<Plan['optimizer']['schedule']>;
/** 20 epochs of 10 steps each, η = 0.1. */
const plan = (schedule?: Schedule): Plan => ({
  ...presets.moons,
  optimizer: { kind: 'sgd', learningRate: 0.1, ...(schedule && { schedule }) },
  length: { epochs: 20 },
});
const rates = (steps: number[], schedule?: Schedule): number[] => steps.map((s) => learningRateAt(plan(schedule), s));
const near = (expected: number[]): unknown => expected.map((v) => expect.closeTo(v, 12) as unknown);

test('without a schedule the learning rate stays', () => {
  expect(rates([0, 100, 199])).toEqual([0.1, 0.1, 0.1]);
  expect(rates([0, 100, 199], { kind: 'constant' })).toEqual([0.1, 0.1, 0.1]);
});

test('step is StepLR: η γ^⌊epoch/k⌋', () => {
  // torch: for each epoch lr = 0.1 * 0.5 ** (epoch // 2)
  const expected = [0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125];
  const first = expected.map((_, epoch) => 10 * epoch);
  expect(rates(first, { kind: 'step', every: 2, factor: 0.5 })).toEqual(near(expected));
  const last = first.map((step) => step + 9);
  expect(rates(last, { kind: 'step', every: 2, factor: 0.5 })).toEqual(near(expected));
  expect(rates([99, 100, 199], { kind: 'step' })).toEqual(near([0.1, 0.01, 0.01])); // by default every 10 epochs, γ = 0.1
});

test('cosine is CosineAnnealingLR with T_max the whole run: η_min + ½(η − η_min)(1 + cos(πt/T))', () => {
  const at = (t: number, floor: number): number => floor + 0.5 * (0.1 - floor) * (1 + Math.cos((Math.PI * t) / 200));
  const steps = [0, 1, 50, 100, 150, 199];
  expect(rates(steps, { kind: 'cosine' })).toEqual(near(steps.map((t) => at(t, 0))));
  expect(rates(steps, { kind: 'cosine', floor: 0.01 })).toEqual(near(steps.map((t) => at(t, 0.01))));
  expect(rates([100, 200], { kind: 'cosine', floor: 0.01 })).toEqual(near([0.055, 0.01]));
});

describe.each(scheduleIds)('schedule %s', (id) => {
  test('begins at η, never rises, and never falls below 0', () => {
    const all = rates(
      Array.from({ length: 201 }, (_, step) => step),
      { kind: id },
    );
    expect(all[0]).toBeCloseTo(0.1, 12);
    for (const [i, rate] of all.entries()) {
      expect(rate).toBeLessThanOrEqual(all[i - 1] ?? 0.1 + 1e-15);
      expect(rate).toBeGreaterThanOrEqual(0);
    }
  });
  test('says its formula', () => expect(scheduleOf(id).latex).toMatch(/^\\eta_t = /));
});

test('a factor that would take for ever ends at 0', () => {
  const long: Plan = { ...plan({ kind: 'step', every: 1, factor: 0.1 }), length: { epochs: 10_000_000 } };
  expect(learningRateAt(long, 99_999_999)).toBe(0);
});
