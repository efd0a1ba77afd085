import type { ComponentProps } from 'svelte';
import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { codeTargetIds, codeTargetOf } from '../../../core/code/targets.ts';
import { presets } from '../../../core/plan/presets.ts';
import CodeDialog from './CodeDialog.svelte';

const plan = presets.moons;
const given = { W1: Float32Array.from({ length: 12 }, (_, i) => i + 0.125) };
const text = page.getByTestId('code-text');
const said = page.getByTestId('code-said');
const copied = vi.fn<(text: string) => Promise<void>>();

const drawn = async (props: ComponentProps<typeof CodeDialog>) => {
  const { component, rerender } = await render(CodeDialog, props);
  return { show: (component as { show: () => void }).show, rerender };
};
const opened = async (props: ComponentProps<typeof CodeDialog>) => {
  const screen = await drawn(props);
  screen.show();
  return screen;
};

beforeEach(() => {
  copied.mockReset().mockResolvedValue(undefined);
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(copied);
});

test('it is closed until it is opened, and Escape closes it', async () => {
  const { show } = await drawn({ plan, given: null, step: null });
  await expect.element(page.getByTestId('code')).not.toBeVisible();
  show();
  await expect.poll(() => text.element().textContent).toContain('nn.Sequential');
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByTestId('code')).not.toBeVisible();
});

test('every target is shown when it is chosen, by arrow keys too', async () => {
  await opened({ plan, given: null, step: null });
  for (const id of codeTargetIds) {
    await page.getByTestId(`code-${id}`).click();
    expect(text.element().textContent).toBe(codeTargetOf(id).generate(plan, null));
    await expect.element(page.getByTestId('code-save')).toHaveTextContent(`Save as ${codeTargetOf(id).file}`);
  }
  await page.getByTestId('code-pytorch').click();
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByTestId(`code-${codeTargetIds[1]}`)).toBeChecked();
});

test('the values on screen are written out where that is wanted, as they were when it was opened', async () => {
  const screen = await opened({ plan, given, step: 1240 });
  const start = page.getByTestId('code-given');
  await expect.element(page.getByText('Start from the values on screen (step 1,240)')).toBeVisible();
  expect(text.element().textContent).not.toContain('11.125');
  await start.click();
  expect(text.element().textContent).toContain('11.125');
  await screen.rerender({ given: { W1: new Float32Array(12) }, step: 1300 });
  expect(text.element().textContent).toContain('11.125');
  await expect.element(page.getByText('Start from the values on screen (step 1,240)')).toBeVisible();
});

test('without values on screen there is nothing to start from', async () => {
  await opened({ plan, given: null, step: null });
  expect(page.getByTestId('code-given').query()).toBeNull();
});

test('Copy puts the code into the clipboard and says so', async () => {
  await opened({ plan, given: null, step: null });
  await page.getByTestId('code-copy').click();
  await expect.element(said).toHaveTextContent('Copied');
  expect(copied.mock.calls).toEqual([[codeTargetOf('pytorch').generate(plan, null)]]);
});

test('where the clipboard is barred, the code is selected', async () => {
  copied.mockRejectedValue(new Error('barred'));
  await opened({ plan, given: null, step: null });
  await page.getByTestId('code-copy').click();
  await expect.element(said).toHaveTextContent('Selected: press Ctrl C');
  expect(getSelection()?.toString()).toContain('nn.Sequential');
});

test('a network that cannot run is not written', async () => {
  await opened({ plan: { ...plan, network: [] }, given: null, step: null });
  await expect.element(page.getByTestId('code-problem')).toBeVisible();
  await expect.element(page.getByTestId('code-copy')).toBeDisabled();
});

test('a program that reads files is saved together with them, and says so when it is copied', async () => {
  const link = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await opened({
    plan: { ...plan, data: { kind: 'moons', train: 1000, test: 400, noise: 1 } },
    given: null,
    step: null,
  });
  await expect.element(page.getByTestId('code-save')).toHaveTextContent('Save as network.zip');
  await page.getByTestId('code-save').click();
  await expect.element(said).toHaveTextContent('Saved as network.zip, program and data');
  expect(link.mock.contexts.map((anchor) => (anchor as HTMLAnchorElement).download)).toEqual(['network.zip']);
  await page.getByTestId('code-copy').click();
  await expect.element(said).toHaveTextContent('Copied, without its data: network.zip has both');
  link.mockRestore();
});
