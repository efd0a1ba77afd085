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
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  const [run] = JSON.parse(await lab.command('runs', '--json')) as { progress: { testAccuracy: number } }[];
  expect(run?.progress.testAccuracy).toBeGreaterThan(0.8); // upright and lying bars are easily told apart
});
