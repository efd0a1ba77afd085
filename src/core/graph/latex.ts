/** A variable's name taken apart: `dh1_2'` is the gradient of letter h, layer 1, the second of that name, one prime. */
export interface NameParts {
  gradient: boolean;
  letter: string;
  layer: string;
  more: string;
  primes: string;
  /** Whether it is set in italics: L, s and J are numbers, y goes with them as in the lecture; all else is bold upright. */
  italic: boolean;
}

export function partsOf(name: string): NameParts {
  if (name.startsWith('d') && name.length > 1) return { ...partsOf(name.slice(1)), gradient: true };
  const [, letter = name, layer = '', more = '', primes = ''] = /^([A-Za-z])(\d*)(_\d+)?('*)$/.exec(name) ?? [];
  const italic = 'LsJy'.includes(letter);
  return { gradient: false, letter: letter === 'x' ? 'X' : letter, layer, more: more.slice(1), primes, italic };
}

/** A variable's name as KaTeX: `W1` → 𝐖⁽¹⁾, `h1'` → 𝐡′⁽¹⁾, `dz2` → ∂J/∂𝐳⁽²⁾. Bold upright tensors, italic scalars. */
export function latexOf(name: string): string {
  const { gradient, letter, layer, more, primes, italic } = partsOf(name);
  if (gradient) return String.raw`\partial J/\partial ${latexOf(name.slice(1))}`;
  const symbol = italic ? letter : String.raw`\mathbf{${letter}}`;
  const marks = [primes.replaceAll("'", String.raw`\prime`), layer && `(${layer})`].filter(Boolean).join('');
  return `${symbol}${marks ? `^{${marks}}` : ''}${more ? `_{${more}}` : ''}`;
}

/** A formula in z with something else in z's place. */
export const formulaAt = (latex: string, argument: string): string =>
  latex.replace(/(?<![A-Za-z\\])z(?![A-Za-z])/g, argument);

/** What the weights cost, as far as there is of it: `λ/2 Σ‖W‖² + λ₁ Σ|W|`. */
export const penaltyTex = (l2: number, l1: number): string =>
  [
    ...(l2 > 0 ? [String.raw`\tfrac{\lambda}{2}\textstyle\sum\lVert\mathbf{W}\rVert^2`] : []),
    ...(l1 > 0 ? [String.raw`\lambda_1\textstyle\sum\lvert\mathbf{W}\rvert`] : []),
  ].join(' + ');
