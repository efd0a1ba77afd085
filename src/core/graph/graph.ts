import type { ActivationId } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import type { DataShape } from '../plan/shape.ts';

/** A square of Fig. 5.3.1: a named tensor of rows × columns; `'n'` rows are one for each example of the batch. */
export interface Variable {
  name: string;
  role: 'data' | 'parameter' | 'mask' | 'intermediate' | 'scalar';
  rows: number | 'n';
  columns: number;
  /** Whether backpropagation computes ∂J/∂variable; data and masks need none. */
  gradient: boolean;
}

/** What an operator does, with the constants it needs. One entry each in `operators`. */
export type Operation =
  | { kind: 'affine' }
  | { kind: 'activation'; fn: ActivationId }
  | { kind: 'dropout'; p: number; layer: number }
  | { kind: 'noise'; sigma: number; layer: number }
  | { kind: 'loss'; fn: LossId }
  | { kind: 'penalty'; l2: number; l1: number }
  | { kind: 'sum' };

/** A circle of Fig. 5.3.1 (× and + of a layer together are one): reads its inputs, writes its output. */
export interface Operator {
  operation: Operation;
  inputs: string[];
  output: string;
  /** Index of the layer this operator came from; −1 for loss, penalty and sum. */
  layer: number;
}

/** What one layer of the plan became in the graph. */
export interface LayerNodes {
  input: string;
  output: string;
  inputWidth: number;
  outputWidth: number;
  parameters: string[];
}

/** The computational graph of one training step: variables and operators in the order of the forward pass. */
export interface Graph {
  variables: Variable[];
  operators: Operator[];
  layers: LayerNodes[];
  /** Names of the weight matrices, first layer first. */
  weights: string[];
}

/** Builds the graph of a plan: x to o through the layers, then L, the penalty s when there is one, and J. [lecture Fig. 5.3.1]
 *  Names are the lecture's: `z1 = x W1ᵀ + b1`, `h1 = φ(z1)`, the last one `o`; `h1'` after dropout or noise. */
export function graphOf(plan: Pick<Plan, 'network' | 'loss' | 'weightDecay' | 'l1'>, shape: DataShape): Graph {
  const graph: Graph = { variables: [], operators: [], layers: [], weights: [] };
  const add = (variable: Variable): string => {
    graph.variables.push(variable);
    return variable.name;
  };
  add({ name: 'x', role: 'data', rows: 'n', columns: shape.width, gradient: false });
  let current = 'x';
  let width = shape.width;
  let needsGradient = false;
  const taken = new Set(['x', 'o', 'y', 'L', 's', 'J']);
  const last = plan.network.length - 1;

  const outputName = (index: number, wanted: string): string => {
    if (index === last) return 'o';
    let name = wanted;
    for (let more = 2; taken.has(name); more++) name = `${wanted}_${more}`;
    taken.add(name);
    return name;
  };

  plan.network.forEach((layer, index) => {
    const depth = graph.weights.length;
    const input = current;
    const inputWidth = width;
    const parameters: string[] = [];
    const intermediate = (name: string): string =>
      add({ name, role: 'intermediate', rows: 'n', columns: width, gradient: needsGradient });
    switch (layer.type) {
      case 'dense': {
        const W = add({ name: `W${depth + 1}`, role: 'parameter', rows: layer.units, columns: width, gradient: true });
        graph.weights.push(W);
        parameters.push(W);
        width = layer.units;
        needsGradient = true;
        if (layer.bias) {
          parameters.push(add({ name: `b${depth + 1}`, role: 'parameter', rows: 1, columns: width, gradient: true }));
        }
        current = intermediate(outputName(index, `z${depth + 1}`));
        graph.operators.push({
          operation: { kind: 'affine' },
          inputs: [input, ...parameters],
          output: current,
          layer: index,
        });
        break;
      }
      case 'activation': {
        current = intermediate(outputName(index, `h${depth}`));
        graph.operators.push({
          operation: { kind: 'activation', fn: layer.fn },
          inputs: [input],
          output: current,
          layer: index,
        });
        break;
      }
      case 'dropout': {
        const mask = add({ name: maskName(index), role: 'mask', rows: 'n', columns: width, gradient: false });
        current = intermediate(outputName(index, `${input}'`));
        graph.operators.push({
          operation: { kind: 'dropout', p: layer.p, layer: index },
          inputs: [input, mask],
          output: current,
          layer: index,
        });
        break;
      }
      case 'noise': {
        current = intermediate(outputName(index, `${input}'`));
        graph.operators.push({
          operation: { kind: 'noise', sigma: layer.sigma, layer: index },
          inputs: [input],
          output: current,
          layer: index,
        });
        break;
      }
    }
    graph.layers.push({ input, output: current, inputWidth, outputWidth: width, parameters });
  });

  add({ name: 'y', role: 'data', rows: 'n', columns: shape.targetWidth, gradient: false });
  add({ name: 'L', role: 'scalar', rows: 1, columns: 1, gradient: true });
  graph.operators.push({ operation: { kind: 'loss', fn: plan.loss }, inputs: [current, 'y'], output: 'L', layer: -1 });
  const terms = ['L'];
  const l1 = plan.l1 ?? 0;
  if ((plan.weightDecay > 0 || l1 > 0) && graph.weights.length > 0) {
    terms.push(add({ name: 's', role: 'scalar', rows: 1, columns: 1, gradient: true }));
    graph.operators.push({
      operation: { kind: 'penalty', l2: plan.weightDecay, l1 },
      inputs: [...graph.weights],
      output: 's',
      layer: -1,
    });
  }
  add({ name: 'J', role: 'scalar', rows: 1, columns: 1, gradient: true });
  graph.operators.push({ operation: { kind: 'sum' }, inputs: terms, output: 'J', layer: -1 });
  return graph;
}

/** Rows of a variable in a batch of n examples. */
export const rowsOf = (variable: Pick<Variable, 'rows'>, n: number): number =>
  variable.rows === 'n' ? n : variable.rows;

/** The dropout mask of layer `index` of the plan. */
export const maskName = (index: number): string => `m${index + 1}`;

/** Name of the gradient of a variable: ∂J/∂W⁽¹⁾ is `dW1`. */
export const gradientName = (variable: string): string => `d${variable}`;

/** Parameters of one layer: out × in weights and out biases. */
export function parameterCount(layer: Layer, inputWidth: number): { weights: number; biases: number } {
  return layer.type === 'dense'
    ? { weights: layer.units * inputWidth, biases: layer.bias ? layer.units : 0 }
    : { weights: 0, biases: 0 };
}

/** `2-6-3-1`: the widths of the input and of every dense layer. */
export const architecture = (network: readonly Layer[], inputWidth: number): string =>
  [inputWidth, ...network.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : []))].join('-');

/** Whether two networks have the same variables, of the same widths. */
export const sameVariables = (a: Graph, b: Graph): boolean =>
  a.variables.length === b.variables.length &&
  a.variables.every(({ name, columns }, i) => b.variables[i]?.name === name && b.variables[i].columns === columns);
