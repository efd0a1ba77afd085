import { createRawSnippet, flushSync } from 'svelte';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { presets } from '../../core/plan/presets.ts';
import { EmptyLab, startedApp } from '../empty-lab.ts';
import '../theme/base.css';
import '../theme/tokens.css';
import '../theme/window.css';
import ComparePane from './ComparePane.svelte';
import type { Comparison } from './comparison.svelte.ts';

beforeEach(() => page.viewport(1366, 768));

const nothing = createRawSnippet(() => ({ render: () => '<i></i>' }));

/** Six networks in so many px. */
async function six(width: number): Promise<{ comparison: Comparison; resize: (px: number) => void }> {
  const lab = new EmptyLab();
  lab.refused.add('preview');
  const { app } = await startedApp(lab);
  const { comparison } = app;
  for (let seed = 2; seed <= 6; seed++) await comparison.addPlan({ ...presets.moons, seed });
  const parts = { network: nothing, plot: nothing, together: nothing, tools: nothing };
  const { container } = await render(ComparePane, { comparison, rows: [], ...parts });
  const resize = (px: number): void => {
    container.style.width = `${px}px`;
  };
  resize(width);
  return { comparison, resize };
}
const shown = (): string =>
  [...document.querySelectorAll('[data-testid^="column-"][data-status]')]
    .map((head) => (head as HTMLElement).dataset['testid']?.replace('column-', ''))
    .join('');
const press = (letter: string): void => {
  const found = [...document.querySelectorAll<HTMLElement>('[data-testid="compare-columns"] button')];
  found.find(({ textContent }) => textContent === letter)?.click();
  flushSync();
};

test('as many columns as have room stand beside each other, and a letter brings one of the others', async () => {
  const { resize } = await six(1530);
  await expect.poll(shown).toBe('ABCDEF');
  expect(document.querySelector('[data-testid="compare-columns"]')).toBeNull();
  resize(990); // of 1366 px, beside a lesson
  await expect.poll(shown).toBe('ABCD');
  press('F');
  expect(shown()).toBe('CDEF');
  press('D');
  expect(shown(), 'it is on screen already').toBe('CDEF');
  press('A');
  expect(shown()).toBe('ABCD');
  const pressed = [...document.querySelectorAll('[data-testid="compare-columns"] [aria-pressed="true"]')];
  expect(pressed.map((one) => one.textContent).join('')).toBe('ABCD');
  resize(120);
  await expect.poll(shown).toBe('A');
});

test('what is zoomed and selected is so in the columns that are not on screen too', async () => {
  const { comparison } = await six(300);
  await expect.poll(shown).toBe('A');
  (page.getByTestId('compare-zoom-graph').element() as HTMLElement).click();
  expect(comparison.columns.map(({ network }) => network.zoom)).toEqual(Array(6).fill('graph'));
  comparison.first.network.pick('z1');
  flushSync();
  expect(comparison.columns.map(({ network }) => network.node)).toEqual(Array(6).fill('z1'));
});

test('columns that are taken away leave none of the room empty', async () => {
  const { comparison } = await six(990);
  await expect.poll(shown).toBe('ABCD');
  press('F');
  const [, , third, fourth] = comparison.columns;
  if (third && fourth) [third, fourth].forEach((column) => comparison.remove(column));
  flushSync();
  expect(shown()).toBe('ABCD');
});
