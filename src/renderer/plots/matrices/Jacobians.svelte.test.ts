import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { presets } from '../../../core/plan/presets.ts';
import { frameOf, frameOfPlan, propsOf } from '../fake-view.ts';
import type { PlotProps } from '../plot.ts';
import Jacobians from './Jacobians.svelte';

const plan = presets.moons;
const captionOf = async (props: PlotProps): Promise<string> =>
  (await render(Jacobians, props)).container.querySelector('caption')?.textContent ?? '';

test('the product is said, and every recorded singular value is in the table', async () => {
  const { frame, layout } = frameOfPlan(plan, (name, i) => (name === 'σ M1…3' ? 0.25 : name === 'σ M1' ? 2 - i : 0.5));
  const { container } = await render(Jacobians, propsOf({ plan, frame, layout }));
  expect(container.querySelector('caption')?.textContent).toContain('stretches by up to 0.25');
  const rows = [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent).join(' '),
  );
  expect(rows).toEqual([
    'M1 6 2 1 2',
    'M1 6 2 2 1',
    'M2 3 6 1 0.5',
    'M2 3 6 2 0.5',
    'M2 3 6 3 0.5',
    'M1…2 3 2 1 0.5',
    'M1…2 3 2 2 0.5',
    'M3 1 3 1 0.5',
    'M1…3 1 2 1 0.25',
  ]);
});

test('what is not there is said', async () => {
  expect(await captionOf(propsOf({ plan }))).toBe('Jacobians');
  expect(await captionOf(propsOf({ plan, frame: frameOf({ '‖W‖': [1] }) }))).toContain('not recorded in this run');
  const diverged = frameOfPlan(plan, () => NaN).frame;
  expect(await captionOf(propsOf({ plan, frame: diverged }))).toContain('diverged');
});
