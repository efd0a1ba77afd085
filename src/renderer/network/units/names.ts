import { partsOf } from '../../../core/graph/latex.ts';
import { nameRuns } from '../../paint/math-text.ts';

/** Entry `index` of a variable as KaTeX: h₄⁽¹⁾; the only output is o. */
export function unitTex(variable: string, index: number, width: number): string {
  const { letter, layer } = partsOf(variable);
  if (variable === 'o' && width === 1) return String.raw`\mathbf{o}`;
  return `${letter.toLowerCase()}${layer && `^{(${layer})}`}_{${index + 1}}`;
}

/** The same on a canvas. */
export const unitRuns = (variable: string, index: number, width: number): ReturnType<typeof nameRuns> =>
  variable === 'o' && width === 1 ? nameRuns('o') : nameRuns(variable, index);

/** The same for a screen reader: `h 4 of layer 1`. */
export function unitWords(variable: string, index: number, width: number): string {
  const { letter, layer } = partsOf(variable);
  if (variable === 'o' && width === 1) return 'o';
  return `${letter.toLowerCase()} ${index + 1}${layer && ` of layer ${layer}`}`;
}

/** w₄₁⁽¹⁾, the weight from unit `from` into unit `to`. */
export function weightTex(W: string, to: number, from: number): string {
  const between = to >= 9 || from >= 9 ? ',' : '';
  return `w^{(${partsOf(W).layer})}_{${to + 1}${between}${from + 1}}`;
}

export const biasTex = (b: string, index: number): string => `b^{(${partsOf(b).layer})}_{${index + 1}}`;

/** The gradient of an entry: ∂J/∂w. */
export const gradientTex = (tex: string): string => String.raw`\partial J/\partial ${tex}`;
