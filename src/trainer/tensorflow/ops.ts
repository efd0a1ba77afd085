import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './backend.ts';

/** TensorFlow's kernels as functions of tensors. They are called by name: the operations on top of them (`tf.add`) convert and
 *  check their arguments, which takes as long as a kernel does in small networks. */
export interface Ops {
  matMul: Binary;
  add: Binary;
  /** A column to each column of a. */
  addColumn: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  minimum: Binary;
  maximum: Binary;
  transpose: Unary;
  relu: Unary;
  leakyRelu: (a: Tensor, leak: number) => Tensor;
  elu: Unary;
  tanh: Unary;
  sigmoid: Unary;
  exp: Unary;
  log: Unary;
  log1p: Unary;
  erf: Unary;
  abs: Unary;
  neg: Unary;
  sign: Unary;
  sqrt: Unary;
  square: Unary;
  /** 1 where a > 0, else `below`. */
  step: (a: Tensor, below?: number) => Tensor;
  /** Of everything: a number. */
  sum: Unary;
  /** The largest of everything: a number. */
  max: Unary;
  /** Of each column: 1 × n. */
  maxOfColumns: Unary;
  /** A number that is kept, and the same tensor each time. */
  constant: (value: number) => Tensor;
  /** A column (rows × 1) or a row (1 × columns) of ones that is kept. */
  ones: (rows: number, columns: number) => Tensor;
  /** Frees what is kept. */
  close: () => void;
}
type Unary = (a: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

export function opsOf(tf: Tf): Ops {
  const engine = tf.engine();
  const run = (kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap = {}): Tensor => {
    const made = engine.runKernel(kernel, inputs, attrs);
    if (Array.isArray(made)) throw new Error(`${kernel} makes several tensors`);
    return made;
  };
  const unary =
    (kernel: string): Unary =>
    (x) =>
      run(kernel, { x });
  const binary =
    (kernel: string): Binary =>
    (a, b) =>
      run(kernel, { a, b });
  const plain = { transposeA: false, transposeB: false };
  const swapped = { perm: [1, 0] };
  const kept = new Map<string, Tensor>();
  const keep = (name: string, make: () => Tensor): Tensor => {
    let tensor = kept.get(name);
    if (!tensor) kept.set(name, (tensor = engine.keep(make())));
    return tensor;
  };
  const ones = (rows: number, columns: number): Tensor => keep(`${rows} × ${columns}`, () => tf.ones([rows, columns]));
  const matMul: Binary = (a, b) => run('BatchMatMul', { a, b }, plain);
  const add = binary('Add');
  return {
    // no transpose flags: a plain loop on wasm, and with a bias wrong there
    matMul,
    transpose: (x) => run('Transpose', { x }, swapped),
    add,
    // plain JavaScript is slow where shapes differ
    addColumn: tf.getBackend() === 'cpu' ? (a, b) => add(a, matMul(b, ones(1, a.shape[1] ?? 1))) : add,
    sub: binary('Sub'),
    mul: binary('Multiply'),
    div: binary('RealDiv'),
    minimum: binary('Minimum'),
    maximum: binary('Maximum'),
    relu: unary('Relu'),
    leakyRelu: (x, alpha) => run('LeakyRelu', { x }, { alpha }),
    elu: unary('Elu'),
    tanh: unary('Tanh'),
    sigmoid: unary('Sigmoid'),
    exp: unary('Exp'),
    log: unary('Log'),
    log1p: unary('Log1p'),
    erf: unary('Erf'),
    abs: unary('Abs'),
    neg: unary('Neg'),
    sign: unary('Sign'),
    sqrt: unary('Sqrt'),
    square: unary('Square'),
    step: (x, alpha = 0) => run('Step', { x }, { alpha }),
    sum: (x) => run('Sum', { x }, { axis: x.shape.map((_, i) => i), keepDims: false }),
    max: (x) => run('Max', { x }, { reductionIndices: x.shape.map((_, i) => i), keepDims: false }),
    maxOfColumns: (x) => run('Max', { x }, { reductionIndices: [0], keepDims: true }),
    constant: (value) => keep(String(value), () => tf.scalar(value)),
    ones,
    close() {
      for (const tensor of kept.values()) tensor.dispose();
      kept.clear();
    },
  };
}
