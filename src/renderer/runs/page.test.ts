import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { everyRun } from '../../core/contract/runs.ts';
import { RunsLab } from './fake-runs.ts';
import Markdown from '../marks/Markdown.svelte';
import { piecesOf } from '../marks/markdown.ts';
import { runsView } from './prefs.svelte.ts';
import RunsPage from './RunsPage.svelte';

const opened = vi.fn();
const selected = vi.fn();
async function shown(count: number): Promise<RunsLab> {
  const lab = new RunsLab(count);
  document.body.style.height = '600px';
  await render(RunsPage, {
    client: lab,
    onopen: opened,
    onduplicate: () => undefined,
    onselect: selected,
  });
  await expect.element(page.getByTestId(`run-row-${count}`)).toBeInTheDocument();
  return lab;
}

beforeEach(() => {
  vi.clearAllMocks();
  runsView.query = everyRun;
});

test('of many runs a screen of rows is drawn, in a grid that says how many there are', async () => {
  await shown(10_000);
  const grid = page.getByRole('grid');
  await expect.element(grid).toHaveAttribute('aria-rowcount', '10001');
  expect(document.querySelectorAll('[data-testid^="run-row-"]').length).toBeLessThan(100);
  const first = page.getByTestId('run-row-10000');
  await expect.element(first).toHaveAttribute('aria-rowindex', '2');
  const grids = document.querySelector('[role="grid"]');
  const active = grids?.getAttribute('aria-activedescendant');
  expect(active).toBe(document.querySelector('[data-testid="run-row-10000"]')?.id);
});

test('by keys alone: select, extend, open, find', async () => {
  await shown(50);
  document.querySelector<HTMLElement>('[role="grid"]')?.focus();
  await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}');
  expect(selected).toHaveBeenLastCalledWith([49, 48]);
  await expect.element(page.getByTestId('runs-count')).toHaveTextContent('2 of 50 selected');
  await userEvent.keyboard('{ArrowDown} ');
  expect(selected).toHaveBeenLastCalledWith([]);
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect(opened).toHaveBeenLastCalledWith(48);
});

test('a note is elements alone: no HTML, no address that is followed, whatever it says', async () => {
  const note = [
    '# head **bold**',
    '<img src=x onerror=alert(1)> [a](javascript:alert(2)) ![p](http://127.0.0.1:9/x.png)',
    '<script>alert(3)</script>',
    '| a |\n| - |\n| `1` |',
  ].join('\n\n');
  await render(Markdown, { note });
  const shown = document.querySelector('.markdown');
  expect(shown?.querySelectorAll('script, img, a, [href], [src], [onerror]')).toHaveLength(0);
  expect(shown?.textContent).toContain('<script>alert(3)</script>');
  expect(shown?.querySelector('h3 strong')?.textContent).toBe('bold');
  expect(shown?.querySelector('td code')?.textContent).toBe('1');
  expect(shown?.querySelector('[title="javascript:alert(2)"]')?.textContent).toBe('a');
});

test('what is nested without end is text beyond a depth', () => {
  expect(JSON.stringify(piecesOf('> '.repeat(500) + 'x')).length).toBeLessThan(20_000);
});
