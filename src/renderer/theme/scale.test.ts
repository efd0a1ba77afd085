import { expect, test } from 'vitest';
import './tokens.css';
import { div, divRgb, tableOf } from './scale.ts';
import { theme } from './theme.svelte.ts';

test('the stops are met exactly, and there are 257 colours', () => {
  const stops = ['#c4570a', '#eda766', '#f1f1ee', '#86b3e4', '#1f63b5'];
  const table = tableOf(stops);
  expect(table).toHaveLength(257);
  const hex = (i: number): string => '#' + (table[i] ?? []).map((c) => c.toString(16).padStart(2, '0')).join('');
  expect([0, 64, 128, 192, 256].map(hex)).toEqual(stops);
});

test('what is beyond the ends is drawn as the ends, NaN as nothing', () => {
  expect(divRgb(-9)).toEqual(divRgb(-1));
  expect(divRgb(Infinity)).toEqual(divRgb(1));
  expect(divRgb(NaN)).toEqual(divRgb(0));
});

test('a theme brings its own scale and tells those who draw', () => {
  theme.choose('light');
  expect(div(1)).toBe('rgb(31,99,181)');
  const before = theme.version;
  theme.choose('dark');
  expect(div(1)).toBe('rgb(98,166,242)');
  expect(theme.version).toBeGreaterThan(before);
  expect(theme.token('--ground')).toBe('#101316');
  theme.toggle();
  expect(theme.token('--ground')).toBe('#ffffff');
});

test('choices are kept and restored; what makes no sense is not taken', () => {
  const kept: unknown[] = [];
  theme.save = (key, value) => kept.push([key, value]);
  theme.toggleProjector();
  expect(kept).toEqual([['projector', true]]);
  theme.restore({ theme: 'dark', projector: false });
  expect([theme.resolved, theme.projector]).toEqual(['dark', false]);
  theme.restore({ theme: 7 });
  expect(theme.resolved).toBe('dark');
});
