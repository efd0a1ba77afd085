import { activations } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { Graph, Operation, Operator } from './graph.ts';
import { formulaAt, latexOf, penaltyTex } from './latex.ts';
import type { Operand } from './operand.ts';
import type { OperationOf } from './operators.ts';

/** One matrix that is put into an equation. */
export interface Term {
  /** What stands before it, as KaTeX; empty for the first. */
  join: string;
  tex: string;
  operand: Operand;
}

/** How a variable or a gradient came about, in the lecture's symbols with this network's names. */
export interface Explanation {
  /** The equation's number in the lecture, where it has one. */
  number: string | null;
  /** `∂J/∂z = prod(∂J/∂h, ∂h/∂z)`; null where there is no chain rule in it. */
  prod: string | null;
  /** What is computed: `∂J/∂h ⊙ φ′(z)`. */
  tex: string;
  /** The matrices that went in, in order. */
  terms: Term[];
  /** What stands between them and the result: `=`, or an arrow with the function. */
  yields: string;
  /** The factor that this step put to the chain-rule product: `⊙ φ′(z)`. */
  factor: string;
  /** Values of the forward pass that had to be kept for it. */
  stored: string[];
}

export interface Place {
  graph: Graph;
  operator: Operator;
}
interface Explainer<K extends Operation['kind']> {
  forward(operation: OperationOf<K>, place: Place): Explanation;
  /** Of ∂J/∂input; `input` is its name. */
  backward(operation: OperationOf<K>, place: Place, input: string): Explanation;
}

const plain: Explanation = { number: null, prod: null, tex: '', terms: [], yields: '=', factor: '', stored: [] };
const d = (name: string): string => `d${name}`;
const frac = (name: string): string => String.raw`\frac{\partial J}{\partial ${latexOf(name)}}`;
const tensor = (join: string, name: string): Term => ({ join, tex: latexOf(name), operand: { kind: 'tensor', name } });
const turned = (join: string, name: string): Term => ({
  join,
  tex: transposeOf(name),
  operand: { kind: 'tensor', name, transposed: true },
});
/** `𝐖⁽¹⁾ᵀ`; a gradient goes into brackets first. */
const transposeOf = (name: string): string => {
  const tex = latexOf(name);
  if (name.startsWith('d') && name.length > 1) return String.raw`(${tex})^{\top}`;
  return tex.endsWith('}') && tex.includes('^{') ? tex.replace(/\}$/, String.raw`\top}`) : String.raw`${tex}^{\top}`;
};
/** `prod(∂J/∂output, ∂output/∂input)`. [lecture 5.3.7] */
const prodOf = (output: string, input: string): string => {
  const rest = String.raw`\frac{\partial ${latexOf(output)}}{\partial ${latexOf(input)}}`;
  return String.raw`\operatorname{prod}\left(${frac(output)},\, ${rest}\right)`;
};
const phiOf = (prime: string, name: string): string => String.raw`\varphi${prime}(${latexOf(name)})`;
/** What the weights of one layer cost: `λ/2 ‖𝐖⁽¹⁾‖² + λ₁ Σ|𝐖⁽¹⁾|`, as far as there is of it. */
const costTex = (name: string, l2: number, l1: number): string => {
  const W = latexOf(name);
  return [
    ...(l2 > 0 ? [String.raw`\tfrac{\lambda}{2}\lVert${W}\rVert^2`] : []),
    ...(l1 > 0 ? [String.raw`\lambda_1\textstyle\sum\lvert${W}\rvert`] : []),
  ].join(' + ');
};
const inputOf = ({ operator }: Place, i: number): string => operator.inputs[i] ?? '';
const penaltyOf = ({ graph }: Place): OperationOf<'penalty'> | null =>
  graph.operators.flatMap(({ operation }) => (operation.kind === 'penalty' ? [operation] : []))[0] ?? null;

/** What the loss makes of o, and how it is written. */
const predicted: Record<LossId, string> = {
  binary_cross_entropy: String.raw`\sigma(\mathbf{o})`,
  softmax_cross_entropy: String.raw`\operatorname{softmax}(\mathbf{o})`,
  squared_error: String.raw`\mathbf{o}`,
};
const targeted: Record<LossId, string> = {
  binary_cross_entropy: 'y',
  softmax_cross_entropy: String.raw`\operatorname{onehot}(y)`,
  squared_error: 'y',
};

