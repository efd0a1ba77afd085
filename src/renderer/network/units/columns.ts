import { activations, type ActivationId } from '../../../core/activations.ts';
import { maskName, type Graph } from '../../../core/graph/graph.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';

/** What is drawn as one column: the input, or a dense layer with what follows it up to the next one. */
export interface Column {
  /** Index of the dense layer in the plan; −1 is the input. */
  layer: number;
  /** The variable its units show: x, h after the activation, or o. */
  variable: string;
  /** The pre-activation; of the input x itself. */
  z: string;
  /** Every variable whose entry j belongs to unit j. */
  variables: string[];
  /** Its dropout masks. */
  masks: string[];
  /** Weights and biases into it; null for the input, and for a layer without biases. */
  W: string | null;
  b: string | null;
  fn: ActivationId | null;
  /** `ReLU`, and what else the layer does: `dropout 0.5`. */
  title: string;
  extras: string[];
  /** Units there are. */
  width: number;
}

/** The columns of a network. Dropout and noise make none of their own: their units are those before them. */
export function columnsOf(plan: Pick<Plan, 'network'>, graph: Graph): Column[] {
  const width = graph.variables.find(({ name }) => name === 'x')?.columns ?? 0;
  const input = { layer: -1, variable: 'x', z: 'x', variables: ['x'], W: null, b: null, fn: null };
  const columns: Column[] = [{ ...input, masks: [], title: m.units_input(), extras: [], width }];
  plan.network.forEach((layer, i) => {
    const nodes = graph.layers[i];
    const column = columns.at(-1);
    if (!nodes || !column) return;
    const { output } = nodes;
    switch (layer.type) {
      case 'dense': {
        const [W = null, b = null] = nodes.parameters;
        const extras = layer.frozen ? [m.units_frozen()] : [];
        const rest = { title: output === 'o' ? m.units_output() : m.units_linear(), extras, width: nodes.outputWidth };
        columns.push({
          layer: i,
          variable: output,
          z: output,
          variables: [output],
          masks: [],
          W,
          b,
          fn: null,
          ...rest,
        });
        break;
      }
      case 'activation':
        Object.assign(column, { variable: output, fn: layer.fn, title: activations[layer.fn].title });
        column.variables.push(output);
        break;
      case 'dropout':
        column.extras.push(m.units_dropout({ p: String(layer.p) }));
        column.variables.push(output);
        column.masks.push(maskName(i));
        break;
      case 'noise':
        column.extras.push(m.units_noise({ sigma: String(layer.sigma) }));
        column.variables.push(output);
        break;
    }
  });
  return columns;
}

/** Weights of all columns: what `edges drawn` is measured against. */
export const edgesOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width }, c) => sum + (c > 0 ? width * (columns[c - 1]?.width ?? 0) : 0), 0);

/** 6 units, 1 unit. */
export const units = (n: number): string => m.units_units({ n, shown: int(n) });
