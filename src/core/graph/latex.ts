/** A variable's name as KaTeX: `W1` → 𝐖⁽¹⁾, `h1'` → 𝐡′⁽¹⁾, `dz2` → ∂J/∂𝐳⁽²⁾. Bold upright tensors, italic scalars. */
export function latexOf(name: string): string {
  if (name.startsWith('d') && name.length > 1) return String.raw`\partial J/\partial ${latexOf(name.slice(1))}`;
  const [, letter = name, layer = '', more = '', primes = ''] = /^([A-Za-z])(\d*)(_\d+)?('*)$/.exec(name) ?? [];
  const symbol =
    'LsJy'.includes(letter) && letter !== 'y' ? letter : String.raw`\mathbf{${letter === 'x' ? 'X' : letter}}`;
  const marks = [primes.replaceAll("'", String.raw`\prime`), layer && `(${layer})`].filter(Boolean).join('');
  return `${symbol}${marks ? `^{${marks}}` : ''}${more ? `_{${more.slice(1)}}` : ''}`;
}
