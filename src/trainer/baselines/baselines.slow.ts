import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { baselineIds, judged } from '../../core/baselines.ts';
import { digitsOf, examplesOf, predicted } from '../../core/examples.ts';
import { at } from '../../core/floats.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { computed } from './baselines.ts';
import { cases, written } from './testing/cases.ts';
import { ended } from './testing/ended.ts';

// The same in Python, by numpy and scikit-learn: testing/independent.py says how its figures are made again.

const digits = digitsOf(readFileSync(join(import.meta.dirname, '../../../resources/mnist.bin')));
const judgedThere = z.object({
  accuracy: z.number(),
  loss: z.number().nullable(),
  answers: z.string(),
  outputs: z.array(z.number()),
});
const there = z.object({
  cases: z.record(z.string(), z.record(z.enum(baselineIds), z.object({ train: judgedThere, test: judgedThere }))),
});

const into = process.env['BASELINES_EXAMPLES'];
test.runIf(into)('the examples are written for Python', () => {
  const all = Object.entries(cases).map(([name, plan]) => written(name, plan, examplesOf(plan, digits)));
  writeFileSync(into ?? '', JSON.stringify(all));
});

describe.skipIf(into).each(Object.entries(cases))('%s', (name, plan) => {
  const sets = examplesOf(plan, digits);
  const { outputs: q } = shapeOf(plan);
  test.each(baselineIds)('%s', (id) => {
    const text = readFileSync(join(import.meta.dirname, 'testing/independent.json'), 'utf8');
    const want = there.parse(JSON.parse(text)).cases[name]?.[id];
    if (!want) throw new Error(`Python has no ${id} of ${name}`);
    expect(computed[id].refused(plan)).toBeNull();
    const o = ended(computed[id].answer(plan, sets));
    for (const part of ['train', 'test'] as const) {
      const { accuracy, loss } = judged(plan, o[part], sets[part]);
      const answers = Array.from({ length: sets[part].count }, (_, i) => predicted(o[part], i, q, plan.loss)).join('');
      expect(answers).toBe(want[part].answers);
      expect(accuracy).toBe(want[part].accuracy);
      expect(loss === null).toBe(want[part].loss === null);
      // an interpolating fit has a training loss of rounding errors
      expect(Math.abs((loss ?? 0) - (want[part].loss ?? 0))).toBeLessThan(1e-6 * (want[part].loss ?? 0) + 1e-12);
      const size = Math.max(...want[part].outputs.map(Math.abs));
      want[part].outputs.forEach((value, i) => expect(Math.abs(at(o[part], i) - value)).toBeLessThan(1e-6 * size));
    }
  });
});
