import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationIds } from '../activations.ts';
import { mostClassesOf, planeDatasetIds } from '../datasets.ts';
import { initializerIds, initializerOf } from '../initializers.ts';
import { lossIds, losses } from '../losses.ts';
import { optimizerIds } from '../optimizers.ts';
import { chain, presets, type PresetId } from '../plan/presets.ts';
import { problemsOf } from '../plan/problems.ts';
import { shapeOf } from '../plan/shape.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { scheduleIds } from '../schedules.ts';
import { codeTargetIds, codeTargetOf, type CodeTargetId } from './targets.ts';

const presetIds = Object.keys(presets) as PresetId[];
const small: Plan = { ...presets.moons, data: { kind: 'moons', train: 6, test: 4, noise: 1 }, batchSize: 4 };
const generate = (id: CodeTargetId, plan: Plan, given: Record<string, Float32Array> | null = null): string =>
  codeTargetOf(id).generate(plan, given);

const AsyncFunction = (async () => Promise.resolve()).constructor;
/** Why a file cannot be parsed; empty where it can. Many programs are parsed by one process. */
function syntaxErrors(id: CodeTargetId, programs: readonly string[]): string[] {
  switch (codeTargetOf(id).language) {
    case 'python': {
      const script =
        'import ast, json, sys\nfor text in json.load(sys.stdin):\n' +
        '  try: ast.parse(text)\n  except SyntaxError as e: print(e, e.text)';
      const { stdout, error } = spawnSync('python3', ['-c', script], {
        input: JSON.stringify(programs),
        encoding: 'utf8',
      });
      return error ? [] : stdout.split('\n').filter((line) => line !== ''); // no Python here
    }
    case 'javascript':
      return programs.flatMap((text) => {
        try {
          // parsed, not run; a module's imports may not stand in a function, and it may wait for something
          Reflect.construct(AsyncFunction, [text.replaceAll(/^import .*$/gm, '')]);
          return [];
        } catch (error) {
          return [String(error)];
        }
      });
  }
}

/** What is never right in a program. */
function plain(text: string): void {
  expect(text).not.toMatch(/undefined|NaN|\[object|Infinity\b(?!, 0)|null/);
  expect(text).not.toMatch(/[ \t]$/m);
  expect(text).not.toMatch(/\n\n\n/);
  expect(text.endsWith('\n')).toBe(true);
}

/** Plans over all registries. Every one of them can run. */
const layer: fc.Arbitrary<Layer> = fc.oneof(
  fc.record({
    type: fc.constant('dense' as const),
    units: fc.integer({ min: 1, max: 5 }),
    init: fc.constantFrom(...initializerIds.filter((id) => id !== 'given')).chain((kind) =>
      fc.constantFrom(
        { kind },
        ...(initializerOf(kind).scale
          ? [
              { kind, scale: -0.5 },
              { kind, scale: 0 },
            ]
          : []),
      ),
    ),
    bias: fc.boolean(),
    frozen: fc.boolean(),
  }),
  fc.record({ type: fc.constant('activation' as const), fn: fc.constantFrom(...activationIds) }),
  fc.record({ type: fc.constant('dropout' as const), p: fc.constantFrom(0, 0.3) }),
  fc.record({ type: fc.constant('noise' as const), sigma: fc.constantFrom(0, 0.2) }),
);
const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    layers: fc.array(layer, { maxLength: 8 }),
    kind: fc.constantFrom('mnist' as const, 'inline' as const, ...planeDatasetIds),
    counts: fc.constantFrom([8, 0], [8, 3], [2000, 10]),
    loss: fc.constantFrom(...lossIds),
    weightDecay: fc.constantFrom(0, 0.01),
    l1: fc.constantFrom(0, 0.02),
    optimizer: fc.record(
      {
        kind: fc.constantFrom(...optimizerIds),
        learningRate: fc.constantFrom(0, 0.1, 1e-7),
        clip: fc.constantFrom(1, 0.5),
        schedule: fc.record({ kind: fc.constantFrom(...scheduleIds) }),
      },
      { requiredKeys: ['kind', 'learningRate'] },
    ),
    shuffle: fc.boolean(),
    patience: fc.constantFrom(null, 5),
    labelNoise: fc.constantFrom(0, 0.4),
    length: fc.constantFrom({ epochs: 3 }, { steps: 7 }),
  })
  .map(({ layers, kind, counts: [train = 0, test = 0], loss: chosen, patience, labelNoise, ...rest }): Plan => {
    const plane = kind !== 'mnist' && kind !== 'inline';
    const loss = plane && mostClassesOf(kind) === 0 ? 'squared_error' : chosen;
    const several = plane && mostClassesOf(kind) > 2;
    const q = kind === 'mnist' ? 10 : several ? 3 : losses[loss].target === 'class' ? 2 : 1;
    const last: Layer = { type: 'dense', units: q, init: { kind: 'he' }, bias: true };
    const x = Array.from({ length: train }, (_, i) => [i / 3, -i, 1e-8]);
    return {
      ...small,
      ...rest,
      loss,
      network: [...layers, last],
      data:
        kind === 'mnist'
          ? { kind, train, test, labelNoise }
          : kind === 'inline'
            ? { kind, x, y: x.map((_, i) => i % 2) }
            : { kind, train, test, noise: 1, ...(several && { classes: 3 }) },
      ...(patience !== null && test > 0 && kind !== 'inline' ? { earlyStopping: { patience } } : {}),
    };
  });

