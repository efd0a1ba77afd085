import type { Page } from '@playwright/test';
import { expect, status, test } from './lab.ts';
import { accessible } from './look.ts';
import { withPictures } from './pictures.ts';

test('cells that were copied in a spreadsheet are pasted anywhere on the page', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  const copied = [
    'name\theight\tkind',
    '"Ann\n""the tall"""\t1,85\tcat',
    '"big" Bob\t1,7\tdog',
    'Cy\t1,6\tcat',
    'Di\t1,5\tdog',
  ];
  const field = window.getByTestId('import-paste');
  await field.fill(copied.join('\n'));
  await field.press('ControlOrMeta+A');
  await field.press('ControlOrMeta+X');
  await expect(field).toHaveValue('');
  await window.keyboard.press('Tab'); // the focus is somewhere else
  await window.keyboard.press('ControlOrMeta+V');
  await expect(window.getByTestId('import')).toHaveAttribute('data-rows', '4');
  await expect(window.getByTestId('delimiter')).toHaveValue('\t');
  await expect(window.getByTestId('role-kind')).toHaveValue('target');
  await expect(window.getByTestId('odd-lines')).toContainText('“1,85” in height has a decimal comma; read as 1.85');
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('chain')).toContainText('pasted table');
});

test('a folder of pictures is shown as the network gets it, trained on, and what is left out is named', async ({
  lab,
}) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await window.getByTestId('import-data').click();
  await withPictures(async (folder) => {
    const chosen = window.waitForEvent('filechooser');
    await window.getByTestId('import-folder').click();
    await (await chosen).setFiles(folder);
    await expect(window.getByTestId('import')).toHaveAttribute('data-rows', '60');
  });
  await expect(window.getByTestId('drawn-in')).toHaveValue('dark');
  await expect(window.getByTestId('classes-by')).toHaveValue('folder');
  await expect(window.getByTestId('left-out')).toContainText('notes.txt');
  await expect(window.getByTestId('class-counts')).toContainText('upright');
  await accessible(window, 'picture files', '[data-testid="import"]');
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText(/^784-.*/);
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  const [run] = JSON.parse(await lab.command('runs', '--json')) as { progress: { testAccuracy: number } }[];
  expect(run?.progress.testAccuracy).toBeGreaterThan(0.8); // upright and lying bars are easily told apart
});

test('digits drawn in the window are collected with labels, kept over a reload, and become data', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-digits').click();
  await window.getByTestId('choose-plots').click();
  await window.getByTestId('show-digit').check();
  await window.keyboard.press('Escape');
  await window.getByTestId('draw-digit').check();
  const pad = window.getByTestId('pad');
  await pad.scrollIntoViewIfNeeded();
  for (let i = 0; i < 6; i++) {
    await drawLine(window, i % 2 === 0 ? [0.5, 0.2, 0.5, 0.8] : [0.2, 0.5, 0.8, 0.5]);
    await window.getByTestId('collect-label').fill(i % 2 === 0 ? '1' : 'dash');
    await window.getByTestId('collect').click();
    await expect(window.getByTestId('collected')).toContainText(`${i + 1} collected`);
  }
  await expect(window.getByTestId('collect')).toBeDisabled(); // the pad is empty again
  await lab.crashAndRestart();
  await expect(lab.window.getByTestId('architecture')).toHaveText(/^784-/);
  await lab.window.getByTestId('block-data').click();
  await lab.window.getByTestId('import-data').click();
  await lab.window.getByTestId('import-collected').click();
  await expect(lab.window.getByTestId('import')).toHaveAttribute('data-rows', '6');
  await accessible(lab.window, 'collected digits', '[data-testid="import"]');
  await lab.window.getByTestId('collected-digits').getByRole('button', { name: 'Take this dash out' }).first().click();
  await expect(lab.window.getByTestId('import')).toHaveAttribute('data-rows', '5');
  await lab.window.getByTestId('import-use').click();
  await expect(lab.window.getByTestId('chain')).toContainText('drawn digits');
  await lab.window.getByTestId('speed').selectOption({ label: 'max' });
  await lab.window.getByTestId('play').click();
  await status(lab.window, 'finished', 60_000);
});

async function drawLine(window: Page, [x0, y0, x1, y1]: [number, number, number, number]): Promise<void> {
  const box = await window.getByTestId('pad').boundingBox();
  if (!box) throw new Error('there is no pad');
  await window.mouse.move(box.x + x0 * box.width, box.y + y0 * box.height);
  await window.mouse.down();
  await window.mouse.move(box.x + x1 * box.width, box.y + y1 * box.height, { steps: 5 });
  await window.mouse.up();
}

test('an imbalance ratio leaves fewer of the later classes to train with, and is replayed exactly', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await window.getByTestId('field-train').fill('60');
  await window.getByTestId('field-train').press('Enter');
  await window.getByTestId('field-imbalance').fill('10');
  await window.getByTestId('field-imbalance').press('Enter');
  await expect(window.getByText('33 of 60 training examples are left')).toBeVisible();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  expect(await lab.command('verify', '1')).toContain('Reproduced exactly');
});

test('what is taken of a table is changed later, without its file, and undone', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('block-data').click();
  await expect(window.getByTestId('edit-data')).toHaveCount(0);
  await window.getByTestId('import-data').click();
  await window.getByTestId('example-iris').click();
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText('4-6-3-3');
  await window.getByTestId('block-data').click();
  await window.getByTestId('edit-data').click();
  await expect(window.getByTestId('part-counts')).toHaveText('105 train, 0 validation, 45 test');
  await window.getByTestId('role-sepal width (cm)').selectOption('out');
  await accessible(window, 'a stored table', '[data-testid="import"]');
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText('3-6-3-3');
  await window.getByTestId('undo').click();
  await expect(window.getByTestId('architecture')).toHaveText('4-6-3-3');
});

test('data that nothing uses any more is removed from the lab, what a history still has is not', async ({ lab }) => {
  const { window } = lab;
  const start = async (): Promise<void> => {
    await window.getByTestId('block-data').click();
    await window.getByTestId('import-data').click();
  };
  await start();
  await window.getByTestId('example-iris').click();
  await window.getByTestId('import-use').click();
  await expect(window.getByTestId('architecture')).toHaveText('4-6-3-3');
  await window.getByTestId('undo').click();
  await start();
  const sets = window.getByTestId('stored-sets');
  await expect(sets).toContainText('150 rows');
  await expect(sets).toContainText('one experiment');
  await expect(sets.getByRole('button')).toHaveCount(0);
  await accessible(window, 'stored sets', '[data-testid="import"]');
  await window.getByTestId('import-start').getByText('Cancel').click();
  await window.getByTestId('block-data').click();
  await window.getByTestId('field-train').fill('50'); // another way: it cannot be redone
  await window.getByTestId('field-train').press('Enter');
  await start();
  await expect(sets).toContainText('nothing uses it');
  await sets.getByRole('button', { name: 'Remove' }).click();
  await expect(sets).toHaveCount(0);
});
