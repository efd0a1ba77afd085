import protobuf from 'protobufjs/light.js';
import { describe, expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { parameterShapes, type SavedNetwork } from '../../core/exports/network.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { Walker } from '../../core/graph/walker.ts';
import { lossIds } from '../../core/losses.ts';
import { chain, presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { onnx } from './onnx.ts';
import { onnxActivations } from './onnx-activations.ts';
import { onnxSchema } from './schemas/onnx.ts';

const Model = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');

interface OnnxNode { input: string[]; output: string[]; opType: string; attribute: { name: string; f: number }[] } // prettier-ignore

/** What an ONNX program computes for x, its few operations written out again. */
function evaluated(bytes: Uint8Array, x: Float64Array<ArrayBuffer>, n: number): Map<string, Float64Array<ArrayBuffer>> {
  const { graph } = Model.toObject(Model.decode(bytes), { longs: Number, arrays: true }) as {
    graph: { node: (Omit<OnnxNode, 'opType'> & { op_type: string })[]; initializer: { name: string; dims: number[]; raw_data: Uint8Array }[] };
  }; // prettier-ignore
  const values = new Map([['x', x]]);
  for (const { name, raw_data } of graph.initializer)
    values.set(name, Float64Array.from(new Float32Array(Uint8Array.from(raw_data).buffer)));
  const each = (of: (a: number, b: number, alpha: number) => number) =>
    (node: { attribute: OnnxNode['attribute'] }, a: Float64Array<ArrayBuffer>, b?: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> =>
      a.map((value, i) => of(value, b?.[b.length === 1 ? 0 : i] ?? 0, node.attribute[0]?.f ?? NaN)); // prettier-ignore
  const erf = (z: number): number => 2 * (activations.gelu.f(z * Math.SQRT2) / (z * Math.SQRT2) - 0.5);
  const operations: Record<string, ReturnType<typeof each>> = {
    Gemm: (_, a, W = new Float64Array(0), ...[b]: Float64Array<ArrayBuffer>[]) => {
      const q = W.length / (a.length / n);
      return Float64Array.from({ length: n * q }, (_, at) => {
        const [i, j, d] = [Math.floor(at / q), at % q, a.length / n];
        return W.subarray(j * d, (j + 1) * d).reduce((sum, w, k) => sum + w * (a[i * d + k] ?? 0), b?.[j] ?? 0);
      });
    },
    Softmax: (_, a) => {
      const q = a.length / n;
      return a.map((value, at) => {
        const row = a.subarray(Math.floor(at / q) * q, (Math.floor(at / q) + 1) * q);
        return Math.exp(value) / row.reduce((sum, other) => sum + Math.exp(other), 0);
      });
    },
    Relu: each((a) => Math.max(a, 0)),
    Tanh: each((a) => Math.tanh(a)),
    Sigmoid: each((a) => 1 / (1 + Math.exp(-a))),
    Identity: each((a) => a),
    LeakyRelu: each((a, _, alpha) => (a > 0 ? a : alpha * a)),
    Elu: each((a, _, alpha) => (a > 0 ? a : alpha * Math.expm1(a))),
    Softplus: each((a) => Math.log1p(Math.exp(a))),
    Erf: each(erf),
    Mul: each((a, b) => a * b),
    Add: each((a, b) => a + b),
  };
  for (const node of graph.node) {
    const inputs = node.input.map((name) => values.get(name) ?? new Float64Array(0)) as [
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>?,
    ];
    const result = operations[node.op_type]?.(node, ...inputs);
    if (!result) throw new Error(`no ${node.op_type} here`);
    values.set(node.output[0] ?? '', result);
  }
  return values;
}

/** A network as it was drawn, and what the walker predicts from some x. */
function predicted(of: Plan): { network: SavedNetwork; x: Float64Array<ArrayBuffer>; o: Float64Array; n: number } {
  const graph = graphOf(of, shapeOf(of));
  const n = 5;
  const walker = new Walker(graph, of, n, Float32Array);
  walker.initialize();
  const x = Float32Array.from({ length: n * shapeOf(of).width }, (_, i) => Math.sin(i + 1) * 2);
  walker.tensor('x').value.set(x);
  walker.predict();
  const parameters = new Map(
    [...parameterShapes(of)].map(([name, shape]) => [
      name,
      { shape, values: Float32Array.from(walker.tensor(name).value) },
    ]),
  );
  const network = { plan: of, run: { id: 1, name: 'r' }, step: 0, version: '0', parameters };
  return { network, x: Float64Array.from(x), o: Float64Array.from(walker.tensor('o').value), n };
}

describe('ONNX', () => {
  const networks = activationIds.flatMap((fn) =>
    lossIds.map((loss): Plan => {
      const outputs = shapeOf({ ...presets.moons, loss }).outputs;
      const [first, ...more] = chain([5, 4, outputs], fn, 'xavier_uniform');
      const network = [first, { type: 'noise', sigma: 0.3 }, ...more, { type: 'dropout', p: 0.5 }] as Plan['network'];
      return { ...presets.moons, loss, network };
    }),
  );

  test.each(
    networks.map((own) => [`${own.network.find((l) => l.type === 'activation')?.fn ?? ''}, ${own.loss}`, own] as const),
  )('%s: predicts what the lab predicts', (_, own) => {
    const { network, x, o, n } = predicted(own);
    const values = evaluated(onnx(network), x, n);
    const found = values.get('o') ?? [];
    expect(found.length).toBe(o.length);
    found.forEach((value, i) => expect(value).toBeCloseTo(o[i] ?? NaN, 5));
    expect(values.has('p')).toBe(own.loss !== 'squared_error');
    if (own.loss === 'binary_cross_entropy')
      expect(values.get('p')?.[0]).toBeCloseTo(1 / (1 + Math.exp(-(o[0] ?? NaN))), 5);
  });

  test('every activation ends in the tensor that the lab calls so', () => {
    for (const fn of activationIds) expect(onnxActivations[fn]('z', 'h').nodes.at(-1)?.output).toEqual(['h']);
  });

  test('a layer without bias, and a network of more classes', () => {
    const own: Plan = {
      ...presets.moons,
      loss: 'softmax_cross_entropy',
      network: [{ type: 'dense', units: 2, init: { kind: 'xavier_uniform' }, bias: false }],
    };
    const { network, x, o, n } = predicted(own);
    const values = evaluated(onnx(network), x, n);
    values.get('o')?.forEach((value, i) => expect(value).toBeCloseTo(o[i] ?? NaN, 5));
    expect((values.get('p')?.[0] ?? 0) + (values.get('p')?.[1] ?? 0)).toBeCloseTo(1, 9);
  });
});
