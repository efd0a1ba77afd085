import { expect, test } from 'vitest';
import { presetAbout, presets, type PresetId } from './presets.ts';
import type { Plan } from './schema.ts';

// parse.test.ts: every preset parses and has no problems

test('presets are told apart by their names, and each says in a line what it is for', () => {
  const names = Object.values<Plan>(presets).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const id of Object.keys(presets) as PresetId[]) expect(presetAbout[id]).toMatch(/^.{10,80}[^.]$/);
});
