import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { presetAbout, presets, type PresetId } from '../../../core/plan/presets.ts';
import PresetEntries from './PresetEntries.svelte';
import '../../theme/base.css';
import '../../theme/tokens.css';
import SavePreset from './SavePreset.svelte';

const own = [
  { id: 4, name: 'Mine', plan: { ...presets.xor, name: 'Mine' } },
  { id: 7, name: 'Other', plan: { ...presets.circle, name: 'Other' } },
];

test('every preset is listed with what it is for, and chosen as it is', async () => {
  const choose = vi.fn();
  await render(PresetEntries, { own: [], choose, remove: () => undefined });
  for (const id of Object.keys(presets) as PresetId[]) {
    const entry = page.getByTestId(`preset-${id}`);
    expect(entry.element().textContent).toContain(presets[id].name);
    expect(entry.element().textContent).toContain(presetAbout[id]);
    await entry.click();
    expect(choose).toHaveBeenLastCalledWith(presets[id]);
  }
  await expect.element(page.getByText('your presets')).not.toBeInTheDocument();
});

test('one’s own presets come first, and are removed only when that was confirmed', async () => {
  const choose = vi.fn();
  const remove = vi.fn();
  await render(PresetEntries, { own, choose, remove });
  await page.getByTestId('own-preset-7').click();
  expect(choose).toHaveBeenCalledExactlyOnceWith(own[1]?.plan);
  await page.getByTestId('remove-preset-4').click();
  await page.getByText('Keep it').click();
  await expect.element(page.getByTestId('own-preset-4')).toBeVisible();
  await page.getByTestId('remove-preset-4').click();
  await expect.element(page.getByTestId('remove-preset-confirm')).toHaveFocus();
  expect(remove).not.toHaveBeenCalled();
  await userEvent.keyboard('{Enter}');
  expect(remove).toHaveBeenCalledExactlyOnceWith(own[0]);
});

test('saving takes a name in its place, says what it replaces, and Escape puts it away', async () => {
  const save = vi.fn();
  await render(SavePreset, { name: 'Moons', taken: ['Mine'], save });
  const name = page.getByTestId('preset-name');
  await page.getByTestId('save-preset').click();
  await expect.element(name).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByTestId('save-preset')).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.element(name).toHaveValue('Moons');
  await name.fill('   ');
  await expect.element(page.getByTestId('save-preset-go')).toBeDisabled();
  await userEvent.keyboard('{Enter}');
  expect(save).not.toHaveBeenCalled();
  await name.fill(' Mine ');
  await expect.element(name).toHaveAccessibleDescription('You have a preset of this name; saving replaces it.');
  await expect.element(page.getByTestId('save-preset-go')).toHaveTextContent('Replace');
  await name.fill('New');
  await expect.element(name).not.toHaveAccessibleDescription();
  await userEvent.keyboard('{Enter}');
  expect(save).toHaveBeenCalledExactlyOnceWith('New');
});
