import type { Layer, Plan } from '../plan/schema.ts';

type Dense = Extract<Layer, { type: 'dense' }>;

/** Where the dense layers of a network are. */
export const densesOf = ({ network }: Pick<Plan, 'network'>): number[] =>
  network.flatMap((layer, i) => (layer.type === 'dense' ? [i] : []));

/** A network as what stands before its first dense layer, then one block for each dense layer: it and what follows it. */
export function blocksOf({ network }: Pick<Plan, 'network'>): { before: Layer[]; blocks: Layer[][] } {
  const starts = densesOf({ network });
  const blocks = starts.map((start, k) => network.slice(start, starts[k + 1] ?? network.length));
  return { before: network.slice(0, starts[0] ?? network.length), blocks };
}

/** The hidden block that a network repeats, and how often; null where its hidden blocks differ or there is none. */
export function repeatedBlock(plan: Pick<Plan, 'network'>): { block: Layer[]; times: number } | null {
  const hidden = blocksOf(plan).blocks.slice(0, -1);
  const [block] = hidden;
  const text = JSON.stringify(block);
  return block && hidden.every((other) => JSON.stringify(other) === text) ? { block, times: hidden.length } : null;
}

/** The plan without given values of some parameters, or of any. */
export function withoutGiven(plan: Plan, drop: (name: string) => boolean = () => true): Plan {
  const { parameters, ...rest } = plan;
  if (!parameters) return plan;
  const kept = Object.entries(parameters).filter(([name]) => !drop(name));
  return kept.length > 0 ? { ...rest, parameters: Object.fromEntries(kept) } : rest;
}

/** The plan with other layers at some places. */
export const withLayers = (plan: Plan, places: readonly number[], change: (layer: Layer) => Layer): Plan => ({
  ...plan,
  network: plan.network.map((layer, i) => (places.includes(i) ? change(layer) : layer)),
});

/** The plan with its dense layers at `places` changed in shape or in how they begin: given values of `W`, and of `b` and of the
 *  layer after where the shape is another, would not fit any more. */
export function withDense(plan: Plan, places: readonly number[], reshaped: boolean, change: (d: Dense) => Dense): Plan {
  const numbers = densesOf(plan).flatMap((i, k) => (places.includes(i) ? [k + 1] : []));
  const dropped = new Set(numbers.flatMap((k) => (reshaped ? [`W${k}`, `b${k}`, `W${k + 1}`] : [`W${k}`])));
  const next = withLayers(plan, places, (layer) => (layer.type === 'dense' ? change(layer) : layer));
  return withoutGiven(next, (name) => dropped.has(name));
}
