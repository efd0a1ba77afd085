import { activations } from '../../core/activations.ts';
import { architecture } from '../../core/graph/graph.ts';
import { initializers } from '../../core/initializers.ts';
import { losses } from '../../core/losses.ts';
import { optimizers } from '../../core/optimizers.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import { int, written } from '../../core/words/numbers.ts';

/** One thing of a plan: the places of it that may move, and what it is. */
interface Stay {
  id: string;
  at: RegExp;
  title: () => string;
  text: (plan: Plan) => string;
}

const several = (texts: readonly string[]): string => [...new Set(texts)].join(', ');
const number = (v: number): string => written(String(v));

const stays: readonly Stay[] = [
  {
    id: 'data',
    at: /^data\.(kind|train)$/,
    title: m.sweep_stays_data,
    text: (plan) => m.sweep_stays_data_text({ data: plan.data.kind, train: int(shapeOf(plan).train) }),
  },
  {
    id: 'network',
    at: /units$|^depth$/,
    title: m.sweep_stays_network,
    text: (plan) => architecture(plan.network, shapeOf(plan).width),
  },
  {
    id: 'activation',
    at: /\.fn$/,
    title: m.sweep_stays_activation,
    text: ({ network }) =>
      several(network.flatMap((layer) => (layer.type === 'activation' ? activations[layer.fn].title : []))),
  },
  {
    id: 'init',
    at: /\.init\./,
    title: m.sweep_stays_init,
    text: ({ network }) =>
      several(network.flatMap((layer) => (layer.type === 'dense' ? initializers[layer.init.kind].title : []))),
  },
  { id: 'loss', at: /^loss$/, title: m.sweep_stays_loss, text: ({ loss }) => losses[loss].title },
  {
    id: 'optimizer',
    at: /^optimizer\.kind$/,
    title: m.sweep_stays_optimizer,
    text: ({ optimizer }) => optimizers[optimizer.kind].title,
  },
  {
    id: 'rate',
    at: /^optimizer\.learningRate$/,
    title: m.sweep_stays_rate,
    text: ({ optimizer }) => number(optimizer.learningRate),
  },
  { id: 'batch', at: /^batchSize$/, title: m.sweep_stays_batch, text: ({ batchSize }) => int(batchSize) },
  {
    id: 'decay',
    at: /^weightDecay$/,
    title: m.sweep_stays_decay,
    text: ({ weightDecay }) => (weightDecay === 0 ? '' : number(weightDecay)),
  },
  {
    id: 'length',
    at: /^length\./,
    title: m.sweep_stays_length,
    text: ({ length }) =>
      'epochs' in length
        ? m.sweep_stays_epochs({ n: length.epochs, shown: int(length.epochs) })
        : m.sweep_stays_steps({ n: length.steps, shown: int(length.steps) }),
  },
];

/** The plan in short, without what moves. @param moved places that the axes move */
export const staysOf = (plan: Plan, moved: readonly string[]): { id: string; title: string; text: string }[] =>
  stays
    .filter(({ at }) => !moved.some((place) => at.test(place)))
    .map(({ id, title, text }) => ({ id, title: title(), text: text(plan) }))
    .filter(({ text }) => text !== '');
