import type { Floats } from './floats.ts';
import type { Graph } from './graph/graph.ts';
import { initializerOf } from './initializers.ts';
import type { Plan } from './plan/schema.ts';
import { stream } from './random.ts';

/** Weights drawn before the generator below lets others have their turn. */
const STRETCH = 100_000;

/** Draws one parameter of a plan into its memory (W out × in, row after row): what the plan gives, else weights by the
 *  layer's initializer with random numbers of its own, and biases 0. Yields now and then. */
export function* initialize(plan: Plan, graph: Graph, name: string, into: Floats): Generator<undefined> {
  const given = plan.parameters?.[name];
  const layer = plan.network[graph.layers.findIndex(({ parameters }) => parameters.includes(name))];
  if (given) into.set(given.flat());
  else if (layer?.type !== 'dense' || !name.startsWith('W')) into.fill(0);
  else {
    const { draw, matrix, scale: takes } = initializerOf(layer.init.kind);
    const nOut = layer.units;
    const nIn = into.length / nOut;
    const scale = layer.init.scale ?? takes?.default ?? 1;
    const random = stream(plan.seed, name);
    if (matrix) into.set(matrix(random, nIn, nOut, scale));
    else if (draw)
      for (let k = 0; k < into.length; k++) {
        into[k] = draw(random, nIn, nOut, scale);
        if (k % STRETCH === STRETCH - 1) yield;
      }
  }
}
