import { parameterCount } from '../../core/graph/graph.ts';
import type { InitializerId } from '../../core/initializers.ts';
import { median } from '../../core/lessons/measure.ts';
import { growthOf, productOf, type ProductSettings } from '../../core/matrix-products.ts';
import { exercise1 } from '../../core/plan/exercises.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import type { Bench } from '../bench.ts';
import type { Fact } from './fact.ts';
import { alike, exploding, factors, planes, seeds, tenLayers, vanishing } from './plans.ts';

const fixed = (value: number, within: number): Fact['want'] => ({ value, within });
const range = (least: number, most: number): Fact['want'] => ({ least, most });

/** The 160 points of the lecture's plot of the sigmoid. */
const plotted = Array.from({ length: 160 }, (_, i) => (i - 80) / 10);
const slopes = async (bench: Bench): Promise<number[]> => (await bench.curve('sigmoid', plotted)).dy;

async function entry(bench: Bench, plan: Plan, node: string): Promise<number> {
  return (await bench.trace(plan)).nodes[node]?.values[0] ?? NaN;
}
async function norm(bench: Bench, plan: Plan, node: string): Promise<number> {
  return Math.hypot(...((await bench.trace(plan)).nodes[node]?.values ?? [NaN]));
}
async function lastOf(bench: Bench, plan: Plan): Promise<number> {
  return (await bench.run(plan, false)).progress.trained?.loss ?? NaN;
}

/** Medians over 11 seeds of a number of exercise 1, of each of its four data sets: single seeds break the lecture's rules. */
async function medians(init: InitializerId, measure: (plan: Plan) => Promise<number>): Promise<number[]> {
  const found: number[] = [];
  for (const kind of planes) {
    const all: number[] = [];
    for (const seed of seeds(11)) all.push(await measure(exercise1(kind, init, seed)));
    found.push(median(all));
  }
  return found;
}

interface AtBatch58 {
  wrong: number;
  cost: number;
}
/** Runs that several facts are about. */
const kept = new WeakMap<Bench, Map<Plan, Promise<AtBatch58>>>();

/** Batch 58 of epoch 1, both counted from 0, of exercise 2: medians over 5 seeds. */
function atBatch58(bench: Bench, preset: Plan): Promise<AtBatch58> {
  const ofBench = kept.get(bench) ?? new Map<Plan, Promise<AtBatch58>>();
  kept.set(bench, ofBench);
  const found = ofBench.get(preset) ?? measuredAtBatch58(bench, preset);
  ofBench.set(preset, found);
  return found;
}

async function measuredAtBatch58(bench: Bench, preset: Plan): Promise<AtBatch58> {
  const wrong: number[] = [];
  const cost: number[] = [];
  for (const seed of seeds(5)) {
    // a frame has the loss of the batch that comes next
    const { frames } = await bench.run({ ...preset, seed, length: { steps: 158 } }, false);
    const { loss = NaN, accuracy = NaN } = frames.at(-1)?.scalars ?? {};
    cost.push(loss);
    wrong.push(100 - 100 * accuracy);
  }
  return { wrong: median(wrong), cost: median(cost) };
}

/** How many entries of W⁽¹⁾ are, after training, other bits than those of its first row. */
async function unlikeFirst(bench: Bench, plan: Plan): Promise<number> {
  const { frames } = await bench.run(plan, false);
  const w = frames.findLast(({ kind }) => kind === 'keyframe')?.tensor('W1');
  return w ? w.filter((value, i) => !Object.is(value, w[i % 2])).length : NaN;
}

const size = (settings: ProductSettings): number =>
  seeds(400).reduce((sum, i) => sum + (productOf(settings, i).sizes.at(-1) ?? NaN), 0) / 400;

