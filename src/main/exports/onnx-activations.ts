import { leak, type ActivationId } from '../../core/activations.ts';

/** An operation of ONNX on named tensors. */
export interface OnnxNode {
  op_type: string;
  input: string[];
  output: string[];
  /** Attributes; a whole number is one of type INT where its name says so. */
  attribute?: Record<string, number>;
}

/** What an activation becomes: the operations from z to h, and the numbers they need. */
interface Parts {
  nodes: OnnxNode[];
  constants?: Record<string, number>;
}
type Write = (z: string, h: string) => Parts;

const one =
  (op_type: string, attribute?: Record<string, number>): Write =>
  (z, h) => ({ nodes: [{ op_type, input: [z], output: [h], ...(attribute && { attribute }) }] });

/** Every activation in operations of opset 17. Source: onnx.ai/onnx/operators */
export const onnxActivations: Record<ActivationId, Write> = {
  relu: one('Relu'),
  tanh: one('Tanh'),
  sigmoid: one('Sigmoid'),
  identity: one('Identity'),
  leaky_relu: one('LeakyRelu', { alpha: leak }),
  elu: one('Elu', { alpha: 1 }),
  softplus: one('Softplus'),
  silu: (z, h) => ({
    nodes: [
      { op_type: 'Sigmoid', input: [z], output: [`${h}.sigmoid`] },
      { op_type: 'Mul', input: [z, `${h}.sigmoid`], output: [h] },
    ],
  }),
  /** z Φ(z) = z (½ + ½ erf(z/√2)); an operation of its own comes with opset 20. */
  gelu: (z, h) => ({
    constants: { [`${h}.root`]: Math.SQRT1_2, [`${h}.half`]: 0.5 },
    nodes: [
      { op_type: 'Mul', input: [z, `${h}.root`], output: [`${h}.scaled`] },
      { op_type: 'Erf', input: [`${h}.scaled`], output: [`${h}.erf`] },
      { op_type: 'Mul', input: [`${h}.erf`, `${h}.half`], output: [`${h}.halved`] },
      { op_type: 'Add', input: [`${h}.halved`, `${h}.half`], output: [`${h}.cdf`] },
      { op_type: 'Mul', input: [z, `${h}.cdf`], output: [h] },
    ],
  }),
};
