import '../../theme/tokens.css';
import { expect, test } from 'vitest';
import { predicted } from '../../../core/examples.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { chanceOf } from '../../paint/contours.ts';
import { palette } from '../../paint/palette.ts';
import { chanceAmong, outputsAt, regionsOf, roundLevels, winner, type Outputs } from '../../paint/regions.ts';
import { withClasses, withDataset } from '../../document/adapt.ts';
import { margin, saidOf } from '../../view/field.ts';
import { inPlane } from '../fits.ts';
import { linesOf } from './lines.ts';

const SIZE = 64;
/** Where each of three outputs is the largest: left of u = 1/3, between, right of 2/3. */
const thirds = (i: number): number[] => {
  const u = ((i % SIZE) + 0.5) / SIZE;
  return [1 / 3 - u, 0, u - 2 / 3].map((o) => 12 * o);
};
function field(of: (i: number) => number[], channels: number): Outputs {
  const values = new Float32Array(channels * SIZE * SIZE);
  for (let i = 0; i < SIZE * SIZE; i++) of(i).forEach((o, j) => (values[j * SIZE * SIZE + i] = o));
  return { size: SIZE, values, channels };
}
const xs = (points: Float32Array): number[] => [...points].filter((v, i) => i % 2 === 0 && !Number.isNaN(v));

test('three outputs are three regions, and lines lie where the top two meet', () => {
  const outputs = field(thirds, 3);
  const lines = linesOf('classes', outputs, 'softmax_cross_entropy', false, null);
  expect(lines.map(({ main }) => main)).toEqual([true, true, true]);
  const [left = [], middle = [], right = []] = lines.map(({ points }) => xs(points));
  for (const x of left) expect(x).toBeCloseTo(1 / 3, 2);
  for (const x of right) expect(x).toBeCloseTo(2 / 3, 2);
  expect(new Set(middle.map((x) => x.toFixed(1)))).toEqual(new Set(['0.3', '0.7']));
  const image = regionsOf(outputs, 'softmax_cross_entropy', palette());
  const { data } = image.getContext('2d')?.getImageData(0, 0, SIZE, SIZE) ?? { data: [] };
  const at = (x: number): string => [0, 1, 2].map((k) => data[4 * (SIZE + x) + k]).join(' '); // the row below the first
  expect(new Set([at(4), at(32), at(60)]).size).toBe(3);
});

test('contours say how sure it is of the likeliest class', () => {
  const lines = linesOf('classes', field(thirds, 3), 'softmax_cross_entropy', true, null);
  expect(lines.filter(({ main }) => !main).map(({ level }) => level)).toEqual([0.75, 0.9, 0.75, 0.9, 0.75, 0.9]);
  const first = lines[1];
  if (!first) throw new Error('no contour');
  for (const x of xs(first.points)) {
    const u = [1 / 3 - x, 0, x - 2 / 3].map((o) => 12 * o);
    expect(chanceAmong(u, 0, 'softmax_cross_entropy')).toBeCloseTo(0.75, 1);
  }
});

test.each(['softmax_cross_entropy', 'binary_cross_entropy', 'squared_error'] as const)(
  'the margin of several outputs is that of the answer, under %s',
  (loss) => {
    const rows = Float64Array.of(2, -1, 0.5, 0.3, 0.2, 0.9);
    for (const row of [0, 1]) {
      const o = Array.from(rows.subarray(3 * row, 3 * row + 3));
      expect(winner(o)).toBe(predicted(rows, row, 3, loss));
      expect(chanceOf(margin(rows, row, 3, loss), loss)).toBeCloseTo(chanceAmong(o, winner(o), loss), 12);
    }
    expect(outputsAt({ size: 1, values: rows, channels: 6 }, 0)).toEqual(Array.from(rows));
  },
);

test('values have lines at round numbers', () => {
  const slope = field((i) => [2 * (((i % SIZE) + 0.5) / SIZE) - 1], 1);
  const lines = linesOf('value', slope, 'squared_error', true, null);
  expect(lines.map(({ level }) => level)).toContain(0.5);
  expect(lines.filter(({ main }) => main).map(({ level }) => level)).toEqual([0]);
  for (const { level, points } of lines) for (const x of xs(points)) expect(2 * x - 1).toBeCloseTo(level, 1);
  expect(roundLevels(0, 10)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(roundLevels(1, 1)).toEqual([]);
});

test('the plot is for two to four classes and for one value', () => {
  const spiral = withDataset(presets.moons, 'spiral').plan;
  const three: Plan = withClasses(spiral, 3).plan;
  expect([spiral, three, withDataset(spiral, 'bumps').plan].map(saidOf)).toEqual(['side', 'classes', 'value']);
  expect([spiral, three, withDataset(spiral, 'bumps').plan].map(inPlane)).toEqual([null, null, null]);
  expect(inPlane(presets.digits)).not.toBe(null);
});
