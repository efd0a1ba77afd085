import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { chain, presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { frameOfPlan, propsOf } from '../fake-view.ts';
import type { PlotProps } from '../plot.ts';
import Parameters from './Parameters.svelte';
import '../../theme/base.css';
import '../../theme/tokens.css';
import '../../theme/plots.css';

const plan = presets.moons;
const { frame, layout } = frameOfPlan(
  plan,
  (name, i) => (name.startsWith('d') ? -1 : 1) * (i + 1) * (name.includes('W2') ? 1 : 0.5),
);

async function open(props: PlotProps): Promise<HTMLElement> {
  const { container } = await render(Parameters, props);
  const figure = container.querySelector('figure');
  if (figure) figure.style.cssText = 'width: 432px; height: 260px';
  return container;
}

test('an entry is said where the pointer is, and a click selects its matrix', async () => {
  const pick = vi.fn();
  const container = await open(propsOf({ plan, frame, layout }, { pick }));
  const button = page.getByTestId('parameter-W2');
  await expect.element(button).toBeInTheDocument();
  const { height } = button.element().getBoundingClientRect();
  await userEvent.hover(button, { position: { x: 2, y: height - 2 } });
  await expect.poll(() => container.querySelector('figcaption')?.textContent).toContain('W2[3, 1] = 13');
  await userEvent.click(button, { position: { x: 2, y: height - 2 } });
  expect(pick.mock.calls).toEqual([['W2']]);
});

test('the table has what every parameter is like, or its gradient', async () => {
  const container = await open(propsOf({ plan, frame, layout }, {}, { options: { of: 'gradient' } }));
  const rows = [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows.map(([name]) => name)).toEqual(['dW1', 'db1', 'dW2', 'db2', 'dW3', 'db3']);
  expect(rows[2]?.slice(1, 4)).toEqual(['3', '6', '-9.5']); // −1 … −18
  expect(rows[5]?.slice(1)).toEqual(['1', '1', '-0.5', '0', '-0.5', '-0.5', '0.5']);
});

test('a large network has its values of the keyframe before, and says that gradients are not there', async () => {
  const large: Plan = { ...plan, network: chain([200, 200, 1], 'relu') };
  const of = frameOfPlan(large, () => 0);
  const keyframe = frameOfPlan(plan, () => 0.25).frame; // W1 to W3 are what counts
  const container = await open(
    propsOf({ plan: large, frame: of.frame, layout: of.layout, keyframe }, {}, { options: { of: 'gradient' } }),
  );
  expect(container.querySelector('caption')?.textContent).toContain('at step 0');
  const without = await open(propsOf({ plan: large, frame: of.frame, layout: of.layout }));
  expect(without.querySelector('caption')?.textContent).toBe('Parameters');
});
