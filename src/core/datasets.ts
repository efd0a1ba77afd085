import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Random } from './random.ts';

/** A set of points in the plane with two classes, drawn anew from a stream: half of them label 1, half label 0. */
export interface PlaneDataset {
  title: string;
  /** Point `i` of the `m` points with this label; `noise` scales the random part (1 as in the lecture). */
  point(random: Random, label: 0 | 1, i: number, m: number, noise: number): [x1: number, x2: number];
  source: string;
}

const polar = (radius: number, angle: number): [number, number] => [radius * cos(angle), radius * sin(angle)];
/** U(−1, 1). */
const symmetric = (random: Random): number => 2 * random.uniform() - 1;

/** The datasets of the plane; all fit into [−5, 5]² but for a few noisy points. */
export const planeDatasets = {
  moons: {
    title: 'moons',
    point(random, label, i, m, noise) {
      const angle = (Math.PI * i) / m + (label === 1 ? 0 : Math.PI);
      const [x1, x2] = polar((4 * i) / m + 1 + 0.5 * noise * random.normal(), angle);
      return [x1 + (label - 0.5), x2 - (label - 0.5)];
    },
    source: 'lecture, exercise 1',
  },
  circle: {
    title: 'circle',
    point: (random, label, _i, _m, noise) =>
      polar((label === 1 ? 4 : 1) + noise * symmetric(random), 2 * Math.PI * random.uniform()),
    source: 'lecture, exercise 1',
  },
  square: {
    title: 'square',
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
    point(random, label, _i, _m, noise) {
      const centre = label === 1 ? -2 : 2;
      return [centre + noise * random.normal(), centre + noise * random.normal()];
    },
    source: 'lecture, exercise 1',
  },
  xor: {
    title: 'xor',
    point(random, label, i, _m, noise) {
      const side = i % 2 === 0 ? 2.5 : -2.5;
      const spread = 0.7 * noise;
      return [side + spread * random.normal(), (label === 1 ? -side : side) + spread * random.normal()];
    },
    source: 'Minsky & Papert 1969',
  },
  spiral: {
    title: 'spiral',
    point(random, label, i, m, noise) {
      const angle = 1.75 * 2 * Math.PI * (i / m) + (label === 1 ? 0 : Math.PI);
      const [x1, x2] = polar(0.3 + (4.5 * i) / m, angle);
      return [x1 + 0.12 * noise * random.normal(), x2 + 0.12 * noise * random.normal()];
    },
    source: 'Lang & Witbrock 1988',
  },
} satisfies Record<string, PlaneDataset>;

export type PlaneDatasetId = keyof typeof planeDatasets;
export const planeDatasetIds = Object.keys(planeDatasets) as [PlaneDatasetId, ...PlaneDatasetId[]];

/** How many digits `resources/mnist.bin` holds, their size, and the share of their pixels that have ink. */
export const mnist = { count: 10_000, width: 784, side: 28, classes: 10, density: 0.1916 } as const;

/** Whether examples are pictures of 28 × 28 bytes: the digits, or a person's own. */
export const ofPictures = ({ kind }: { readonly kind: string }): boolean => kind === 'mnist' || kind === 'images';
