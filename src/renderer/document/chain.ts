import { ofPictures } from '../../core/datasets.ts';
import type { ActivationId } from '../../core/activations.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { arrange, removeLayers } from './arrange.ts';

/** What the palette offers: a kind of block, not yet in any network. */
export type Piece = { type: Exclude<LayerType, 'activation'> } | { type: 'activation'; fn: ActivationId };
export type LayerType = Layer['type'];

const lastDense = (network: readonly Layer[]): number => network.findLastIndex((layer) => layer.type === 'dense');

/** The layer a piece becomes at gap `at`. A dense layer at the end is the output layer and gets the units the loss wants;
 *  elsewhere it takes the width of the dense layer before it. */
export function layerOf(piece: Piece, plan: Plan, at: number): Layer {
  switch (piece.type) {
    case 'activation':
      return { type: 'activation', fn: piece.fn };
    case 'dropout':
      return { type: 'dropout', p: 0.5 };
    case 'noise':
      return { type: 'noise', sigma: 0.1 };
    case 'dense': {
      const atEnd = lastDense(plan.network) < at;
      const before = plan.network.slice(0, at).findLast((layer) => layer.type === 'dense');
      const usual = ofPictures(plan.data) ? 64 : 6;
      const units = atEnd ? shapeOf(plan).outputs : before?.type === 'dense' ? before.units : usual;
      return { type: 'dense', units, init: { kind: 'appropriate' }, bias: true };
    }
  }
}

/** The gap Enter appends to: after the selected layer, so that a chain can be built from left to right. Without one, a
 *  network that ends with a dense layer is complete, and what comes goes before that output layer, an activation first of
 *  all to the hidden dense layer that lacks one. Any other network grows at its end. */
export function appendGap(piece: Piece, network: readonly Layer[], selected: number | null = null): number {
  if (selected !== null && network[selected] && legalGaps(piece.type, network).includes(selected + 1))
    return selected + 1;
  const last = network.length - 1;
  if (network[last]?.type !== 'dense') return network.length;
  if (piece.type === 'dense') return last;
  const bare = network.findLastIndex(
    (layer, i) => i < last && layer.type === 'dense' && network[i + 1]?.type !== 'activation',
  );
  if (piece.type === 'activation' && bare >= 0) return bare + 1;
  return last === 0 ? network.length : last;
}

/** Gaps (0 is before the first layer, `network.length` before the loss) where a block may go. `from`: it is layer `from`
 *  already, and the gaps beside it would change nothing. An activation needs a dense layer before it: bending the data is
 *  not what it is for. Any other order may be on the way to something. */
export function legalGaps(type: LayerType, network: readonly Layer[], from?: number): number[] {
  const first = network.findIndex((layer, i) => layer.type === 'dense' && i !== from);
  return Array.from({ length: network.length + 1 }, (_, gap) => gap).filter((gap) => {
    if (from !== undefined && (gap === from || gap === from + 1)) return false;
    return type !== 'activation' || (first >= 0 && gap > first);
  });
}

/** With a layer put into gap `at`. */
export const insertLayer = (plan: Plan, layer: Layer, at: number): Plan =>
  arrange(plan, plan.network.map((_, i): number | Layer => i).toSpliced(at, 0, layer)).plan;

export const removeLayer = (plan: Plan, at: number): Plan => removeLayers(plan, [at]).plan;

/** With layer `at` changed; another kind of layer there is left alone. */
export function changeLayer<T extends LayerType>(
  plan: Plan,
  at: number,
  type: T,
  change: (layer: Extract<Layer, { type: T }>) => Layer,
): Plan {
  const layer = plan.network[at];
  if (layer?.type !== type) return plan;
  return { ...plan, network: plan.network.with(at, change(layer as Extract<Layer, { type: T }>)) };
}

/** Keys that stay with their layers through an edit: the same object keeps its key, a changed one in its place too. */
export function rekey(
  before: readonly Layer[],
  keys: readonly string[],
  after: readonly Layer[],
  make: () => string,
): string[] {
  const free = new Map(before.map((layer, i) => [i, layer]));
  const found = after.map((layer): string | undefined => {
    for (const [i, old] of free)
      if (old === layer) {
        free.delete(i);
        return keys[i];
      }
    return undefined;
  });
  return found.map((key, i) => {
    if (key !== undefined) return key;
    if (before.length === after.length && free.delete(i)) return keys[i] ?? make();
    return make();
  });
}
