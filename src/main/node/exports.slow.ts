import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activationIds, activations } from '../../core/activations.ts';
import { examplesOf } from '../../core/examples.ts';
import { decodeFrame } from '../../core/frame/frame.ts';
import { losses, lossIds } from '../../core/losses.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { planWithWeights } from '../../core/tensors/weights.ts';
import { RealLab } from './testing/real-lab.ts';

// `npm run test:slow`: what leaves the lab, read by the programs it is meant for, where they are. PYTHON names an interpreter
// that has onnxruntime, numpy, safetensors and tensorboard.
const python = process.env['PYTHON']?.split(',')[0] ?? 'python3';
const has = (module: string): boolean => spawnSync(python, ['-c', `import ${module}`]).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'goldilocks-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));

let lab: RealLab;
beforeAll(() => {
  lab = new RealLab();
});
afterAll(() => lab.close());

/** What a program prints of some files, as JSON. */
function said(program: string, ...files: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...files], { encoding: 'utf8' });
  expect(stderr.replace(/.*(warn|Warn).*\n?/g, ''), 'what it complained of').toSatisfy(() => status === 0);
  return JSON.parse(stdout);
}

async function file(run: number, form: 'onnx' | 'npz' | 'safetensors' | 'tensorboard', name: string): Promise<string> {
  const { value, payload } = await lab.client.call('saveRun', { run, form });
  const path = join(folder, name);
  writeFileSync(path, payload.subarray(0, value.size));
  return path;
}

/** A network of some activation under some loss, with dropout and noise, which do nothing where it predicts. */
const planOf = (fn: (typeof activationIds)[number], loss: (typeof lossIds)[number]): Plan => {
  const data = { kind: 'spiral', train: 60, test: 0, noise: 1, classes: 3 } as const;
  const { outputs } = shapeOf({ data, loss });
  const dense = (units: number): Plan['network'][number] => ({
    type: 'dense',
    units,
    init: { kind: 'appropriate' },
    bias: true,
  });
  const activation = { type: 'activation', fn } as const;
  const network: Plan['network'] = [
    dense(7),
    activation,
    { type: 'dropout', p: 0.3 },
    dense(5),
    activation,
    { type: 'noise', sigma: 0.1 },
    dense(outputs),
  ];
  return { ...presets.moons, data, loss, network, batchSize: 60, shuffle: false, length: { steps: 5 } };
};

describe.skipIf(!has('onnxruntime'))('onnxruntime answers as the lab', () => {
  const answer = [
    'import sys, json, numpy as np, onnxruntime',
    's = onnxruntime.InferenceSession(sys.argv[1])',
    'x = np.array(json.load(open(sys.argv[2])), dtype=np.float32)',
    'print(json.dumps({"names": [o.name for o in s.get_outputs()], "o": s.run(["o"], {"x": x})[0].ravel().tolist(),',
    '  "all": [v.ravel().tolist() for v in s.run(None, {"x": x})]}))',
  ].join('\n');

  const fitting = lossIds.filter(
    (loss) => losses[loss].target === 'class' || shapeOf(planOf('relu', loss)).outputs === 3,
  );
  test.each(
    activationIds.flatMap((fn) => fitting.map((loss) => [activations[fn].title, loss, planOf(fn, loss)] as const)),
  )('%s under %s', { timeout: 120_000 }, async (title, loss, plan) => {
    const { id } = await lab.train(plan);
    const npz = (await lab.client.call('saveRun', { run: id, form: 'npz' })).payload;
    const size = (await lab.client.call('saveRun', { run: id, form: 'npz' })).value.size;
    // the same parameters, in a network that predicts
    const still = { ...plan, network: plan.network.filter(({ type }) => type !== 'dropout' && type !== 'noise') };
    const { value, payload } = await lab.client.call('look', {
      plan: planWithWeights(still, npz.subarray(0, size), 'f'),
    });
    const frame = decodeFrame(payload.slice(value.offset, value.offset + value.length), {
      frame: value.entries,
      keyframe: [],
    });
    const o = [...(frame.tensor('o') ?? [])];
    const { x, width, count } = examplesOf(plan, null).train;
    const rows = Array.from({ length: count }, (_, i) => [...x.subarray(i * width, (i + 1) * width)]);
    const given = join(folder, 'x.json');
    writeFileSync(given, JSON.stringify(rows));
    const answered = said(answer, await file(id, 'onnx', 'network.onnx'), given) as {
      names: string[];
      o: number[];
      all: number[][];
    };
    expect(answered.o).toHaveLength(o.length);
    const worst = Math.max(...answered.o.map((v, i) => Math.abs(v - (o[i] ?? NaN)) / Math.max(1, Math.abs(v))));
    console.log(`${title}, ${loss}: ${worst.toExponential(1)}`);
    expect(worst).toBeLessThan(1e-5);
    if (losses[loss].target === 'class') {
      const sums = Array.from({ length: count }, (_, i) =>
        (answered.all[1] ?? []).slice(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0),
      );
      for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
    }
  });
});

test.skipIf(!has('numpy, safetensors.numpy'))(
  'NumPy and safetensors read the parameters',
  { timeout: 60_000 },
  async () => {
    const { id } = await lab.train({ ...presets.moons, length: { steps: 5 } });
    const read = said(
      'import sys, json, numpy as np\nfrom safetensors.numpy import load_file\na, b = np.load(sys.argv[1]), load_file(sys.argv[2])\nprint(json.dumps({k: [v.shape, v.dtype.str, bool(np.array_equal(v, a[k]))] for k, v in b.items()}))',
      await file(id, 'npz', 'w.npz'),
      await file(id, 'safetensors', 'w.safetensors'),
    );
    expect(read).toMatchObject({ W1: [[6, 2], '<f4', true], b1: [[6], '<f4', true], W3: [[1, 3], '<f4', true] });
  },
);

test.skipIf(!has('tensorboard'))('TensorBoard’s own reader has every curve', { timeout: 120_000 }, async () => {
  const { id } = await lab.train({ ...presets.moons, length: { steps: 40 } });
  const path = await file(id, 'tensorboard', 'events.out.tfevents.1.goldilocks');
  const read = said(
    'import sys, json\nfrom tensorboard.backend.event_processing.event_accumulator import EventAccumulator\na = EventAccumulator(sys.argv[1], {"scalars": 0, "histograms": 0}); a.Reload()\nprint(json.dumps({"tags": a.Tags()["scalars"], "histograms": a.Tags()["histograms"], "loss": [[e.step, e.value] for e in a.Scalars("loss/minibatch")]}))',
    path,
  ) as { tags: string[]; histograms: string[]; loss: [number, number][] };
  expect(read.tags).toEqual(expect.arrayContaining(['loss/train', 'loss/test', 'norm_weights/W1', 'learning_rate']));
  expect(read.histograms).toContain('weights/W1');
  expect(read.loss).toHaveLength(41);
});