async function variance(bench: Bench, init: InitializerId): Promise<number> {
  const values = (await bench.trace(tenLayers(init))).nodes['W5']?.values ?? [];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** The numbers of the lecture, in its order. Rules over several seeds are those that were measured to hold on fresh seeds as well
 *  (docs/SELFTEST.md). */
export const facts: readonly Fact[] = [
  {
    id: 'parameters',
    what: 'parameters of 784-256-256-10',
    want: fixed(269_322, 0),
    measure: () =>
      Promise.resolve(
        [784, 256, 256].reduce((sum, width, i) => {
          const { weights, biases } = parameterCount(chain([256, 256, 10], 'relu')[2 * i] as Layer, width);
          return sum + weights + biases;
        }, 0),
      ),
  },
  {
    id: 'sigmoid-middle',
    what: 'the sigmoid at 0',
    want: fixed(0.5, 1e-7),
    measure: async (bench) => (await bench.curve('sigmoid', [0])).y[0] ?? NaN,
  },
  {
    id: 'sigmoid-slope',
    what: 'its largest slope on the 160 points of the plot',
    want: fixed(0.25, 1e-7),
    measure: async (bench) => Math.max(...(await slopes(bench))),
  },
  {
    id: 'sigmoid-tail',
    what: 'its slope at −8',
    want: fixed(3.352e-4, 1e-7),
    measure: async (bench) => (await slopes(bench))[0] ?? NaN,
  },
  {
    id: 'vanishing',
    what: '‖∂J/∂W⁽¹⁾‖ ÷ ‖∂J/∂W⁽¹¹⁾‖ through ten sigmoid layers, before any step',
    want: range(0, 1e-5),
    measure: async (bench) => (await norm(bench, vanishing, 'dW1')) / (await norm(bench, vanishing, 'dW11')),
  },
  {
    id: 'product',
    what: 'a hundred 4×4 normal matrices: log₁₀ of the largest entry of their product, mean of 400 draws',
    want: fixed(24.8, 0.5),
    measure: () => Promise.resolve(size(factors)),
  },
  {
    id: 'product-half',
    what: 'the same with σ = 0.5',
    want: fixed(-5.7, 0.5),
    measure: () => Promise.resolve(size({ ...factors, sigma: 0.5 })),
  },
  {
    id: 'product-theory',
    what: 'what a factor adds to its logarithm, by theory',
    want: fixed(0.558, 5e-4),
    measure: () => Promise.resolve(growthOf(factors) ?? NaN),
  },
  {
    id: 'exploding',
    what: 'five ReLU layers with weights of variance 1: the step at which the loss is no number any more',
    want: range(1, 20),
    measure: async (bench) => {
      const { progress } = await bench.run(exploding(), false);
      return progress.status === 'diverged' ? progress.step : NaN;
    },
  },
  {
    id: 'clipping',
    what: 'the same, with gradients clipped at norm 1: its cost in the end',
    want: range(0, 0.01),
    measure: (bench) => lastOf(bench, exploding(1)),
  },
  {
    id: 'symmetry',
    what: 'equal units at the start: entries of W⁽¹⁾ that differ between units after 3,000 steps',
    want: fixed(0, 0),
    measure: (bench) => unlikeFirst(bench, alike),
  },
  {
    id: 'xavier-normal',
    what: 'Xavier, normal, 100 to 100 units: variance of the weights',
    want: fixed(0.01, 5e-4),
    measure: (bench) => variance(bench, 'xavier'),
  },
  {
    id: 'xavier-uniform',
    what: 'Xavier, uniform on ±a: variance of the weights, a²/3',
    want: fixed(0.01, 5e-4),
    measure: (bench) => variance(bench, 'xavier_uniform'),
  },
  {
    id: 'exercise1-zero',
    what: 'exercise 1, zero: the cost farthest from ln 2 at epoch 100, of four data sets',
    want: fixed(Math.LN2, 1e-6),
    measure: async (bench) => farthest(await medians('zero', (plan) => lastOf(bench, plan)), Math.LN2),
  },
  {
    id: 'exercise1-small',
    what: 'exercise 1, too small: the same',
    want: fixed(Math.LN2, 0.03),
    measure: async (bench) => farthest(await medians('too_small', (plan) => lastOf(bench, plan)), Math.LN2),
  },
  {
    id: 'exercise1-appropriate',
    what: 'exercise 1, appropriate: the highest of the four costs',
    want: range(0, 0.55),
    measure: async (bench) => Math.max(...(await medians('appropriate', (plan) => lastOf(bench, plan)))),
  },
  {
    id: 'exercise1-large',
    what: 'exercise 1, too large: the lowest of the four costs at the start',
    want: range(20, Infinity),
    measure: async (bench) => Math.min(...(await medians('too_large', (plan) => entry(bench, plan, 'L')))),
  },
  {
    id: 'exercise2-zero',
    what: 'exercise 2, zero: its cost, ln 10',
    want: fixed(Math.LN10, 1e-5),
    measure: (bench) =>
      entry(bench, { ...presets.exercise2, network: chain([300, 300, 300, 300, 10], 'tanh', 'zero') }, 'L'),
  },
  {
    id: 'slide-wrong',
    what: 'exercise 2 as on the slide, the output layer alone learns: wrong of 100 at batch 58 of epoch 1',
    want: range(16, 26),
    measure: async (bench) => (await atBatch58(bench, presets.exercise2Slide)).wrong,
  },
  {
    id: 'slide-cost',
    what: 'its cost there (the slide’s: 0.94)',
    want: range(0.85, 1.15),
    measure: async (bench) => (await atBatch58(bench, presets.exercise2Slide)).cost,
  },
  {
    id: 'all-layers-wrong',
    what: 'all layers learn: wrong of 100 there',
    want: range(6, 13),
    measure: async (bench) => (await atBatch58(bench, presets.exercise2)).wrong,
  },
  {
    id: 'all-layers-cost',
    what: 'its cost there',
    want: range(0.25, 0.42),
    measure: async (bench) => (await atBatch58(bench, presets.exercise2)).cost,
  },
];

/** Of several numbers the one farthest from another. */
function farthest(values: readonly number[], from: number): number {
  return values.reduce((worst, value) => (Math.abs(value - from) > Math.abs(worst - from) ? value : worst), from);
}
