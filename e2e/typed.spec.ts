import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, status, test } from './lab.ts';
import { look } from './look.ts';

test('what is typed is understood as the window’s locale writes it, and said before it is taken', async ({ lab }) => {
  const { window } = lab;
  const rate = window.getByTestId('field-learningRate');
  const said = rate.locator('..').getByTestId('understood');
  await rate.fill('0,005');
  await expect(said).toHaveText('= 0.005');
  await look(window, 'typed');
  await rate.fill('1,000');
  await expect(said).toHaveText('= 1000');
  await rate.fill('0,001');
  await rate.press('Enter');
  await expect(rate).toHaveValue('0.001');
  await expect(said).toHaveText('');
  await rate.fill('1_000');
  await rate.blur();
  await expect(window.getByRole('alert')).toContainText('“1_000” was not taken.');
  await expect(rate).toHaveValue('0.001');
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });
  test('the same text means what it means there', async ({ lab }, info) => {
    test.skip(info.project.name === 'electron', 'its locale is the system’s');
    const { window } = lab;
    const rate = window.getByTestId('field-learningRate');
    await expect(rate).toHaveValue('0,1');
    for (const [typed, taken] of [
      ['1,250', '1,25'],
      ['0.005', '0,005'],
      ['1.000', '1000'],
    ] as const) {
      await rate.fill(typed);
      await rate.press('Enter');
      await expect(rate).toHaveValue(taken === '1000' ? '1.000' : taken);
    }
  });
});

test('a live run is stopped by key and by button, and deleted in one act that can be undone', async ({ lab }) => {
  const { window } = lab;
  const stop = window.getByTestId('stop');
  await expect(stop).toBeDisabled();
  await window.getByTestId('play').click();
  await status(window, 'running');
  await window.getByTestId('play').blur();
  await window.keyboard.press('Shift+Space');
  await status(window, 'stopped');
  await expect(stop).toBeDisabled();
  await window.getByTestId('field-length').fill('100000');
  await window.getByTestId('field-length').press('Enter');
  await window.getByTestId('play').click();
  await status(window, 'running');

  await window.getByTestId('tab-runs').click();
  await window.getByTestId('delete-run').click();
  await expect(window.getByText('was deleted.')).toBeVisible();
  await window.getByTestId('undo-delete').click();
  await window.getByTestId('tab-workbench').click();
  await status(window, 'running');
  await window.getByTestId('tab-runs').click();
  await window.getByTestId('delete-run').click();
  await window.getByTestId('tab-workbench').click();
  await status(window, 'none');
  await expect(window.getByTestId('message')).toHaveCount(0);
});

test('a refused file is no longer spoken of when a good one was opened', async ({ lab }) => {
  const { window } = lab;
  const open = async (name: string, text: string): Promise<void> => {
    const file = join(lab.data, name);
    writeFileSync(file, text);
    await window.getByTestId('document-menu').click();
    const chosen = window.waitForEvent('filechooser');
    await window.getByTestId('open-file').click();
    await (await chosen).setFiles(file);
  };
  await window.getByTestId('document-menu').click();
  const good = (await lab.saved(() => window.getByTestId('export').click())).bytes.toString();
  await open('empty.json', '');
  await expect(window.getByTestId('message')).toContainText('empty.json was not opened.');
  await open('good.json', good);
  await expect(window.getByTestId('message')).toHaveCount(0);
});
