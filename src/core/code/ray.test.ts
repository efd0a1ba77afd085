import { expect, test } from 'vitest';
import { at } from '../floats.ts';
import { initialize } from '../initialize.ts';
import { graphOf } from '../graph/graph.ts';
import { presets } from '../plan/presets.ts';
import { shapeOf } from '../plan/shape.ts';
import { Points } from '../sweep/points.ts';
import { checkSweep } from '../sweep/problems.ts';
import type { Sweep, SweepInput } from '../sweep/schema.ts';
import { resultTable } from '../sweep/table.ts';
import { base64, code, literal } from './python_literal.ts';
import { rayPoints } from './ray_points.ts';
import { sweepTargetIds, sweepTargetOf } from './sweep-targets.ts';

const sweepOf = (more: Partial<SweepInput> = {}): Sweep => {
  const { sweep } = checkSweep({
    name: 'Widths',
    plan: presets.moons,
    axes: [{ fields: [{ at: 'network[0].units' }], values: { list: [2, 4] } }],
    seeds: 2,
    ...more,
  });
  if (!sweep) throw new Error('a sweep of this test cannot run');
  return sweep;
};
const floatsIn = (text: string): number[] => {
  const bytes = Buffer.from(text, 'base64');
  return [...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))];
};

test('numbers, texts and lists are written as Python has them', () => {
  expect(literal([1, true, null, 'relu', Infinity, -Infinity, code('(2 / 3) ** 0.5'), { a: [0.1] }])).toBe(
    "[1, True, None, 'relu', 1e999, -1e999, (2 / 3) ** 0.5, {'a': [0.1]}]",
  );
  for (const values of [[], [1], [1, 2], [0.1, -3e38, 1e-40]]) {
    const exact = Float32Array.from(values);
    expect(base64(exact)).toBe(Buffer.from(exact.buffer).toString('base64'));
    expect(floatsIn(base64(exact))).toEqual([...exact]);
  }
});

test('a point has the settings that are its own, and the lab’s initial values', () => {
  const points = new Points(sweepOf());
  const { base, points: own, data, initial } = rayPoints(points);
  expect(own).toHaveLength(4);
  expect(own[0]).toEqual({});
  expect(own[1]).toEqual({ seed: 15, data: 1, initial: 1 });
  expect(Object.keys(own[2] ?? {})).toEqual(['layers', 'initial']);
  expect(data).toHaveLength(2); // one for each seed, whatever the width
  expect(initial).toHaveLength(4);
  const plan = points.planAt(3);
  const W1 = new Float32Array(8);
  for (const _ of initialize(plan, graphOf(plan, shapeOf(plan)), 'W1', W1)); // to its end
  const written = (initial[3] as [string, string][])[0]?.[0] ?? '';
  expect(floatsIn(written)).toEqual([...W1]);
  expect(at(W1, 0)).not.toBe(0);
  expect(base['steps']).toBe(3000);
});

test('what is too much to be written is drawn, and the program says so', () => {
  const wide = sweepOf({ axes: [{ fields: [{ at: 'network[*].units' }], values: { list: [1000, 2000] } }] });
  const { initial } = rayPoints(new Points(wide));
  expect(initial).toEqual([]);
  const program = sweepTargetOf('ray').generate(wide);
  expect(program).toContain('PyTorch draws its own by the same rule');
  const many = sweepOf({
    plan: { ...presets.moons, data: { kind: 'moons', train: 10_000, test: 10_000, noise: 1 } },
    seeds: 60,
  });
  expect(rayPoints(new Points(many))).toMatchObject({ oneSeed: true });
});

test('every target has every point, the columns that the lab writes and its version', () => {
  for (const id of sweepTargetIds) {
    const { generate, file, title } = sweepTargetOf(id);
    const sweep = { ...sweepOf(), name: 'A name\u2028with\nlines' }; // of an earlier version
    const text = generate(sweep);
    expect(title).not.toBe('');
    expect(file).toMatch(/\.py$/);
    expect(text.split('\n')[0]).toContain('A name with lines: 4 runs');
    for (const column of resultTable(new Points(sweep), []).head) expect(text).toContain(`'${column}'`);
    expect(text).toMatch(/pip install "ray\[tune\]==\d+\.\d+\.\d+" torch/);
  }
});
