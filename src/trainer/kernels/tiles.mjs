// Writes the register tiles of the matrix products (AssemblyScript) that would be unreadable by hand. A tile is R rows of
// the result by V vectors of four examples, kept in R × V registers over the whole sum. Every element of a result is summed
// in one order whatever tile it falls into, so neither batch size nor threads change its bits.

/** @param {number} n */
const upTo = (n) => [...Array(n).keys()];
/** @param {number[]} sizes */
const sizes = (...sizes) => [...new Set(sizes)].sort((a, b) => b - a);
/** acc += a b, two roundings: fused multiply-add is not the same on every processor.
 *  @param {string} acc @param {string} a @param {string} b */
const multiplyAdd = (acc, a, b) => `${acc} = f32x4.add(${acc}, f32x4.mul(${a}, ${b}));`;

/** Y[r] = (bias[r], or what is in Y) + Σ_k W[r][k] X[k]: rows of W lie `w` bytes apart.
 *  @param {number} R @param {number} V */
const forwardTile = (R, V) => {
  const cells = upTo(R).flatMap((r) => upTo(V).map((v) => ({ r, v, acc: `a${r}_${v}` })));
  const once = (/** @type {number} */ offset) => `
    ${upTo(V)
      .map((v) => `const x${v} = v128.load(x, ${16 * v});`)
      .join(' ')}
    ${upTo(R)
      .map(
        (r) =>
          `const w${r} = v128.load_splat<f32>(p${r}, ${offset}); ${upTo(V)
            .map((v) => multiplyAdd(`a${r}_${v}`, `w${r}`, `x${v}`))
            .join(' ')}`,
      )
      .join('\n    ')}
    x += stride;`;
  return `
@inline function forward_${R}x${V}(W: usize, w: usize, bias: usize, x: usize, y: usize, stride: usize, K: i32, first: bool): void {
  ${upTo(R)
    .map((r) => `let p${r}: usize = W + ${r} * w;`)
    .join(' ')}
  ${cells.map(({ acc }) => `let ${acc}: v128;`).join(' ')}
  if (!first) { ${cells.map(({ r, v, acc }) => `${acc} = v128.load(y + ${r} * stride, ${16 * v});`).join(' ')} }
  else if (bias != 0) { ${cells.map(({ r, acc }) => `${acc} = v128.load_splat<f32>(bias, ${4 * r});`).join(' ')} }
  else { ${cells.map(({ acc }) => `${acc} = f32x4.splat(0);`).join(' ')} }
  let k = K;
  for (; k >= 2; k -= 2) {
    {${once(0)}}
    {${once(4)}}
    ${upTo(R)
      .map((r) => `p${r} += 8;`)
      .join(' ')}
  }
  if (k > 0) {${once(0)}}
  ${cells.map(({ r, v, acc }) => `v128.store(y + ${r} * stride, ${acc}, ${16 * v});`).join(' ')}
}`;
};

/** E[r] = (what is in E +) Σ_k W[k][r] D[k]: the same against the transposed matrix.
 *  @param {number} R @param {number} V */
const transposedTile = (R, V) => {
  const cells = upTo(R).flatMap((r) => upTo(V).map((v) => ({ r, v, acc: `a${r}_${v}` })));
  return `
@inline function transposed_${R}x${V}(W: usize, w: usize, d: usize, e: usize, stride: usize, K: i32, first: bool): void {
  ${cells.map(({ acc }) => `let ${acc}: v128;`).join(' ')}
  if (first) { ${cells.map(({ acc }) => `${acc} = f32x4.splat(0);`).join(' ')} }
  else { ${cells.map(({ r, v, acc }) => `${acc} = v128.load(e + ${r} * stride, ${16 * v});`).join(' ')} }
  const end = d + <usize>K * stride;
  do {
    ${upTo(V)
      .map((v) => `const d${v} = v128.load(d, ${16 * v});`)
      .join(' ')}
    ${upTo(R)
      .map(
        (r) =>
          `const w${r} = v128.load_splat<f32>(W, ${4 * r}); ${upTo(V)
            .map((v) => multiplyAdd(`a${r}_${v}`, `w${r}`, `d${v}`))
            .join(' ')}`,
      )
      .join('\n    ')}
    d += stride;
    W += w;
  } while (d < end);
  ${cells.map(({ r, v, acc }) => `v128.store(e + ${r} * stride, ${acc}, ${16 * v});`).join(' ')}
}`;
};

/** G[r][c] = Σ over examples of D[r] X[c], in four partial sums that are added at the end.
 *  @param {number} R @param {number} C */
