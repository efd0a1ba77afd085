import protobuf from 'protobufjs/light.js';
import { aboutNetwork, inputText, type NetworkWriter, type SavedNetwork } from '../../core/exports/network.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { losses, type Loss } from '../../core/losses.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { onnxActivations, type OnnxNode } from './onnx-activations.ts';
import { onnxSchema } from './schemas/onnx.ts';

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
/** Attributes that are whole numbers; all others are floats. */
const whole = new Set(['transB', 'axis']);

const Model = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');

/** The network as it predicts: x (n × width) to the outputs o, and where the loss makes probabilities of them, to p. Dropout and noise
 *  do nothing there, so they are left out. Tensors are called as in the lab. */
export const onnx: NetworkWriter = (network) => {
  const { plan, run, step, version, parameters } = network;
  const shape = shapeOf(plan);
  const graph = graphOf(plan, shape);
  const outputs = graph.layers.at(-1)?.outputWidth ?? shape.width;
  const { nodes, constants } = nodesOf(network);
  const loss: Loss = losses[plan.loss];
  const probabilities: { node: OnnxNode; text: string } | null =
    loss.includes === 'sigmoid'
      ? { node: { op_type: 'Sigmoid', input: ['o'], output: ['p'] }, text: 'probability of each output being 1, σ(o)' }
      : loss.includes === 'softmax'
        ? {
            node: { op_type: 'Softmax', input: ['o'], output: ['p'], attribute: { axis: -1 } },
            text: 'probability of each class, softmax(o)',
          }
        : null;
  if (probabilities) nodes.push(probabilities.node);
  const about = probabilities ? 'outputs before the probabilities (logits)' : 'outputs';
  const message = {
    ir_version: IR_VERSION,
    producer_name: 'Goldilocks',
    producer_version: version,
    doc_string: `${run.name}, run ${run.id}, at step ${step}`,
    opset_import: [{ domain: '', version: OPSET }],
    metadata_props: Object.entries(aboutNetwork(network)).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'network',
      node: nodes.map((node, i) => ({
        ...node,
        name: `${i}.${node.op_type}`,
        attribute: Object.entries(node.attribute ?? {}).map(([name, value]) =>
          whole.has(name) ? { name, type: 2, i: value } : { name, type: 1, f: value },
        ),
      })),
      initializer: [
        ...[...parameters].map(([name, tensor]) => tensorOf(name, tensor.shape, tensor.values)),
        ...Object.entries(constants).map(([name, value]) => tensorOf(name, [], Float32Array.of(value))),
      ],
      input: [valueOf('x', shape.width, inputText(plan))],
      output: [valueOf('o', outputs, about), ...(probabilities ? [valueOf('p', outputs, probabilities.text)] : [])],
    },
  };
  return Model.encode(Model.fromObject(message)).finish();
};

/** The operations from x to o, and the numbers that activations need. */
function nodesOf({ plan }: SavedNetwork): { nodes: OnnxNode[]; constants: Record<string, number> } {
  const nodes: OnnxNode[] = [];
  const constants: Record<string, number> = {};
  /** What a tensor is when dropout and noise do nothing. */
  const same = new Map<string, string>();
  const real = (name: string): string => same.get(name) ?? name;
  for (const { operation, inputs, output } of graphOf(plan, shapeOf(plan)).operators) {
    const [input = 'x', ...parameters] = inputs;
    switch (operation.kind) {
      case 'affine':
        nodes.push({
          op_type: 'Gemm',
          input: [real(input), ...parameters],
          output: [output],
          attribute: { transB: 1 },
        });
        break;
      case 'activation': {
        const parts = onnxActivations[operation.fn](real(input), output);
        nodes.push(...parts.nodes);
        Object.assign(constants, parts.constants);
        break;
      }
      case 'dropout':
      case 'noise':
        if (output === 'o') nodes.push({ op_type: 'Identity', input: [real(input)], output: [output] });
        else same.set(output, real(input));
        break;
      case 'loss':
      case 'penalty':
      case 'sum':
        break;
    }
  }
  return { nodes, constants };
}

const tensorOf = (name: string, dims: readonly number[], values: Float32Array): Record<string, unknown> => ({
  name,
  dims,
  data_type: FLOAT,
  raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

/** n × columns floats. */
const valueOf = (name: string, columns: number, doc_string: string): Record<string, unknown> => ({
  name,
  doc_string,
  type: { tensor_type: { elem_type: FLOAT, shape: { dim: [{ dim_param: 'n' }, { dim_value: columns }] } } },
});
