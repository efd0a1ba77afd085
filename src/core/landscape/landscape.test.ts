import { expect, test } from 'vitest';
import { norm } from '../floats.ts';
import { graphOf } from '../graph/graph.ts';
import { chain, presets } from '../plan/presets.ts';
import { shapeOf } from '../plan/shape.ts';
import { stream } from '../random.ts';
import { boundsOf } from './bounds.ts';
import { alongOne, filterNormalised, principal } from './directions.ts';
import { landscapeEffort, parametersOf } from './landscape.ts';
import { isFinitePoint, Plane, product, type Point } from './plane.ts';

const toEnd = <T>(work: Generator<0, T>): T => {
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
};
const parameters = parametersOf(graphOf(presets.moons, shapeOf(presets.moons)));
const random = stream(3, 'landscape test');
const point = (scale = 1): Point =>
  parameters.map(({ rows, columns }) =>
    Float32Array.from({ length: Number(rows) * columns }, () => scale * random.normal()),
  );
const sum = (...terms: [number, Point][]): Point =>
  (terms[0]?.[1] ?? []).map((tensor, t) =>
    tensor.map((_, i) => terms.reduce((s, [k, p]) => s + k * (p[t]?.[i] ?? 0), 0)),
  );
const length = (p: Point): number => Math.sqrt(product(p, p));

test('parameters are in the order of the graph', () => {
  expect(parameters.map(({ name }) => name)).toEqual(['W1', 'b1', 'W2', 'b2', 'W3', 'b3']);
});

test('principal directions of a path in a plane span that plane, with all of its variance', () => {
  const [a, b, o] = [point(), point(), point(5)];
  const path = Array.from({ length: 30 }, (_, i) => sum([1, o], [i / 10, a], [0.3 * Math.cos(i), b]));
  const { directions, explained } = toEnd(principal(path));
  const [u, v] = directions;
  expect(length(u)).toBeCloseTo(1, 5);
  expect(length(v)).toBeCloseTo(1, 5);
  expect(product(u, v)).toBeCloseTo(0, 5);
  expect(explained[0] + explained[1]).toBeCloseTo(1, 6);
  expect(explained[0]).toBeGreaterThan(explained[1]);
  // the variance along u, straight from its definition
  const plane = new Plane(path.at(-1) ?? o, u, v);
  const places = path.map((p) => plane.project(p));
  const variance = (of: number[]): number => {
    const mean = of.reduce((s, x) => s + x, 0) / of.length;
    return of.reduce((s, x) => s + (x - mean) ** 2, 0);
  };
  const [along, across] = [variance(places.map(([x]) => x)), variance(places.map(([, y]) => y))];
  expect(explained[0]).toBeCloseTo(along / (along + across), 5);
  // both the way the path goes, and its end in the middle
  expect(places[0]?.[0]).toBeLessThan(0);
  expect(places.at(-1)).toEqual([0, 0]);
  // points of the plane come back as themselves
  const again = point();
  plane.write(...(places[7] as [number, number]), again);
  expect(length(sum([1, again], [-1, path[7] as Point]))).toBeLessThan(1e-5);
});

test.each([1, 2])('a path of %i points still has two directions at right angles', (count) => {
  const path = Array.from({ length: count }, () => point());
  const { directions, explained } = toEnd(principal(path));
  expect(explained[0]).toBeCloseTo(count - 1, 6);
  expect(explained[1]).toBe(0);
  for (const direction of directions) expect(length(direction)).toBeCloseTo(1, 5);
  expect(product(...directions)).toBeCloseTo(0, 5);
});

test('a filter-normalised direction has the length of every unit, and leaves biases', () => {
  const around = point();
  const u = filterNormalised(around, parameters, 7, 'x');
  parameters.forEach(({ name, rows, columns }, t) => {
    const [own, of] = [u[t], around[t]] as [Float32Array, Float32Array];
    if (name.startsWith('b')) expect(norm(own)).toBe(0);
    else
      for (let r = 0; r < Number(rows); r++) {
        const unit = (tensor: Float32Array): Float32Array => tensor.subarray(r * columns, (r + 1) * columns);
        expect(norm(unit(own))).toBeCloseTo(norm(unit(of)), 5);
      }
  });
  expect(filterNormalised(around, parameters, 7, 'x')).toEqual(u);
  expect(filterNormalised(around, parameters, 7, 'y')).not.toEqual(u);
  expect(filterNormalised(around, parameters, 8, 'x')).not.toEqual(u);
});

test('a plane of directions that are not at right angles projects by least squares', () => {
  const [centre, u, off] = [point(), point(), point()];
  const v = sum([0.6, u], [1, off]);
  const plane = new Plane(centre, u, v, 2, -1);
  const [x, y] = plane.project(sum([1, centre], [0.5, u], [-2, v]));
  expect(x).toBeCloseTo(2.5, 4);
  expect(y).toBeCloseTo(-3, 4);
});

test('along two parameters the coordinates are their values', () => {
  const centre = point();
  const [u, v] = [
    alongOne(centre, parameters, { name: 'W2', index: 4 }),
    alongOne(centre, parameters, { name: 'b1', index: 0 }),
  ];
  const plane = new Plane(centre, u, v, centre[2]?.[4] ?? NaN, centre[1]?.[0] ?? NaN);
  const moved = point();
  plane.write(9, -3, moved);
  expect([moved[2]?.[4], moved[1]?.[0]]).toEqual([9, -3]);
  expect(moved[0]).toEqual(centre[0]);
});

test('bounds hold the whole path, are square, and close in on its end', () => {
  const path: [number, number][] = [
    [-8, 1],
    [-2, 3],
    [0, 0],
  ];
  const plane = new Plane([new Float32Array(3)], [new Float32Array([1, 0, 0])], [new Float32Array([0, 1, 0])]);
  const whole = boundsOf({ axes: { kind: 'pca' }, zoom: 1, size: 9 }, plane, path);
  for (const [x, y] of path) {
    expect(x).toBeGreaterThan(whole.x[0]);
    expect(x).toBeLessThan(whole.x[1]);
    expect(y).toBeGreaterThan(whole.y[0]);
    expect(y).toBeLessThan(whole.y[1]);
  }
  expect(whole.x[1] - whole.x[0]).toBeCloseTo(whole.y[1] - whole.y[0]);
  expect(boundsOf({ axes: { kind: 'pca' }, zoom: 4, size: 9 }, plane, path)).toEqual({
    x: [-1.2, 1.2],
    y: [-1.2, 1.2],
  });
  const around = { axes: { kind: 'random', step: 0, seed: 1 }, zoom: 2, size: 9 } as const;
  expect(boundsOf(around, plane, path)).toEqual({ x: [-0.5, 0.5], y: [-0.5, 0.5] });
});

test('small networks get the finest grid at once, large ones on few examples and step by step', () => {
  expect(landscapeEffort(presets.moons)).toEqual({ examples: 100, sizes: [65] });
  expect(landscapeEffort(presets.digits)).toEqual({ examples: 1000, sizes: [17, 33] });
  expect(landscapeEffort(presets.exercise2)).toEqual({ examples: 250, sizes: [9, 17, 33] });
  const huge = { ...presets.digits, network: chain([4096, 4096, 10], 'relu') };
  expect(landscapeEffort(huge).sizes).toEqual([9]);
});

test('a point with one number that is not finite is told', () => {
  const p = point();
  expect(isFinitePoint(p)).toBe(true);
  (p[1] as Float32Array)[2] = Infinity;
  expect(isFinitePoint(p)).toBe(false);
});
