import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { optimizerIds } from '../optimizers.ts';
import { parsePlan } from '../plan/parse.ts';
import { chain, presets } from '../plan/presets.ts';
import type { Plan } from '../plan/schema.ts';
import { codeTargetIds, codeTargetOf, type CodeTargetId } from './targets.ts';

// What docs/CODE.md promises of a program, as far as it shows in its text; `programs.slow.ts` runs them.

const small: Plan = { ...presets.moons, data: { kind: 'moons', train: 6, test: 4, noise: 1 }, batchSize: 4 };
const generate = (id: CodeTargetId, change: Partial<Plan>): string =>
  codeTargetOf(id).generate({ ...small, ...change }, null);

const folder = join(import.meta.dirname, 'testing/plans');
const cases = readdirSync(folder).map((file): [string, Plan] => {
  const { plan } = parsePlan(readFileSync(join(folder, file), 'utf8'));
  if (!plan) throw new Error(`${file} is no plan`);
  return [file, plan];
});

const python = codeTargetIds.filter((id) => codeTargetOf(id).language === 'python');
const torch = ['pytorch', 'pytorch_scratch'] as const;

/** How a target writes what is asked about; a new target is asked by the type. */
const weighted: Record<CodeTargetId, string> = {
  pytorch: 'loss_sum += L.item() * len(y)',
  pytorch_scratch: 'loss_sum += L.item() * len(y)',
  d2l: 'self.loss_sum += L * n',
  keras: "logs['loss']", // Keras's own is weighted
  tfjs: 'lossSum += L * size',
};
const stops: Record<CodeTargetId, readonly string[]> = {
  pytorch: ['if L_test < best:', 'if epoch - best_epoch >= 3:', 'net.load_state_dict(best_params)'],
  pytorch_scratch: ['if L_test < best:', 'if epoch - best_epoch >= 3:', 'p.copy_(best_p)'],
  d2l: ['if L_test < best:', 'if epoch - best_epoch >= 3:', 'model.load_state_dict(best_params)'],
  keras: ['patience=3, restore_best_weights=True'],
  tfjs: ['if (LHeld < best) {', 'if (epoch - bestEpoch >= 3) break;', 'p.assign(bestParams[i])'],
};
const ends: Record<CodeTargetId, string> = {
  pytorch: 'if step == 3:',
  pytorch_scratch: 'if step == 3:',
  d2l: 'itertools.islice(self.train_dataloader, 1)',
  keras: 'if self.step == 3:',
  tfjs: 'step < 3',
};

