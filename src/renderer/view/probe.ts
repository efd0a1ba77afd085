import { exampleOf } from '../../core/examples.ts';
import type { Walker } from '../../core/graph/walker.ts';
import { fixed } from '../../core/words/numbers.ts';
import type { ExampleSets } from '../run/examples.svelte.ts';

/** One point of the plane that all zooms show instead of the batch: an example of the training or the test set, with its
 *  label, or any other point, which has none. */
export interface Probe {
  /** The examples there were: for others it means nothing. */
  readonly sets: ExampleSets;
  readonly set: 'train' | 'test' | null;
  /** Of its set; −1 for any other point. */
  readonly index: number;
  readonly x: ArrayLike<number>;
  /** As the loss wants it; null where there is no label. */
  readonly y: ArrayLike<number> | null;
}

/** The probe at an example of a set. */
export const probeAt = (sets: ExampleSets, set: 'train' | 'test', index: number): Probe => ({
  sets,
  set,
  index,
  x: exampleOf(sets[set], 'x', index),
  y: exampleOf(sets[set], 'y', index),
});

/** The probe at any point. */
export const probeOf = (sets: ExampleSets, x: ArrayLike<number>): Probe => ({ sets, set: null, index: -1, x, y: null });

/** `(1.2, −0.4)`. */
export const placeText = ({ x }: Pick<Probe, 'x'>): string => `(${fixed(x[0] ?? NaN, 1)}, ${fixed(x[1] ?? NaN, 1)})`;

/** Lets a walk of a step meet the dropout masks and the noise of the batch's rows from `place` on; with null neither, as when
 *  predicting: every mask is 1. */
export function settle(walker: Walker, step: number, place: number | null): void {
  Object.assign(walker.batch, { step, from: place ?? 0, training: place !== null });
  if (place !== null) return;
  for (const { name, role } of walker.graph.variables) if (role === 'mask') walker.tensor(name).value.fill(1);
}