const outerTile = (R, C) => {
  const cells = upTo(R).flatMap((r) => upTo(C).map((c) => ({ r, c, acc: `a${r}_${c}` })));
  const once = (/** @type {number} */ offset) => `
    ${upTo(R)
      .map((r) => `const p${r} = v128.load(d${r}, ${offset});`)
      .join(' ')}
    ${upTo(C)
      .map(
        (c) =>
          `const q${c} = v128.load(x${c}, ${offset}); ${upTo(R)
            .map((r) => multiplyAdd(`a${r}_${c}`, `p${r}`, `q${c}`))
            .join(' ')}`,
      )
      .join('\n    ')}`;
  const store =
    C === 4
      ? upTo(R).map((r) => `v128.store(g + ${r} * w, across4(a${r}_0, a${r}_1, a${r}_2, a${r}_3));`)
      : C === 2
        ? upTo(R).map((r) => `v128.store64_lane(g + ${r} * w, across2(a${r}_0, a${r}_1), 0);`)
        : cells.map(({ r, c, acc }) => `store<f32>(g + ${r} * w, across(${acc}), ${4 * c});`);
  return `
@inline function outer_${R}x${C}(d: usize, x: usize, stride: usize, g: usize, w: usize, vectors: i32): void {
  ${upTo(R)
    .map((r) => `let d${r}: usize = d + ${r} * stride;`)
    .join(' ')}
  ${upTo(C)
    .map((c) => `let x${c}: usize = x + ${c} * stride;`)
    .join(' ')}
  ${cells.map(({ acc }) => `let ${acc} = f32x4.splat(0);`).join(' ')}
  let k = vectors;
  for (; k >= 2; k -= 2) {
    {${once(0)}}
    {${once(16)}}
    ${upTo(R)
      .map((r) => `d${r} += 32;`)
      .join(' ')} ${upTo(C)
      .map((c) => `x${c} += 32;`)
      .join(' ')}
  }
  if (k > 0) {${once(0)}}
  ${store.join(' ')}
}`;
};

/** Calls the widest tile that fits, then narrower ones, over the rows of one stretch of columns.
 *  @param {number[]} rows @param {(R: number) => string} call */
const overRows = (rows, call) =>
  `let r: i32 = 0; ${rows.map((R) => `for (; r + ${R} <= M; r += ${R}) ${call(R)};`).join(' ')}`;

/** The module `tiles`: three products over a range of vectors or rows.
 *  @param {{ R: number, V: number, outerR: number, outerC: number, K: number, transposedK: number, outerRows: number }} shape */
export function tiles({ R, V, outerR, outerC, K, transposedK, outerRows }) {
  const rows = sizes(R, 4, 2, 1).filter((r) => r <= R);
  const vectors = sizes(V, 1);
  const outerRowSizes = sizes(outerR, 1);
  const outerColumnSizes = sizes(outerC, 2, 1);
  const columns = (/** @type {(V: number) => string} */ body) =>
    `let v: i32 = 0; ${vectors.map((V) => `for (; v + ${V} <= vectors; v += ${V}) { const at = <usize>v << 4; ${body(V)} }`).join(' ')}`;
  return `// Written by tiles.mjs.
/** The sum of the four entries of a vector; the order is that of across4. */
@inline function across(a: v128): f32 {
  const t = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(t, 0) + f32x4.extract_lane(t, 1);
}
@inline function across2(a: v128, b: v128): v128 {
  const t = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  return f32x4.add(t, v128.shuffle<f32>(t, t, 2, 3, 2, 3));
}
/** The sums of the entries of four vectors. */
@inline export function across4(a: v128, b: v128, c: v128, d: v128): v128 {
  const t = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const u = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(t, u, 0, 1, 4, 5), v128.shuffle<f32>(t, u, 2, 3, 6, 7));
}
${rows.flatMap((R) => vectors.flatMap((V) => [forwardTile(R, V), transposedTile(R, V)])).join('\n')}
${outerRowSizes.flatMap((R) => outerColumnSizes.map((C) => outerTile(R, C))).join('\n')}

/** Y = W X + bias for some vectors of examples. W M×I, X I×n, Y M×n; bias 0: none. */
export function forward(W: usize, M: i32, I: i32, bias: usize, x: usize, y: usize, stride: usize, vectors: i32): void {
  const w = <usize>I << 2;
  for (let k: i32 = 0; k < I; k += ${K}) {
    const count = min(${K}, I - k);
    const xk = x + <usize>k * stride, Wk = W + (<usize>k << 2), first = k == 0;
    ${columns((V) => overRows(rows, (R) => `forward_${R}x${V}(Wk + <usize>r * w, w, bias == 0 ? 0 : bias + (<usize>r << 2), xk + at, y + <usize>r * stride + at, stride, count, first)`))}
  }
}

/** E = Wᵀ D for some vectors of examples. W O×M, D O×n, E M×n. */
export function transposed(W: usize, O: i32, M: i32, d: usize, e: usize, stride: usize, vectors: i32): void {
  const w = <usize>M << 2;
  for (let k: i32 = 0; k < O; k += ${transposedK}) {
    const count = min(${transposedK}, O - k);
    const dk = d + <usize>k * stride, Wk = W + <usize>k * w, first = k == 0;
    ${columns((V) => overRows(rows, (R) => `transposed_${R}x${V}(Wk + (<usize>r << 2), w, dk + at, e + <usize>r * stride + at, stride, count, first)`))}
  }
}

/** Rows [from, to) of G = D Xᵀ, over all examples. D O×n, X I×n, G O×I. */
export function outer(d: usize, x: usize, stride: usize, G: usize, I: i32, from: i32, to: i32, vectors: i32): void {
  const w = <usize>I << 2;
  for (let block = from; block < to; block += ${outerRows}) {
    const end = min(to, block + ${outerRows});
    let c: i32 = 0;
    ${outerColumnSizes
      .map(
        (C) => `for (; c + ${C} <= I; c += ${C}) {
      const xc = x + <usize>c * stride;
      let r = block;
      ${outerRowSizes.map((R) => `for (; r + ${R} <= end; r += ${R}) outer_${R}x${C}(d + <usize>r * stride, xc, stride, G + <usize>r * w + (<usize>c << 2), w, vectors);`).join('\n      ')}
    }`,
      )
      .join('\n    ')}
  }
}
`;
}