describe.each(codeTargetIds)('%s', (id) => {
  test.each(cases)('writes %s', (_file, plan) => {
    expect(codeTargetOf(id).generate(plan, null)).toContain(plan.loss === 'squared_error' ? '2' : 'loss');
  });

  test('writes rates as floats', () => {
    const zero = { momentum: 0, alpha: 0, beta1: 0, beta2: 0, epsilon: 0, decay: 0 };
    const schedule = { kind: 'cosine', floor: 0 } as const;
    for (const kind of optimizerIds) {
      const optimizer: Plan['optimizer'] = { kind, learningRate: 3, clip: 2, schedule, ...zero };
      const text = generate(id, { optimizer, weightDecay: 5, l1: 7 });
      expect(text, kind).not.toMatch(
        /(lr|eta|momentum|alpha|rho|eps|epsilon|decay|lam1?|l1|l2|clip_val|norm)=[-\d]+[,)]/,
      );
      expect(text, kind).not.toMatch(/betas=\(\d+,|, \d+\)\);|adam\(\d+,/);
      expect(text, kind).toMatch(/\b3\.0\b/);
      expect(text, kind).toMatch(/\b2\.0\b/);
      expect(text, kind).toMatch(/\b5\.0\b/);
    }
  });

  test('an epoch is the mean over its examples', () => {
    expect(generate(id, {})).toContain(weighted[id]);
  });

  test('stops early as the lab does, and says which epoch was the best', () => {
    const text = generate(id, { earlyStopping: { patience: 3 } });
    for (const part of stops[id]) expect(text).toContain(part);
    expect(text).toContain('3 epochs in a row without a new minimum');
    expect(text).toContain('best epoch ');
    expect(generate(id, {})).not.toContain('best epoch ');
  });

  test('looks at the validation set where there is one, and at the test set only at the end', () => {
    const data = { kind: 'moons', train: 20, validation: 12, test: 16, noise: 1 } as const;
    const text = generate(id, { data, earlyStopping: { patience: 3 } });
    expect(text).toContain('without a new minimum of the validation loss');
    expect(text.match(/\by_val\b/g)?.length).toBeGreaterThan(1);
    expect(text.match(/test loss/g)).toHaveLength(1); // printed once
    expect(text.lastIndexOf('test loss')).toBeGreaterThan(text.lastIndexOf('y_val'));
  });

  test('ends within an epoch', () => {
    expect(generate(id, { length: { steps: 3 } })).toContain(ends[id]);
    expect(generate(id, { length: { steps: 4 } })).not.toContain(ends[id]);
  });

  test('reads the files that are saved with it, and no others', () => {
    const data = { kind: 'inline' as const, x: Array.from({ length: 2100 }, (_, i) => [i / 8]), y: [] as number[][] };
    data.y = data.x.map(([x = 0]) => [x / 2]);
    const plan: Plan = { ...small, data, loss: 'squared_error', network: chain([1], 'relu') };
    const files = codeTargetOf(id).data(plan);
    const text = codeTargetOf(id).generate(plan, null);
    expect(files.map(({ name }) => name)).toEqual([
      codeTargetOf(id).language === 'python' ? 'train.csv' : 'train.json',
    ]);
    const numbers = [...(files[0]?.text ?? '').matchAll(/[\d.]+/g)].map(([number]) => Number(number)).sort();
    expect(numbers).toEqual([...data.x.flat(), ...data.y.flat()].sort());
    for (const { name } of files) expect(text).toContain(`'${name}'`);
    expect(text).toMatch(/2100 rows of 1 number\b/);
    expect(text).not.toMatch(/\b1 (numbers|rows|epochs)/);
    expect(codeTargetOf(id).data(small)).toEqual([]);
    expect(codeTargetOf(id).data(presets.digits)).toEqual([]);
  });
});

test('class numbers are written to files as the program reads them', () => {
  const plan: Plan = {
    ...small,
    data: { kind: 'moons', train: 1500, test: 3, noise: 1 },
    loss: 'softmax_cross_entropy',
    network: chain([2], 'relu'),
  };
  const [, csv] = codeTargetOf('keras').data(plan);
  const [, json] = codeTargetOf('tfjs').data(plan);
  const rows = (csv?.text ?? '').trim().split('\n').map((line) => line.split(',').map(Number)); // prettier-ignore
  expect([csv?.name, json?.name]).toEqual(['test.csv', 'test.json']);
  expect(JSON.parse(json?.text ?? '')).toEqual({ x: rows.map((row) => row.slice(0, 2)), y: rows.map((row) => row[2]) });
  expect(rows.map((row) => row[2])).toEqual([1, 0, 1]);
});

test.each(torch)('%s computes on the GPU where there is one', (id) => {
  const text = generate(id, {});
  expect(text).toContain("device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')");
  expect(text).toContain('X_train, y_train = X_train.to(device), y_train.to(device)');
  expect(text).toContain('X_test, y_test = X_test.to(device), y_test.to(device)');
  expect(text).toMatch(/\)\.to\(device\)|device=device/);
});
test('d2l computes on the GPU where there is one', () => {
  expect(generate('d2l', {})).toContain('num_gpus=1');
  expect(generate('d2l', {})).toContain('self.prepare_batch((X_test, y_test))');
});

