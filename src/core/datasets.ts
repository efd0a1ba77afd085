import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Random } from './random.ts';

/** Points in the plane of two classes or more, drawn anew from a stream, as many of one label as of another. */
export interface PlaneClasses {
  title: string;
  target: 'class';
  /** How many classes it can have at most; at least and usually two. */
  most: number;
  /** Point `i` of the `m` points with this label of so many classes; `noise` scales the random part (1 as in the lecture). */
  point(random: Random, label: number, i: number, m: number, noise: number, classes: number): [x1: number, x2: number];
  source: string;
}
/** Points in the plane with a number y each, mostly within −1 … 1, drawn anew from a stream. */
export interface PlaneValues {
  title: string;
  target: 'values';
  /** One point and its y; `noise` scales what is added to y. */
  value(random: Random, noise: number): [x1: number, x2: number, y: number];
  source: string;
}
export type PlaneDataset = PlaneClasses | PlaneValues;

/** Standard deviation of what is added to y at noise 1. */
const VALUE_NOISE = 0.05;
/** Centres of the bumps and the sign of each: at its centre y is ±1, from 2 away on 0. */
const bumps: readonly (readonly [x1: number, x2: number, sign: number])[] = [
  [-4, 2.5, 1],
  [0, 2.5, -1],
  [4, 2.5, 1],
  [-4, -2.5, -1],
  [0, -2.5, 1],
  [4, -2.5, -1],
];

const polar = (radius: number, angle: number): [number, number] => [radius * cos(angle), radius * sin(angle)];
/** U(−1, 1). */
const symmetric = (random: Random): number => 2 * random.uniform() - 1;
/** A point of the whole plane, U(−5, 5)². */
const anywhere = (random: Random): [number, number] => [5 * symmetric(random), 5 * symmetric(random)];

/** The datasets of the plane; all fit into [−5, 5]² but for a few noisy points. */
export const planeDatasets = {
  moons: {
    title: 'moons',
    target: 'class',
    most: 2,
    point(random, label, i, m, noise) {
      const angle = (Math.PI * i) / m + (label === 1 ? 0 : Math.PI);
      const [x1, x2] = polar((4 * i) / m + 1 + 0.5 * noise * random.normal(), angle);
      return [x1 + (label - 0.5), x2 - (label - 0.5)];
    },
    source: 'lecture, exercise 1',
  },
  circle: {
    title: 'circle',
    target: 'class',
    most: 2,
    point: (random, label, _i, _m, noise) =>
      polar((label === 1 ? 4 : 1) + noise * symmetric(random), 2 * Math.PI * random.uniform()),
    source: 'lecture, exercise 1',
  },
  square: {
    title: 'square',
    target: 'class',
    most: 2,
    point(random, label, _i, _m, noise) {
      const side = random.uniform() < 0.5 ? -1 : 1;
      // at noise 1 the margin to the axes is 0.5; at noise 2 it is gone
      const margin = Math.max(0, 1 - 0.5 * noise);
      const away = (): number => margin + (5 - margin) * random.uniform();
      return [side * away(), (label === 1 ? side : -side) * away()];
    },
    source: 'lecture, exercise 1',
  },
  gauss: {
    title: 'gauss',
    target: 'class',
    most: 4,
    point(random, label, _i, _m, noise) {
      // label 1 lower left, 0 upper right, as in the lecture; then 2 upper left, 3 lower right
      const x1 = label === 1 || label === 2 ? -2 : 2;
      const x2 = label === 1 || label === 3 ? -2 : 2;
      return [x1 + noise * random.normal(), x2 + noise * random.normal()];
    },
    source: 'lecture, exercise 1',
  },
  xor: {
    title: 'xor',
    target: 'class',
    most: 2,
    point(random, label, i, _m, noise) {
      const side = i % 2 === 0 ? 2.5 : -2.5;
      const spread = 0.7 * noise;
      return [side + spread * random.normal(), (label === 1 ? -side : side) + spread * random.normal()];
    },
    source: 'Minsky & Papert 1969',
  },
  spiral: {
    title: 'spiral',
    target: 'class',
    most: 4,
    point(random, label, i, m, noise, classes) {
      // arm 0 is label 1, the last arm label 0
      const arm = (label + classes - 1) % classes;
      const angle = 1.75 * 2 * Math.PI * (i / m) + (arm * 2 * Math.PI) / classes;
      const [x1, x2] = polar(0.3 + (4.5 * i) / m, angle);
      return [x1 + 0.12 * noise * random.normal(), x2 + 0.12 * noise * random.normal()];
    },
    source: 'Lang & Witbrock 1988',
  },
  plane: {
    title: 'plane',
    target: 'values',
    value(random, noise) {
      const [x1, x2] = anywhere(random);
      return [x1, x2, (x1 + x2) / 10 + VALUE_NOISE * noise * random.normal()];
    },
    source: 'TensorFlow Playground, Smilkov & Carter 2016',
  },
  bumps: {
    title: 'bumps',
    target: 'values',
    value(random, noise) {
      const [x1, x2] = anywhere(random);
      let y = 0;
      for (const [c1, c2, sign] of bumps) {
        const [d1, d2] = [x1 - c1, x2 - c2];
        const height = Math.max(0, 1 - Math.sqrt(d1 * d1 + d2 * d2) / 2);
        if (height > Math.abs(y)) y = sign * height;
      }
      return [x1, x2, y + VALUE_NOISE * noise * random.normal()];
    },
    source: 'TensorFlow Playground, Smilkov & Carter 2016',
  },
} satisfies Record<string, PlaneDataset>;

export type PlaneDatasetId = keyof typeof planeDatasets;
export const planeDatasetIds = Object.keys(planeDatasets) as [PlaneDatasetId, ...PlaneDatasetId[]];
export const planeDatasetOf = (id: PlaneDatasetId): PlaneDataset => planeDatasets[id];

/** How many classes the points of a plan's data have; undefined where it is no set of the plane with classes. */
export const classesOf = (data: { kind: string; classes?: number }): number | undefined =>
  planeDatasetIds.some((id) => id === data.kind && mostClassesOf(id) > 0) ? (data.classes ?? 2) : undefined;

/** How many classes a set of the plane can have at most; 0 where it has values. */
export function mostClassesOf(id: PlaneDatasetId): number {
  const dataset = planeDatasetOf(id);
  return dataset.target === 'class' ? dataset.most : 0;
}

/** How many digits `resources/mnist.bin` holds, their size, and the share of their pixels that have ink. */
export const mnist = { count: 10_000, width: 784, side: 28, classes: 10, density: 0.1916 } as const;

/** Whether examples are pictures of 28 × 28 bytes: the digits, or a person's own. */
export const ofPictures = ({ kind }: { readonly kind: string }): boolean => kind === 'mnist' || kind === 'images';
