import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { PlotOptions } from '../../../core/plots.ts';
import type { PlotProps } from '../plot.ts';
import Product from './Product.svelte';

const open = async (options: PlotOptions): Promise<ReturnType<typeof vi.fn>> => {
  const set = vi.fn();
  // it depends on its options alone
  const props = { options, set, wide: true, large: false } as Partial<PlotProps> as PlotProps;
  await render(Product, props);
  return set;
};

test('the slide’s settings are set, those that differ, and its numbers shown', async () => {
  const set = await open({ sigma: 0.5, count: 20, seed: 3 });
  await userEvent.click(page.getByTestId('product-slide'));
  expect(set.mock.calls).toEqual([
    ['sigma', 1],
    ['count', 100],
    ['slide', true],
  ]);
});

test('where they are shown they can be hidden', async () => {
  const set = await open({ slide: true });
  await userEvent.click(page.getByText('Hide the slide’s numbers'));
  expect(set.mock.calls).toEqual([['slide', false]]);
});

test('a number out of range is explained and not set', async () => {
  const set = await open({});
  await userEvent.fill(page.getByTestId('product-n'), '40');
  await userEvent.keyboard('{Enter}');
  expect(set).not.toHaveBeenCalled();
  await userEvent.fill(page.getByTestId('product-n'), '8');
  await userEvent.keyboard('{Enter}');
  expect(set.mock.calls).toEqual([['n', 8]]);
});
