import { initializerOf, type InitializerId } from '../initializers.ts';
import type { DenseBlock } from './outline.ts';
import { rateText } from './text.ts';

/** How the weights of a layer are drawn, in the terms that every framework has. */
export type Draw =
  | { kind: 'constant'; value: string }
  /** N(0, deviation²). */
  | { kind: 'normal'; deviation: string }
  /** U(−bound, bound). */
  | { kind: 'uniform'; bound: string }
  /** Rows (or columns) at right angles, of this length. */
  | { kind: 'orthogonal'; gain: string };

/** What differs between languages: how a square root is written. */
export type Root = (radicand: string) => string;
export const pythonRoot: Root = (radicand) => `(${radicand}) ** 0.5`;
export const javaScriptRoot: Root = (radicand) => `Math.sqrt(${radicand})`;

type Rule = (nIn: number, nOut: number, scale: number, root: Root) => { draw: Draw; formula: string };

/** W ~ N(0, a/b). */
const normal =
  (top: number, bottom: (nIn: number, nOut: number) => string): Rule =>
  (nIn, nOut, _scale, root) => {
    const variance = `${top} / ${bottom(nIn, nOut)}`;
    return { draw: { kind: 'normal', deviation: root(variance) }, formula: `~ N(0, ${variance})` };
  };
const uniform =
  (top: number, bottom: (nIn: number, nOut: number) => string): Rule =>
  (nIn, nOut, _scale, root) => {
    const square = `${top} / ${bottom(nIn, nOut)}`;
    return { draw: { kind: 'uniform', bound: root(square) }, formula: `~ U(±√(${square}))` };
  };
const inputs = (nIn: number): string => String(nIn);
const both = (nIn: number, nOut: number): string => `(${nIn} + ${nOut})`;
const constant = (value: number, formula: string): ReturnType<Rule> => ({
  draw: { kind: 'constant', value: rateText(value) },
  formula,
});

/** Every initializer of the registry (initializers.ts says where each is from). */
const rules: Record<InitializerId, Rule> = {
  zero: () => constant(0, '= 0'),
  too_small: normal(0.01, inputs),
  appropriate: normal(1, inputs),
  too_large: normal(100, inputs),
  uniform: uniform(1, inputs),
  lecun: normal(1, inputs),
  xavier: normal(2, both),
  xavier_uniform: uniform(6, both),
  he: normal(2, inputs),
  normal: (_nIn, _nOut, scale) => ({
    draw: { kind: 'normal', deviation: rateText(Math.abs(scale)) },
    formula: `~ N(0, ${Math.abs(scale)}²)`,
  }),
  constant: (_nIn, _nOut, scale) => constant(scale, `= ${scale}`),
  bounded: (_nIn, _nOut, scale) => ({
    draw: { kind: 'uniform', bound: rateText(Math.abs(scale)) },
    formula: `~ U(±${Math.abs(scale)})`,
  }),
  orthogonal: (nIn, nOut, scale) => ({
    draw: { kind: 'orthogonal', gain: rateText(scale) },
    formula: `${nOut > nIn ? 'Wᵀ W' : 'W Wᵀ'} = ${scale === 1 ? '' : `${Math.abs(scale)}² `}I`,
  }),
  // only where the plan gives more numbers than are written out
  given: (nIn, nOut) => constant(0, `is given in the plan, ${nOut} × ${nIn} numbers: load them here`),
};

/** How a layer's W is drawn, and the rule in the lecture's symbols (`W1 ~ N(0, 1 / 2)`). */
export function drawOf({ layer, nIn, nOut, W }: DenseBlock, root: Root): { draw: Draw; formula: string } {
  const { kind, scale } = layer.init;
  const { draw, formula } = rules[kind](nIn, nOut, scale ?? initializerOf(kind).scale?.default ?? 1, root);
  return { draw, formula: kind === 'orthogonal' ? formula.replaceAll('W', W) : `${W} ${formula}` };
}
