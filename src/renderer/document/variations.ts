import { activationIds, activations, type ActivationId } from '../../core/activations.ts';
import { architecture } from '../../core/graph/graph.ts';
import { initializerOf, type InitializerId } from '../../core/initializers.ts';
import { optimizers, type OptimizerId } from '../../core/optimizers.ts';
import { checkPlan } from '../../core/plan/parse.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { m } from '../../core/words/m.ts';
import { short } from '../../core/words/numbers.ts';
import { withInitEverywhere, withOptimizer, withoutParameters } from './adapt.ts';

/** A plan that is another one but for one thing. */
export interface Variant {
  /** `zero`, `η 1`: what is otherwise. */
  title: string;
  /** The value it has there, as numbers. */
  detail: string;
  plan: Plan;
}

/** One thing in which a plan can be varied. */
interface Variation {
  title: () => string;
  /** What else somebody may look for who wants it. */
  words: () => string;
  /** Plans that have it otherwise. Those that cannot run are left out afterwards. */
  variants: (plan: Plan) => Variant[];
}

const isDense = (layer: Layer): boolean => layer.type === 'dense';
const lastDense = ({ network }: Plan): number => network.findLastIndex(isDense);
/** Functions of hidden layers: one after the last dense layer belongs to the output. */
const hiddenFunctions = (plan: Plan): ActivationId[] =>
  plan.network.slice(0, lastDense(plan)).flatMap((layer) => (layer.type === 'activation' ? [layer.fn] : []));
/** Changes all layers before the last dense one. Given initial values no longer fit other shapes. */
const inHidden = (plan: Plan, change: (layer: Layer) => Layer[]): Plan => {
  const last = lastDense(plan);
  return { ...plan, network: plan.network.flatMap((layer, i) => (i < last ? change(layer) : [layer])) };
};
const network = (plan: Plan): string => architecture(plan.network, shapeOf(plan).width);
const rounded = (value: number): number => Number(value.toPrecision(6));

/** Var(w) of the rules that runs are compared by; n is nᵢₙ. */
const variances = {
  zero: '0',
  too_small: '0.01 / n',
  appropriate: '1 / n',
  too_large: '100 / n',
  xavier: '2 / (n + nₒᵤₜ)',
  he: '2 / n',
} as const satisfies Partial<Record<InitializerId, string>>;
const inits = Object.keys(variances) as (keyof typeof variances)[];
const optimizerIds: readonly OptimizerId[] = ['sgd', 'momentum', 'rmsprop', 'adam'];

/** The block that ends with the last hidden activation: what one layer more repeats, one less takes away. */
function lastBlock(plan: Plan): { from: number; to: number } | null {
  const last = lastDense(plan);
  const from = plan.network.findLastIndex((layer, i) => i < last && isDense(layer));
  return from < 0 ? null : { from, to: last };
}
const deeper = (plan: Plan, more: number): Plan | null => {
  const block = lastBlock(plan);
  if (!block) return null;
  const layers = Array.from({ length: more }, () => plan.network.slice(block.from, block.to)).flat();
  return withoutParameters({ ...plan, network: plan.network.toSpliced(block.to, 0, ...layers) });
};
const shallower = (plan: Plan): Plan | null => {
  const block = lastBlock(plan);
  return block && withoutParameters({ ...plan, network: plan.network.toSpliced(block.from, block.to - block.from) });
};
const wider = (plan: Plan, factor: number): Plan =>
  withoutParameters(
    inHidden(plan, (layer) => [
      layer.type === 'dense' ? { ...layer, units: Math.max(1, Math.round(layer.units * factor)) } : layer,
    ]),
  );
const withDropout = (plan: Plan, p: number): Plan =>
  inHidden(plan, (layer) => {
    if (layer.type === 'dropout') return [];
    return layer.type === 'activation' && p > 0 ? [layer, { type: 'dropout', p }] : [layer];
  });

