import { expect, test } from './lab.ts';

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
