import papaparse from 'papaparse';
import protobuf from 'protobufjs/light.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crc32c } from '../../core/crc32.ts';
import { formIds, isNetworkForm, type FormId } from '../../core/exports/forms.ts';
import { decodeFrame, scalarNames, type Frame } from '../../core/frame/frame.ts';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { readers } from '../../core/testing/readers.ts';
import { arraysOf } from '../../core/tensors/npz.ts';
import { tensorsOf } from '../../core/tensors/safetensors.ts';
import { planWithWeights } from '../../core/tensors/weights.ts';
import { onnxSchema } from '../exports/schemas/onnx.ts';
import { eventSchema } from '../exports/schemas/tensorboard.ts';
import { RealLab } from './testing/real-lab.ts';

const plan: Plan = { ...presets.moons, length: { steps: 40 } };
let lab: RealLab;
let run: number;
let frames: Frame[];
let last: Frame | undefined;

beforeEach(async () => {
  lab = new RealLab();
  ({ id: run } = await lab.train(plan));
  const { layout, info } = (await lab.client.call('open', { run })).value;
  const { value, payload } = await lab.client.call('frames', {
    run,
    ordinals: Array.from({ length: info.frames }, (_, i) => i),
  });
  const all = value.frames.map(({ offset, length }) => decodeFrame(payload.slice(offset, offset + length), layout));
  frames = all.filter(({ kind }) => kind === 'frame');
  last = all.findLast(({ kind }) => kind === 'keyframe');
});
afterEach(() => lab.close());

const saved = async (form: FormId, step?: number): Promise<{ file: string; bytes: Uint8Array }> => {
  const { value, payload } = await lab.client.call('saveRun', { run, form, ...(step !== undefined && { step }) });
  return { file: value.file, bytes: payload.slice(0, value.size) };
};
const text = async (form: FormId): Promise<string> => new TextDecoder().decode((await saved(form)).bytes);

test('every form is a file of its own name, twice the same', { timeout: 60_000 }, async () => {
  for (const form of formIds) {
    const [a, b] = [await saved(form), await saved(form)];
    expect(a.file).toMatch(/^Moons.*\.\w+$/);
    expect(a.bytes.length, form).toBeGreaterThan(100);
    expect(a.bytes).toEqual(b.bytes);
    if (!isNetworkForm(form)) await expect(saved(form, 3)).rejects.toThrow(LabError);
  }
});

describe('a network', () => {
  test(
    'has the parameters of the last step, or of any other, and comes back as a plan’s',
    { timeout: 60_000 },
    async () => {
      expect(last?.scalars.step).toBe(40);
      const [npz, safe] = [(await saved('npz')).bytes, (await saved('safetensors')).bytes];
      for (const read of [arraysOf(npz, 'f'), tensorsOf(safe, 'f').tensors])
        for (const name of ['W1', 'b1', 'W2', 'b2', 'W3', 'b3'])
          expect([...(read.get(name)?.values ?? [])], name).toEqual([...(last?.tensor(name) ?? [])]);
      expect(arraysOf(npz, 'f').get('W1')?.shape).toEqual([6, 2]);
      const at7 = arraysOf((await saved('npz', 7)).bytes, 'f');
      const seven = frames.find(({ scalars }) => scalars.step === 7);
      expect([...(at7.get('W2')?.values ?? [])]).toEqual([...(seven?.tensor('W2') ?? [])]);
      for (const bytes of [npz, safe]) {
        const { parameters } = planWithWeights(plan, bytes, 'f');
        expect(parameters?.['b2']).toEqual([...(last?.tensor('b2') ?? [])]);
        expect((parameters?.['W2'] as number[][]).flat()).toEqual([...(last?.tensor('W2') ?? [])]);
      }
    },
  );

  test('as ONNX goes from x to o and p, with the same numbers in it', { timeout: 60_000 }, async () => {
    const model = protobuf.Root.fromJSON(onnxSchema).lookupType('ModelProto');
    const read = model.toObject(model.decode((await saved('onnx')).bytes), { bytes: Buffer }) as {
      graph: {
        node: { op_type: string; input: string[]; output: string[] }[];
        initializer: { name: string; raw_data: Buffer }[];
        output: { name: string }[];
      };
    };
    expect(read.graph.node.map(({ op_type }) => op_type)).toEqual(['Gemm', 'Relu', 'Gemm', 'Relu', 'Gemm', 'Sigmoid']);
    expect(read.graph.output.map(({ name }) => name)).toEqual(['o', 'p']);
    const W1 = read.graph.initializer.find(({ name }) => name === 'W1')?.raw_data ?? Buffer.alloc(0);
    expect([...new Float32Array(new Uint8Array(W1).buffer)]).toEqual([...(last?.tensor('W1') ?? [])]);
  });
});

test('as ONNX is read by nothing here: whole or bent, every reader refuses it by one sentence', async () => {
  const { bytes } = await saved('onnx');
  const bent = [bytes, bytes.subarray(0, bytes.length >> 1), Uint8Array.of(...bytes, 0), bytes.toReversed()];
  for (let at = 0; at < bytes.length; at += 20) bent.push(bytes.map((byte, i) => (i === at ? byte ^ 0x80 : byte)));
  for (const [name, read] of Object.entries(readers))
    // any text is a table, of some kind
    for (const file of name === 'clipboard' ? [] : bent)
      expect(read(file, 'net.onnx'), name).toMatch(/^[^\n]{10,400}$/);
});

describe('a recording', () => {
  test('as CSV has every frame, to the last digit', { timeout: 60_000 }, async () => {
    const { data } = papaparse.parse<string[]>((await text('csv')).trim());
    const [head = [], ...rows] = data;
    expect(head.slice(0, 3)).toEqual(['step (updates)', 'epoch (passes)', 'loss (nats)']);
    expect(rows).toHaveLength(frames.length);
    rows.forEach((row, i) =>
      scalarNames.forEach((name, j) => expect(row[j] === '' ? NaN : Number(row[j])).toBe(frames[i]?.scalars[name])),
    );
  });

  test('as NDJSON has a line for every frame', { timeout: 60_000 }, async () => {
    const lines = (await text('ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(frames.length);
    expect(lines[5]).toMatchObject({ step: frames[5]?.scalars.step, loss: frames[5]?.scalars.loss, n: frames[5]?.n });
    expect(lines[5]).toHaveProperty(['entries', '‖W‖']);
  });

  test('for TensorBoard is whole records with the losses of every step', { timeout: 60_000 }, async () => {
    const { bytes } = await saved('tensorboard');
    const type = protobuf.Root.fromJSON(eventSchema).lookupType('Event');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const mask = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    const losses = new Map<number, number>();
    let at = 0;
    while (at < bytes.length) {
      const length = Number(view.getBigUint64(at, true));
      expect(view.getUint32(at + 8, true)).toBe(mask(crc32c(bytes.subarray(at, at + 8))));
      const data = bytes.subarray(at + 12, at + 12 + length);
      expect(view.getUint32(at + 12 + length, true)).toBe(mask(crc32c(data)));
      const event = type.toObject(type.decode(data), { longs: Number }) as {
        step?: number;
        summary?: { value: { tag: string; simple_value?: number }[] };
      };
      for (const { tag, simple_value } of event.summary?.value ?? [])
        if (tag === 'loss/minibatch') losses.set(event.step ?? 0, simple_value ?? NaN);
      at += length + 16;
    }
    expect(at).toBe(bytes.length);
    for (const { scalars } of frames) expect(losses.get(scalars.step)).toBe(Math.fround(scalars.loss));
  });
});
