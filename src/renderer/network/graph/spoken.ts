import { partsOf } from '../../../core/graph/latex.ts';

/** A variable's name for a screen reader: `z1` → `z 1`, `h1'` → `h 1 prime`, `dz1` → `gradient of z 1`. */
export function spoken(name: string): string {
  const { gradient, letter, layer, more, primes } = partsOf(name);
  const words = [letter, layer, ...Array<string>(primes.length).fill('prime'), more && `number ${more}`];
  return `${gradient ? 'gradient of ' : ''}${words.filter(Boolean).join(' ')}`;
}

const raised: Record<string, string> = { '-': '⁻', '(': '⁽', ')': '⁾' };
const raise = (text: string): string =>
  text.replace(/./g, (c) => raised[c] ?? String.fromCodePoint('⁰¹²³⁴⁵⁶⁷⁸⁹'.codePointAt(Number(c)) ?? 0));

/** `10⁻³`, in a sentence. */
export const tenTo = (power: number): string => `10${raise(String(power))}`;

/** A variable's name in a sentence: `h1'` → `h′⁽¹⁾`. */
export function written(name: string): string {
  const { gradient, letter, layer, more, primes } = partsOf(name);
  const above = layer ? raise(`(${layer})`) : '';
  return `${gradient ? '∂J/∂' : ''}${letter}${'′'.repeat(primes.length)}${above}${more && ` (${more})`}`;
}