/** Every operator's equations, forward and backward together; one entry each, as in `operators`. */
export const explainers: { [K in Operation['kind']]: Explainer<K> } = {
  affine: {
    forward(_operation, place) {
      const [X = '', W = '', b] = place.operator.inputs;
      const terms = [tensor('', X), turned(String.raw`\cdot`, W), ...(b ? [tensor('+', b)] : [])];
      const tex = String.raw`${latexOf(X)}\,${transposeOf(W)}${b ? ` + ${latexOf(b)}` : ''}`;
      return { ...plain, number: place.operator.output === 'o' ? '5.3.3' : '5.3.1', tex, terms };
    },
    backward(_operation, place, input) {
      const { output } = place.operator;
      const [X = '', W = '', b] = place.operator.inputs;
      const prod = prodOf(output, input);
      if (input === X)
        return {
          ...plain,
          number: '5.3.12',
          prod,
          tex: String.raw`${frac(output)}\,${latexOf(W)}`,
          terms: [tensor('', d(output)), tensor(String.raw`\cdot`, W)],
          factor: String.raw`\cdot\,${latexOf(W)}`,
        };
      if (input === b)
        return {
          ...plain,
          prod,
          tex: String.raw`\textstyle\sum_{i=1}^{n} ${frac(output)}`,
          terms: [tensor('', d(output))],
          yields: String.raw`\xrightarrow{\;\sum_i\;}`,
          factor: String.raw`\textstyle\sum_i`,
        };
      const penalty = penaltyOf(place);
      const l2 = penalty?.l2 ?? 0;
      const l1 = penalty?.l1 ?? 0;
      const w = latexOf(W);
      return {
        ...plain,
        number: output === 'o' ? '5.3.11' : '5.3.14',
        prod: penalty ? `${prod} + ${prodOf('s', W)}` : prod,
        tex: String.raw`\left(${frac(output)}\right)^{\!\top}${latexOf(X)}${l2 > 0 ? String.raw` + \lambda ${w}` : ''}${l1 > 0 ? String.raw` + \lambda_1 \operatorname{sign} ${w}` : ''}`,
        terms: [
          turned('', d(output)),
          tensor(String.raw`\cdot`, X),
          ...(l2 > 0
            ? [{ join: '+', tex: String.raw`\lambda ${w}`, operand: { kind: 'scaled', name: W, factor: l2 } } as const]
            : []),
          ...(l1 > 0
            ? [
                {
                  join: '+',
                  tex: String.raw`\lambda_1 \operatorname{sign} ${w}`,
                  operand: { kind: 'sign', name: W, factor: l1 },
                } as const,
              ]
            : []),
        ],
        factor: String.raw`\cdot\,${latexOf(X)}`,
        stored: [X],
      };
    },
  },

  activation: {
    forward({ fn }, place) {
      const z = inputOf(place, 0);
      return {
        ...plain,
        number: '5.3.2',
        tex: formulaAt(activations[fn].latex, latexOf(z)),
        terms: [tensor('', z)],
        yields: String.raw`\xrightarrow{\;\varphi\;}`,
      };
    },
    backward({ fn }, place, z) {
      const { output } = place.operator;
      return {
        ...plain,
        number: '5.3.13',
        prod: prodOf(output, z),
        tex: String.raw`${frac(output)} \odot ${phiOf("'", z)}`,
        terms: [
          tensor('', d(output)),
          { join: String.raw`\odot`, tex: phiOf("'", z), operand: { kind: 'slope', name: z, fn } },
        ],
        factor: String.raw`\odot\,${phiOf("'", z)}`,
        stored: [z],
      };
    },
  },

  dropout: {
    forward(_operation, place) {
      const [h, m] = [inputOf(place, 0), inputOf(place, 1)];
      const terms = [tensor('', h), tensor(String.raw`\odot`, m)];
      return { ...plain, tex: String.raw`${latexOf(h)} \odot ${latexOf(m)}`, terms };
    },
    backward(_operation, place, h) {
      const { output } = place.operator;
      const m = inputOf(place, 1);
      return {
        ...plain,
        prod: prodOf(output, h),
        tex: String.raw`${frac(output)} \odot ${latexOf(m)}`,
        terms: [tensor('', d(output)), tensor(String.raw`\odot`, m)],
        factor: String.raw`\odot\,${latexOf(m)}`,
        stored: [m],
      };
    },
  },

  noise: {
    forward(_operation, place) {
      const x = inputOf(place, 0);
      const noise = String.raw`\sigma\boldsymbol{\varepsilon}`;
      const yields = String.raw`\xrightarrow{\;+${noise}\;}`;
      return { ...plain, tex: `${latexOf(x)} + ${noise}`, terms: [tensor('', x)], yields };
    },
    backward(_operation, place, x) {
      const { output } = place.operator;
      return { ...plain, prod: prodOf(output, x), tex: frac(output), terms: [tensor('', d(output))] };
    },
  },

  loss: {
    forward(_operation, place) {
      const o = inputOf(place, 0);
      const terms = [tensor('', o), tensor(',\\,', 'y')];
      return { ...plain, number: '5.3.4', tex: `l(${latexOf(o)}, y)`, terms, yields: String.raw`\xrightarrow{\;l\;}` };
    },
    backward({ fn }, place, o) {
      const columns = place.graph.variables.find(({ name }) => name === o)?.columns ?? 1;
      const [made, wanted] = [predicted[fn], targeted[fn]];
      return {
        ...plain,
        number: '5.3.9',
        prod: prodOf('L', o),
        tex: String.raw`\tfrac1n\left(${made} - ${wanted}\right)`,
        terms: [
          { join: '', tex: `${made}/n`, operand: { kind: 'prediction', name: o, loss: fn } },
          { join: '-', tex: `${wanted}/n`, operand: { kind: 'target', name: 'y', loss: fn, columns } },
        ],
        factor: String.raw`\cdot\,\partial L/\partial ${latexOf(o)}`,
        stored: [o],
      };
    },
  },

  penalty: {
    forward({ l2, l1 }, { operator: { inputs } }) {
      const costs = inputs.map((name, i): Term => ({
        join: i === 0 ? '' : '+',
        tex: costTex(name, l2, l1),
        operand: { kind: 'cost', name, l2, l1 },
      }));
      return { ...plain, number: '5.3.5', tex: penaltyTex(l2, l1), terms: costs };
    },
    /** ∂s/∂W = λW is part of ∂J/∂W. */
    backward: () => plain,
  },

  sum: {
    forward(_operation, { operator: { inputs } }) {
      return {
        ...plain,
        number: '5.3.6',
        tex: inputs.map(latexOf).join(' + '),
        terms: inputs.map((name, i) => tensor(i === 0 ? '' : '+', name)),
      };
    },
    backward: () => ({ ...plain, number: '5.3.8', tex: '1' }),
  },
};