describe.each(codeTargetIds)('%s', (id) => {
  test.each(presetIds)('writes %s', (preset) => {
    const text = generate(id, presets[preset]);
    plain(text);
    expect(syntaxErrors(id, [text])).toEqual([]);
  });

  test('writes any plan', { timeout: 120_000 }, () => {
    const programs: string[] = [];
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(problemsOf(plan).filter(({ hint }) => !hint)).toEqual([]);
        const text = generate(id, plan);
        plain(text);
        programs.push(text);
      }),
      { numRuns: 200, seed: 3 },
    );
    expect(syntaxErrors(id, programs)).toEqual([]);
  });

  // Each choice changes the program, so none is passed over in silence.
  const differs = <K>(choices: readonly K[], planOf: (choice: K) => Plan): void => {
    const programs = new Set(choices.map((choice) => generate(id, planOf(choice))));
    expect(programs.size).toBe(choices.length);
  };
  test('has every activation', () => {
    differs(activationIds, (fn) => ({ ...small, network: chain([3, 1], fn) }));
  });
  test('has every optimizer', () => {
    differs(optimizerIds, (kind) => ({ ...small, optimizer: { kind, learningRate: 0.1 } }));
  });
  test('has every loss', () => {
    differs(lossIds, (loss) => ({
      ...small,
      loss,
      network: chain([3, losses[loss].target === 'class' ? 2 : 1], 'relu'),
    }));
  });
  test('has every schedule', () => {
    differs(scheduleIds, (kind) => ({ ...small, optimizer: { kind: 'sgd', learningRate: 0.1, schedule: { kind } } }));
  });
  test('has every initializer', () => {
    const same = ['appropriate', 'given', 'constant'] as const; // as lecun; as zero; tried with another scale below
    differs(
      initializerIds.filter((kind) => !same.some((other) => other === kind)),
      (kind) => ({ ...small, network: chain([3, 1], 'relu', kind) }),
    );
    differs([0.1, -0.2], (scale) => ({
      ...small,
      network: [{ type: 'dense', units: 1, init: { kind: 'constant', scale }, bias: true }],
    }));
  });

  test('begins with the values that are given, to the last bit of float32', () => {
    const values = [0.1, -1 / 3, Math.PI, 1e-20, 3e8, -0.007].map(Math.fround);
    const W1 = Float32Array.from([...values, ...values]);
    const text = generate(id, small, { W1 });
    for (const value of values) {
      const near = [...text.matchAll(/-?\d[\d.]*(?:e[+-]?\d+)?/g)].map(([number]) => Math.fround(Number(number)));
      expect(near).toContain(value);
    }
    expect(generate(id, small, { W1: Float32Array.of(1) })).toBe(generate(id, small)); // another network's
    expect(generate(id, small, { W1: new Float32Array(12).fill(NaN) })).toBe(generate(id, small));
  });

  test('begins with the numbers of the plan', () => {
    const given: Plan = {
      ...small,
      network: chain([2, 1], 'tanh', 'given'),
      parameters: { W1: [[0.15, 0.2], [0.25, 0.3]], b1: [0.35, 0.36], W2: [[0.4, 0.45]] }, // prettier-ignore
    };
    const text = generate(id, given);
    for (const number of ['[0.15, 0.2]', '[0.25, 0.3]', '[0.35, 0.36]', '[0.4, 0.45]']) expect(text).toContain(number);
  });

  test('a name cannot break out of its comment', () => {
    const text = generate(id, { ...small, name: 'a\nimport os\r\u2028alert(1)' });
    expect(text.split(/\n|\r|\u2028/)[0]).toContain('import os alert(1)');
  });

  test('digits have their label noise', () => {
    const digits = { kind: 'mnist', train: 500, test: 100 } as const;
    const noisy = { ...presets.dropout, data: { ...digits, labelNoise: 0.4 } };
    expect(generate(id, noisy)).toMatch(/label noise[^]*\b200\b/);
    expect(generate(id, { ...noisy, data: digits })).not.toContain('label noise');
  });

  test('digits have their imbalance, before their label noise', () => {
    const data = { kind: 'mnist', train: 5000, test: 100, validation: 50, labelNoise: 0.5, imbalance: 10 } as const;
    const plan = { ...presets.dropout, data };
    const { train } = shapeOf(plan);
    const text = generate(id, plan);
    expect(syntaxErrors(id, [text])).toEqual([]);
    expect(text).toContain(`${train} of 5000 digits in all`);
    expect(text).toMatch(new RegExp(`imbalance[^]*label noise[^]*\\b${Math.round(train / 2)}\\b`));
    expect(generate(id, { ...plan, data: { ...data, imbalance: 1 } })).not.toContain('imbalance');
  });

  test('large data are loaded, not written', () => {
    const text = generate(id, { ...small, data: { kind: 'moons', train: 9000, test: 9000, noise: 1 } });
    expect(text).toContain('9000 rows');
    expect(text.length).toBeLessThan(8000);
  });
});
