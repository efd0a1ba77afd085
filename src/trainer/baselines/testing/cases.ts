import { initialize } from '../../../core/initialize.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Layer, Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import type { Sets } from '../inputs.ts';

const he = (units: number[]): Layer[] => chain(units, 'relu', 'he');
const digits: Plan = {
  ...presets.digits,
  data: { kind: 'mnist', train: 300, test: 500 },
  network: he([256, 10]),
};
const descent: Plan = {
  ...digits,
  loss: 'squared_error',
  data: { kind: 'mnist', train: 100, test: 500 },
  network: he([100, 10]).map((layer, i) => (layer.type === 'dense' && i === 0 ? { ...layer, frozen: true } : layer)),
};
const moons: Plan = {
  ...presets.moons,
  data: { kind: 'moons', train: 100, test: 300, noise: 1 },
  network: he([40, 30, 1]),
};

/** What is computed a second time in Python (independent.py). */
export const cases: Record<string, Plan> = {
  digits,
  'digits, half of the labels drawn anew': { ...digits, data: { ...digits.data, labelNoise: 0.5 } },
  'digits, squared error, as many units as digits': descent,
  moons,
  'moons, squared error, half of the labels drawn anew': {
    ...moons,
    loss: 'squared_error',
    data: { ...moons.data, labelNoise: 0.5 },
  },
};

/** A case as a file for Python: the examples and the initial hidden layers, and nothing that follows from them. */
export function written(name: string, plan: Plan, { train, test }: Sets): object {
  const { outputs, classes } = shapeOf(plan);
  const graph = graphOf(plan, shapeOf(plan));
  const layers = plan.network.flatMap((layer, i) => {
    if (layer.type !== 'dense') return [];
    const { inputWidth = 0 } = graph.layers[i] ?? {};
    const W = new Float32Array(layer.units * inputWidth);
    for (const _ of initialize(plan, graph, graph.layers[i]?.parameters[0] ?? '', W)); // to its end
    return [{ W: base64(W), units: layer.units, bias: layer.bias, frozen: layer.frozen === true }];
  });
  const set = ({ x, labels, scale, count, width }: Sets['train']): object => ({
    x: base64(x),
    type: x instanceof Uint8Array ? 'uint8' : 'float32',
    labels: [...labels],
    scale,
    count,
    width,
  });
  return { name, loss: plan.loss, outputs, classes, layers, train: set(train), test: set(test) };
}

const base64 = (values: Float32Array | Uint8Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
