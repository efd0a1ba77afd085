import { unzipSync, strFromU8 } from 'fflate';
import { expect, test } from 'vitest';
import { codeTargetIds, codeTargetOf } from '../../../core/code/targets.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { saved } from './saved.ts';

const large: Plan = { ...presets.moons, data: { kind: 'moons', train: 900, test: 500, noise: 1 } };

test('a program that has its examples is saved as it is', async () => {
  const { name, content } = saved({ name: 'network.py', text: 'z = 1 # ∂\n' }, []);
  expect([name, await content.text()]).toEqual(['network.py', 'z = 1 # ∂\n']);
});

test.each(codeTargetIds)('%s: a program is packed with every file that it reads', async (id) => {
  const { file, generate, data } = codeTargetOf(id);
  const text = generate(large, null);
  const { name, content } = saved({ name: file, text }, data(large));
  expect(name).toBe('network.zip');
  const entries = unzipSync(new Uint8Array(await content.arrayBuffer()));
  const read = [...text.matchAll(/'((?:train|test)\.\w+)'/g)].map(([, found]) => found);
  expect(Object.keys(entries).sort()).toEqual([file, ...read].sort());
  expect(strFromU8(entries[file] ?? new Uint8Array())).toBe(text);
});
