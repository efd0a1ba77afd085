import { partsOf } from '../../../core/graph/latex.ts';
import { m } from '../../../core/words/m.ts';
import { power } from '../../../core/words/numbers.ts';

/** A variable's name for a screen reader: `z1` → `z 1`, `h1'` → `h 1 prime`, `dz1` → `gradient of z 1`. */
export function spoken(name: string): string {
  const { gradient, letter, layer, more, primes } = partsOf(name);
  const words = [
    letter,
    layer,
    ...Array<string>(primes.length).fill(m.graph_spoken_prime()),
    more && m.graph_spoken_number({ n: more }),
  ];
  const own = words.filter(Boolean).join(' ');
  return gradient ? m.graph_spoken_gradient({ name: own }) : own;
}

/** A variable's name in a sentence: `h1'` → `h′⁽¹⁾`. */
export function written(name: string): string {
  const { gradient, letter, layer, more, primes } = partsOf(name);
  const above = layer ? `⁽${power(Number(layer)).slice(2)}⁾` : '';
  return `${gradient ? '∂J/∂' : ''}${letter}${'′'.repeat(primes.length)}${above}${more && ` (${more})`}`;
}
