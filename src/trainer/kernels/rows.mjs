// Writes the inner loops of the sparse products (AssemblyScript): for each number of a list a row of a block is added, R vectors in R
// registers. See sparse.ts for lists and blocks.

/** @param {number} n */
const upTo = (n) => [...Array(n).keys()];
/** @param {number} R @param {(r: number) => string} line */
const each = (R, line) => upTo(R).map(line).join(' ');

/** acc += row · x, two roundings, as in tiles.mjs. @param {number} R */
const add = (R) => each(R, (r) => `a${r} = f32x4.add(a${r}, f32x4.mul(v128.load(t, ${16 * r}), x));`);

/** Outputs of one example: a bias, where there is one, and the rows of its list. @param {number} R */
const addRows = (R) => `
export function add${R}(p: usize, T: usize, bias: usize, into: usize): void {
  ${each(R, (r) => `let a${r}: v128;`)}
  if (bias == 0) { ${each(R, (r) => `a${r} = f32x4.splat(0);`)} }
  else { ${each(R, (r) => `a${r} = v128.load(bias, ${16 * r});`)} }
  for (let k = load<u32>(p); k != 0xffffffff; k = load<u32>(p)) {
    const t = T + <usize>k;
    const x = v128.load_splat<f32>(p, 4);
    p += 8;
    ${add(R)}
  }
  ${each(R, (r) => `v128.store(into, a${r}, ${16 * r});`)}
}`;

/** Rows of one column of G: (Σ of examples 0, 4, … + Σ of 2, 6, …) + (Σ of 1, 5, … + Σ of 3, 7, …), as outer of tiles sums. The four
 *  lists lie `bytes` apart, each after its length; an entry is where its example's row begins. x: that row of X.
 *  @param {number} R */
const sumRows = (R) => {
  const part = (/** @type {number} */ own) => `
  p = lists + ${own} * bytes;
  end = p + 4 + <usize>load<u32>(p);
  ${each(R, (r) => `a${r} = f32x4.splat(0);`)}
  for (p += 4; p < end; p += 4) {
    const i = <usize>load<u32>(p);
    const t = D + i;
    const x = v128.load_splat<f32>(row + (i >> 5));
    ${add(R)}
  }`;
  return `
export function sum${R}(lists: usize, bytes: usize, row: usize, D: usize, into: usize, room: usize): void {
  let p: usize, end: usize;
  ${each(R, (r) => `let a${r}: v128;`)}
  ${part(0)}
  ${each(R, (r) => `v128.store(room, a${r}, ${16 * r});`)}
  ${part(2)}
  ${each(R, (r) => `v128.store(into, f32x4.add(v128.load(room, ${16 * r}), a${r}), ${16 * r});`)}
  ${part(1)}
  ${each(R, (r) => `v128.store(room, a${r}, ${16 * r});`)}
  ${part(3)}
  ${each(R, (r) => `v128.store(into, f32x4.add(v128.load(into, ${16 * r}), f32x4.add(v128.load(room, ${16 * r}), a${r})), ${16 * r});`)}
}`;
};

/** The module `rows`: 32 or 16 outputs at once. */
export const rows = () => `// Written by rows.mjs.
${[8, 4].flatMap((R) => [addRows(R), sumRows(R)]).join('\n')}
`;
