import { activations } from '../../core/activations.ts';
import type { LayerNodes } from '../../core/graph/graph.ts';
import { m } from '../../core/words/m.ts';
import { formulaAt, latexOf, penaltyTex } from '../../core/graph/latex.ts';
import { spoken } from './graph/spoken.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';

/** What a layer computes, with the names of its own graph nodes: `z⁽¹⁾ = X W⁽¹⁾ᵀ + b⁽¹⁾`. */
export function equationOf(layer: Layer, nodes: LayerNodes): string {
  const output = latexOf(nodes.output);
  const input = latexOf(nodes.input);
  switch (layer.type) {
    case 'dense': {
      const [W = 'W', b] = nodes.parameters;
      const transposed = latexOf(W).replace(/\}$/, String.raw`\top}`);
      return String.raw`${output} = ${input}\,${transposed}${b ? ` + ${latexOf(b)}` : ''}`;
    }
    case 'activation':
      return `${output} = ${formulaAt(activations[layer.fn].latex, input)}`;
    case 'dropout':
      return layer.p === 0
        ? `${output} = ${input}`
        : String.raw`${output} = \mathbf{m} \odot ${input} / ${short(1 - layer.p)}`;
    case 'noise':
      return `${output} = ${input}${layer.sigma === 0 ? '' : String.raw` + \sigma\,\boldsymbol{\varepsilon}`}`;
  }
}

/** The same for a screen reader: `z 1 equals X times W 1 transposed plus b 1`. */
export function spokenEquation(layer: Layer, nodes: LayerNodes): string {
  const [output, input] = [spoken(nodes.output), spoken(nodes.input)];
  switch (layer.type) {
    case 'dense': {
      const [W = 'W', b] = nodes.parameters;
      const words = { output, input, weights: spoken(W) };
      return b ? m.graph_equation_dense_bias({ ...words, bias: spoken(b) }) : m.graph_equation_dense(words);
    }
    case 'activation':
      return m.graph_equation_activation({ output, input, activation: activations[layer.fn].title });
    case 'dropout':
      return m.graph_equation_dropout({ output, input });
    case 'noise':
      return m.graph_equation_noise({ output, input });
  }
}

type Penalties = Pick<Plan, 'weightDecay' | 'l1'>;

/** `L = l(o, y), J = L + s`; without a penalty J is L. */
export const objectiveOf = (plan: Penalties): string =>
  String.raw`L = l(\mathbf{o}, y),\; J = L${penaltyOf(plan) === null ? '' : ' + s'}`;

/** The same for a screen reader. */
export const spokenObjective = (plan: Penalties): string =>
  penaltyOf(plan) === null ? m.graph_objective() : m.graph_objective_penalty();

/** What the weights cost: `s = λ/2 Σ‖W‖² + λ₁ Σ|W|`, as far as there is of it; null where there is nothing. */
export function penaltyOf({ weightDecay, l1 = 0 }: Penalties): string | null {
  const tex = penaltyTex(weightDecay, l1);
  return tex === '' ? null : `s = ${tex}`;
}

const short = (v: number): string => String(+v.toPrecision(3));
