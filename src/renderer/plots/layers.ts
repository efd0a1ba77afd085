import type { ActivationId } from '../../core/activations.ts';
import type { Graph } from '../../core/graph/graph.ts';
import { int } from '../marks/format.ts';
import { inZone } from '../../core/zone.ts';

/** How many there are; in thousands where there is little room. */
export const countText = (count: number, brief: boolean): string =>
  brief && count >= 10_000 ? `${Math.round(count / 1000)}k` : int(count);

/** Small multiples side by side: more would be too narrow. */
const MOST = 5;

/** At most five of a list, evenly spread, the first and the last among them. */
export function fewOf<T>(all: readonly T[], most = MOST): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))] as T);
}

/** What goes into each activation, and the output: `z1, z2, o`, with the function that follows. */
export function preActivations(graph: Graph): { name: string; fn: ActivationId | null }[] {
  const inputs = graph.operators.flatMap(({ operation, inputs: [name] }) =>
    operation.kind === 'activation' && name !== undefined ? [{ name, fn: operation.fn }] : [],
  );
  const last = graph.layers.at(-1)?.output;
  return last === undefined || last === 'x' ? inputs : [...inputs, { name: last, fn: null }];
}

/** The stretches of [−max, max] where φ′ is at least a tenth of its maximum. */
export function zoneOf(fn: ActivationId, max: number): [number, number][] {
  const stretches: [number, number][] = [];
  const SAMPLES = 400;
  let from: number | null = null;
  for (let i = 0; i <= SAMPLES; i++) {
    const z = max * ((2 * i) / SAMPLES - 1);
    const inside = inZone(fn, z);
    // from the sample before, so that ReLU's zone begins at 0 and not just after it
    if (inside && from === null) from = Math.max(-max, z - (2 * max) / SAMPLES);
    if (!inside && from !== null) {
      stretches.push([from, z]);
      from = null;
    }
  }
  if (from !== null) stretches.push([from, max]);
  return stretches;
}

/** Share of values in the zone. */
export function shareInZone(fn: ActivationId, values: ArrayLike<number>): number {
  let inside = 0;
  for (let i = 0; i < values.length; i++) if (inZone(fn, values[i] as number)) inside++;
  return values.length === 0 ? NaN : inside / values.length;
}
