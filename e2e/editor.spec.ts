import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, status, test } from './lab.ts';

const LONG = { timeout: 60_000 };

test('a lesson is made of two columns, its claim picked by clicking, saved, played by the command line and by a pupil', async ({
  lab,
}) => {
  test.setTimeout(240_000);
  const { window } = lab;
  const at = (id: string) => window.getByTestId(id);
  await at('speed').selectOption({ label: 'max' });
  await at('compare-with').click();
  await at('compare-search').fill('zero');
  await window.keyboard.press('Enter');
  await expect(at('column-B')).toBeVisible();
  await at('play').click();
  await expect(at('column-A')).toHaveAttribute('data-status', 'finished', LONG);
  await expect(at('column-B')).toHaveAttribute('data-status', 'finished', LONG);
  await at('document-menu').click();
  await at('make-lesson').click();

  const editor = at('editor');
  await expect(editor).toBeVisible();
  await expect(at('column-A')).toHaveAttribute('data-status', 'finished'); // what was trained is not thrown away
  await expect(at('save-lesson')).toBeDisabled();
  await expect(at('as-pupil')).toBeDisabled();
  await at('lesson-title').fill('Zero against drawn weights');
  await at('lesson-about').fill('the loss after training, with $W = 0$ at first');
  await at('lesson-text').fill('Two networks. **Only the first weights differ.**');
  await expect(editor.locator('.read strong').first()).toHaveText('Only the first weights differ.');
  await at('scene-title').fill('Drawn and zero');
  await at('column-name').nth(0).fill('Drawn');
  await at('column-name').nth(1).fill('Zero');

  await at('add-predict').click();
  const predict = at('edit-step-1');
  await predict.getByTestId('says').fill('Which one will have the lower loss?');
  await predict.getByTestId('option-1').fill('Drawn');
  await predict.getByTestId('option-2').fill('Zero');
  await predict.getByTestId('came').fill('lowest(A.loss, B.loss)');
  await expect(predict.getByTestId('came-now')).toHaveText('now 1');
  await at('add-do').click();
  const task = at('edit-step-2');
  await task.getByTestId('says').fill('Train both to the end.');
  await task.getByTestId('known-deeds').selectOption('ended');
  await expect(task.getByTestId('done')).toHaveValue('ended');

  await at('add-claim').click();
  const claim = at('edit-claim-1');
  await claim.getByTestId('says').fill('Zeros stay where they are.');
  await claim.getByTestId('measure-pick').click();
  await claim.getByTestId('quantity-find').fill('loss');
  await claim.getByTestId('quantity-A.loss').click();
  await expect(claim.getByTestId('measure')).toBeFocused();
  await window.keyboard.type(' / ');
  await claim.getByTestId('quantity-B.loss').click();
  await expect(claim.getByTestId('measure')).toHaveValue('A.loss / B.loss');
  await expect(claim.getByTestId('measure-now')).toContainText(/^now 0\.\d/);
  await expect(claim.getByTestId('quantity')).toHaveValue('loss of “Drawn” / loss of “Zero”');
  await expect(claim.getByTestId('want-kind')).toHaveValue('below');
  await claim.getByTestId('measure-pick').click();
  await expect(at('quantities')).toHaveCount(0);
  await claim.getByTestId('after').selectOption({ label: 'Step 2' });
  await claim.getByTestId('contrast-add').selectOption('network[*].init.kind');
  await claim.getByTestId('set-network[*].init.kind').selectOption('zero');
  await claim.getByTestId('try').click();
  await expect(claim.getByTestId('tried')).toContainText('Holds: 0.');
  await expect(at('problem-count')).toHaveText('Nothing is missing');

  // what is removed comes back; what is wrong stands beside its field
  await predict.getByTestId('remove').first().click();
  await expect(at('edit-step-2')).toHaveCount(0);
  await at('writing-undo').click();
  await expect(at('edit-step-2')).toBeVisible();
  await claim.getByTestId('measure').fill('A.los / B.loss');
  await expect(claim.getByTestId('problem')).toContainText('A.los');
  await expect(at('save-lesson')).toBeDisabled();
  await claim.getByTestId('measure').fill('A.loss / B.loss');
  await expect(at('save-lesson')).toBeEnabled();

  // nothing is lost with the window
  await window.reload();
  await expect(at('lesson-title')).toHaveValue('Zero against drawn weights');
  await expect(claim.getByTestId('measure')).toHaveValue('A.loss / B.loss');
  await at('as-pupil').click();
  await expect(at('lesson').locator('h2')).toHaveText('Zero against drawn weights');
  await expect(at('claim')).toHaveCount(1);
  await at('as-form').click();

  const { name, bytes } = await lab.saved(() => at('save-lesson').click());
  expect(name).toBe('Zero-against-drawn-weights.lesson.json');
  await expect(at('writing-message')).toContainText('listed under Lessons');
  const file = join(lab.data, name);
  writeFileSync(file, bytes);
  expect(await lab.command('lesson', file, '--play')).toContain('Zeros stay where they are.');
  const contrast = await lab.command('lesson', file, '--play', '--contrast').catch((error: unknown) => error);
  expect(contrast).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^✕.*Zeros stay where they are\./),
  });

  // the contrast in the window
  await claim.getByTestId('try-contrast').click();
  await expect(claim.getByTestId('in-contrast')).toBeVisible(LONG);
  await expect(at('column-A')).toHaveAttribute('data-status', 'none');
  await at('play').click();
  await expect(at('column-B')).toHaveAttribute('data-status', 'finished', LONG);
  await expect
    .poll(async () => {
      await claim.getByTestId('try').click();
      return claim.getByTestId('tried').textContent();
    }, LONG)
    .toBe('Does not hold: 1');

  await at('close-editor').click();
  const rows = window.locator('button.row'); // the name of the experiment is on screen as well
  const row = rows.filter({ hasText: 'Zero against drawn weights' });
  await expect(row).toBeVisible();
  await expect(at('write-lesson')).toHaveText('Write a lesson…'); // it is saved as it is
  await row.dblclick();
  await expect(at('lesson')).toBeVisible();
  await at('step-predict').getByTestId('option').first().click();
  await expect(at('column-B')).toBeVisible();
  await window.getByTestId('lesson').locator('h2').click();
  await window.keyboard.press('Space');
  await expect(at('step-task')).toHaveAttribute('data-done', '', LONG);
  await expect(at('claim')).toHaveAttribute('data-state', 'holds', LONG);
  await expect(at('came')).toContainText('It came as you predicted: Drawn');
  await at('lessons-home').click();

  // it is written on, and keeps its place
  await row.click();
  await at('edit-lesson').click();
  await expect(at('lesson-title')).toHaveValue('Zero against drawn weights');
  await at('lesson-title').fill('Zeros');
  const again = await lab.saved(() => at('save-lesson').click());
  expect(again.name).toBe('Zeros.lesson.json');
  await at('close-editor').click();
  await expect(row).toHaveCount(0);
  await expect(window.locator('[data-testid^="lesson-own-"]').filter({ hasText: 'Zeros' })).toBeVisible();
});

test('a lesson of one network, with the keyboard; what is thrown away is asked about', async ({ lab }) => {
  const { window } = lab;
  const at = (id: string) => window.getByTestId(id);
  await status(window, 'none');
  await at('tab-lessons').click();
  await at('write-lesson').focus();
  await window.keyboard.press('Enter');
  await expect(at('editor')).toBeVisible();
  await expect(at('architecture')).toHaveText('draft of a lesson');
  await at('lesson-title').focus();
  await window.keyboard.type('One');
  await window.keyboard.press('Control+z');
  await expect(at('lesson-title')).toHaveValue('');
  await window.keyboard.type('Two words');
  await at('close-editor').click();
  await expect(at('write-lesson')).toHaveText('Go on writing “Two words”');
  await at('write-lesson').click();
  await expect(at('lesson-title')).toHaveValue('Two words');
  await at('discard').click();
  await expect(at('discard-sure')).toBeFocused();
  await window.keyboard.press('Escape');
  await expect(at('discard')).toBeFocused();
  await at('discard').click();
  await at('discard-sure').click();
  await expect(at('write-lesson')).toHaveText('Write a lesson…');
});
