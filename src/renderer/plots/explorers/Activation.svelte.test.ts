import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { PlotOptions } from '../../../core/plots.ts';
import { presets } from '../../../core/plan/presets.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { frameOf, frameOfPlan, propsOf } from '../fake-view.ts';
import type { PlotProps } from '../plot.ts';
import Activation from './Activation.svelte';

const plan = presets.vanishing;
/** A quarter of the inputs z2 lies at 5, all others at 0. */
const { frame } = frameOfPlan(plan, (name, i) =>
  name === 'saturated' ? i / 10 : name === 'z2' && i % 4 === 0 ? 5 : 0,
);
const captionOf = async (props: PlotProps): Promise<string> =>
  (await render(Activation, props)).container.querySelector('caption')?.textContent ?? '';
const caption = (options: PlotOptions, block?: number, own: Plan = plan): Promise<string> =>
  captionOf(propsOf({ plan: own, frame }, block === undefined ? {} : { block }, { options }));

test('the layer’s own function has the share that was recorded', async () => {
  expect(await caption({ layer: 'z2' })).toBe('Sigmoid and its derivative; inputs z2: 10 % saturated');
  expect(await caption({}, 5)).toContain('inputs z3: 20 % saturated');
  expect(await caption({})).toContain('inputs z1: 0 % saturated');
});

test('another function has the share that it would have', async () => {
  expect(await caption({ layer: 'z2', fn: 'tanh' })).toBe(
    'tanh and its derivative; inputs z2: 25 % would be saturated',
  );
  expect(await caption({ layer: 'z2', fn: 'relu' })).toContain('75 % would be saturated');
});

test('what is not there is said', async () => {
  expect(await captionOf(propsOf({ plan }))).toContain('inputs z1: ');
  expect(await captionOf(propsOf({ plan, frame: frameOf({ saturated: [0.3] }) }))).toContain(
    '30 % saturated; distribution not recorded in this run; Reset records it',
  );
  expect(await caption({}, undefined, presets.logistic)).toContain('no activation');
});