/** What an experiment can be compared with that is the same but for one thing. */
export const variations = {
  init: {
    title: m.compare_vary_init,
    words: m.compare_vary_init_words,
    variants: (plan) =>
      inits.map((id) => ({
        title: initializerOf(id).title,
        detail: m.compare_vary_variance({ value: variances[id] }),
        plan: withInitEverywhere(plan, id).plan,
      })),
  },
  seed: {
    title: m.compare_vary_seed,
    words: m.compare_vary_seed_words,
    variants: (plan) =>
      [1, 2, 3, 4, 5].map((more) => {
        const seed = (plan.seed + more) % 2 ** 31;
        return { title: m.compare_vary_seed_of({ seed: String(seed) }), detail: String(seed), plan: { ...plan, seed } };
      }),
  },
  learningRate: {
    title: m.compare_vary_rate,
    words: m.compare_vary_rate_words,
    variants: (plan) =>
      [0.1, 1 / 3, 3, 10, 100].map((factor) => {
        const learningRate = rounded(plan.optimizer.learningRate * factor);
        const by = factor < 1 ? `÷ ${Math.round(1 / factor)}` : `× ${factor}`;
        return {
          title: m.compare_vary_rate_by({ by }),
          detail: `η ${short(learningRate)}`,
          plan: { ...plan, optimizer: { ...plan.optimizer, learningRate } },
        };
      }),
  },
  activation: {
    title: m.compare_vary_activation,
    words: m.compare_vary_activation_words,
    variants: (plan) =>
      hiddenFunctions(plan).length === 0
        ? []
        : activationIds.map((fn) => ({
            title: activations[fn].title,
            detail: 'φ',
            plan: inHidden(plan, (layer) => [layer.type === 'activation' ? { ...layer, fn } : layer]),
          })),
  },
  optimizer: {
    title: m.compare_vary_optimizer,
    words: m.compare_vary_optimizer_words,
    variants: (plan) =>
      optimizerIds.map((kind) => ({
        title: optimizers[kind].title,
        detail: `η ${short(plan.optimizer.learningRate)}`,
        plan: withOptimizer(plan, kind),
      })),
  },
  dropout: {
    title: m.compare_vary_dropout,
    words: m.compare_vary_dropout_words,
    variants: (plan) =>
      hiddenFunctions(plan).length === 0
        ? []
        : [0, 0.2, 0.5, 0.8].map((p) => ({
            title: p === 0 ? m.compare_vary_dropout_none() : m.compare_vary_dropout_of({ p: String(p) }),
            detail: `p ${p}`,
            plan: withDropout(plan, p),
          })),
  },
  weightDecay: {
    title: m.compare_vary_decay,
    words: m.compare_vary_decay_words,
    variants: (plan) =>
      [0, 0.001, 0.01, 0.1].map((weightDecay) => ({
        title: m.compare_vary_decay_of({ lambda: String(weightDecay) }),
        detail: `λ ${weightDecay}`,
        plan: { ...plan, weightDecay },
      })),
  },
  width: {
    title: m.compare_vary_width,
    words: m.compare_vary_width_words,
    variants: (plan) =>
      ([0.5, 2, 4] as const).map((factor) => {
        const varied = wider(plan, factor);
        return { title: m.compare_vary_width_by({ by: String(factor) }), detail: network(varied), plan: varied };
      }),
  },
  depth: {
    title: m.compare_vary_depth,
    words: m.compare_vary_depth_words,
    variants: (plan) =>
      [{ more: -1, plan: shallower(plan) }, ...[1, 2, 4].map((more) => ({ more, plan: deeper(plan, more) }))].flatMap(
        ({ more, plan: varied }) =>
          varied
            ? [{ title: m.compare_vary_depth_by({ more: String(more) }), detail: network(varied), plan: varied }]
            : [],
      ),
  },
} satisfies Record<string, Variation>;

export type VariationId = keyof typeof variations;
export const variationIds = Object.keys(variations) as VariationId[];

/** Plans that are the same as this one but for one thing, can run, and are not this one.
 *  @param memoryLimit bytes a run may take */
export function variantsOf(id: VariationId, plan: Plan, memoryLimit: number): Variant[] {
  const own = JSON.stringify({ ...plan, name: '', plots: null });
  return variations[id].variants(plan).flatMap((variant) => {
    if (JSON.stringify({ ...variant.plan, name: '', plots: null }) === own) return [];
    const name = m.compare_vary_name({ plan: plan.name, change: variant.title }).slice(0, 120);
    const { plan: checked, problems } = checkPlan({ ...variant.plan, name }, memoryLimit);
    return checked && problems.every(({ hint }) => hint) ? [{ ...variant, plan: checked }] : [];
  });
}