test.each(python)('%s: imports are in the order of isort', (id) => {
  const optimizer: Plan['optimizer'] = { kind: 'sgd', learningRate: 1, schedule: { kind: 'cosine' } };
  const data: Plan['data'] = { kind: 'moons', train: 3000, test: 10, noise: 1 };
  for (const change of [{}, { data }, { data: presets.digits.data }]) {
    const plan: Plan = { ...small, length: { steps: 1 }, optimizer, earlyStopping: { patience: 1 }, ...change };
    const text = codeTargetOf(id).generate({ ...plan, network: presets.digits.network }, null);
    const groups = (/(?:^(?:import|from) .*\n|^\n)+/m.exec(text.slice(text.indexOf('\n\n') + 2))?.[0] ?? '')
      .trim()
      .split('\n\n')
      .map((group) => group.split('\n'));
    const standard = ['copy', 'itertools', 'math'];
    expect(groups.length).toBe(id === 'keras' || groups.length === 1 ? 1 : 2);
    for (const [i, group] of groups.entries()) {
      const names = group.map((line) => `${line.startsWith('from') ? 1 : 0} ${line.split(' ')[1] ?? ''}`);
      expect(names).toEqual([...names].sort());
      if (groups.length === 2) for (const name of names) expect(standard.includes(name.slice(2))).toBe(i === 0);
    }
  }
});

test.each(codeTargetIds)('%s: no name stands for two things', (id) => {
  const data: Plan['data'] = { kind: 'moons', train: 3000, test: 10, noise: 1 };
  const text = generate(id, { data, earlyStopping: { patience: 1 } });
  expect(text).not.toMatch(/^\s+test = |const test = testLoss/m);
  expect(text).not.toMatch(/\] = kept/);
  expect(text).not.toMatch(/\b1 epochs/);
});

test('from scratch, the largest logit is taken away before anything is added', () => {
  const text = codeTargetOf('pytorch_scratch').generate(
    { ...small, loss: 'softmax_cross_entropy', network: chain([2], 'relu') },
    null,
  );
  expect(text.indexOf('o.max(dim=1')).toBeGreaterThan(0);
  expect(text.indexOf('o.max(dim=1')).toBeLessThan(text.indexOf('o.exp().sum'));
  expect(text).not.toContain('logsumexp');
});

test('Keras: optimizers are Keras’s own only where they compute the same', () => {
  const step = { kind: 'step' } as const;
  const own = (optimizer: Plan['optimizer']): boolean =>
    generate('keras', { optimizer }).includes('optimizer = keras.optimizers.');
  for (const kind of optimizerIds) {
    const plain = kind === 'sgd' || kind === 'momentum' || kind === 'nesterov';
    expect(own({ kind, learningRate: 0.1 }), kind).toBe(plain);
    expect(own({ kind, learningRate: 0.1, schedule: step }), kind).toBe(kind === 'sgd');
  }
  expect(generate('keras', { optimizer: { kind: 'rmsprop', learningRate: 0.1 } })).toContain(
    'keras.ops.sqrt(v) + epsilon',
  );
});

test('TensorFlow.js: epsilon stands outside the root', () => {
  for (const kind of ['rmsprop', 'adagrad'] as const)
    expect(generate('tfjs', { optimizer: { kind, learningRate: 0.1 } })).toContain('v.sqrt().add(');
});

test('TensorFlow.js: large networks look for a faster backend, and digits say where they are from', () => {
  const digits = codeTargetOf('tfjs').generate(presets.digits, null);
  expect(digits).toContain('@tensorflow/tfjs-backend-wasm');
  expect(digits).toMatch(/https:\/\/\S+\/mnist\//);
  for (const name of ['train-images', 'train-labels', 't10k-images', 't10k-labels']) expect(digits).toContain(name);
  expect(generate('tfjs', {})).not.toContain('backend');
});

test('d2l says how it is installed', () => {
  expect(generate('d2l', {})).toContain('# pip install --no-deps d2l==1.0.3\n');
});
