import { partsOf } from '../../../core/graph/latex.ts';

/** A variable's name for a screen reader: `z1` → `z 1`, `h1'` → `h 1 prime`, `dz1` → `gradient of z 1`. */
export function spoken(name: string): string {
  const { gradient, letter, layer, more, primes } = partsOf(name);
  const words = [letter, layer, ...Array<string>(primes.length).fill('prime'), more && `number ${more}`];
  return `${gradient ? 'gradient of ' : ''}${words.filter(Boolean).join(' ')}`;
}
