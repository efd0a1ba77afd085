import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, playhead, status } from '../lab.ts';
import { answerSave, askedToSave, choose, menuItem, test } from './desk.ts';

test('the Run menu is the transport, and knows what of it can be used', async ({ desktop: { app, window } }) => {
  await expect
    .poll(() => menuItem(app, 'playPause'))
    .toMatchObject({ label: 'Play', enabled: true, accelerator: 'Space' });
  expect(await menuItem(app, 'stop')).toMatchObject({ enabled: false });
  await choose(app, 'playPause');
  await status(window, 'running');
  await expect.poll(() => menuItem(app, 'playPause')).toMatchObject({ label: 'Pause' });
  await choose(app, 'playPause');
  await status(window, 'paused');
  const { step } = await playhead(window);
  await choose(app, 'step');
  await expect.poll(async () => (await playhead(window)).step).toBe(step + 1);
  await choose(app, 'rewind');
  await expect.poll(async () => (await playhead(window)).step).toBe(0);
  await choose(app, 'stop');
  await status(window, 'stopped');
  await expect.poll(() => menuItem(app, 'stop')).toMatchObject({ enabled: false });
  await expect.poll(() => menuItem(app, 'nodeForward')).toMatchObject({ enabled: false });
});

test('the View menu goes to pages and zooms, and sets theme and projector type', async ({
  desktop: { app, window },
}) => {
  await expect.poll(() => menuItem(app, 'layers')).toMatchObject({ enabled: true, checked: true });
  await choose(app, 'graph');
  await expect(window.getByTestId('order')).toBeVisible();
  await expect.poll(() => menuItem(app, 'graph')).toMatchObject({ checked: true });
  await choose(app, 'runs');
  await expect(window.getByText('No runs')).toBeVisible();
  await expect.poll(() => menuItem(app, 'playPause')).toMatchObject({ enabled: false });
  await choose(app, 'units');
  await expect(window.getByTestId('node-unit-1-0')).toBeVisible();
  await choose(app, 'dark');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  await choose(app, 'projector');
  await expect(window.locator('html')).toHaveAttribute('data-projector', '');
  await expect.poll(() => menuItem(app, 'projector')).toMatchObject({ checked: true });
});

test('the menus speak the language of the window', async ({ desktop: { app, window } }) => {
  await choose(app, 'help');
  await window.getByTestId('language-ko').click();
  await expect.poll(() => menuItem(app, 'new')).toMatchObject({ label: '새 실험' });
});

test('undo in the menu is that of the field that has the focus, else of the network', async ({
  desktop: { app, window },
}) => {
  const widths = window.getByTestId('architecture');
  await window.getByTestId('block-0').click();
  const units = window.getByTestId('field-units');
  await units.fill('7');
  await units.press('Enter');
  await expect(widths).toHaveText('2-7-3-1');
  await units.press('End');
  await units.pressSequentially('5');
  await choose(app, 'undo');
  await expect(units).toHaveValue('7');
  await expect(widths).toHaveText('2-7-3-1');
  await units.blur();
  await choose(app, 'undo');
  await expect(widths).toHaveText('2-6-3-1');
  await choose(app, 'redo');
  await expect(widths).toHaveText('2-7-3-1');
});

test('new, and back to the one before by Open recent', async ({ desktop: { app, window } }) => {
  const units = window.getByTestId('field-units');
  await window.getByTestId('block-0').click();
  await units.fill('9');
  await units.press('Enter');
  await expect(window.getByTestId('architecture')).toHaveText('2-9-3-1');
  await choose(app, 'new');
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-1');
  const recent = (): Promise<string[]> =>
    app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items ?? []).map(({ label }) => label),
    );
  await expect.poll(recent).toHaveLength(1);
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items[0]?.click();
  });
  await expect(window.getByTestId('architecture')).toHaveText('2-9-3-1');
});

test('a copy of the plan is saved where the dialog says: whole, said, or refused with the reason', async ({
  desktop,
}) => {
  const { app, window, data } = desktop;
  const file = join(data, 'moons copy.goldilocks');
  await answerSave(app, file);
  await choose(app, 'saveCopy');
  await expect(window.getByTestId('message')).toContainText('Saved as moons copy.goldilocks.');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name: 'Moons' });
  const [asked] = await askedToSave(app);
  expect(asked).toMatchObject({
    title: 'Save Moons.goldilocks',
    filters: [{ name: 'Goldilocks file', extensions: ['goldilocks', 'json'] }],
  });
  expect(asked?.defaultPath).toMatch(/Moons\.goldilocks$/);

  await answerSave(app, null);
  await choose(app, 'saveCopy');
  await expect.poll(async () => (await askedToSave(app)).length).toBe(1);
  expect((await askedToSave(app))[0]?.defaultPath, 'where it was saved last').toBe(join(data, 'Moons.goldilocks'));

  if (process.platform === 'win32') return; // a mode locks nothing there
  const locked = join(data, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555); // of root, where the tests are run by root; else of this user
  await answerSave(app, join(locked, 'moons.json'));
  await window.getByTestId('share').click();
  await expect(window.getByTestId('message')).toContainText('moons.json was not saved (this user may not write there)');
  expect(existsSync(join(locked, 'moons.json.part'))).toBe(false);
});

test('the window is saved as a PDF on paper: light, one page, its text as text', async ({ desktop }) => {
  const { app, window, data } = desktop;
  await choose(app, 'dark');
  await window.getByTestId('step').click();
  await expect.poll(async () => (await playhead(window)).step).toBe(1);
  const file = join(data, 'window.pdf');
  await answerSave(app, file);
  await choose(app, 'pdf');
  await expect(window.getByTestId('message')).toContainText('Saved as window.pdf.');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  const pdf = readFileSync(file);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  writeFileSync('test-results/window.pdf', pdf); // to be looked at
});

test('there is a menu at the pointer where there is something to cut or copy, and none elsewhere', async ({
  desktop,
}) => {
  const { app, window } = desktop;
  await app.evaluate(({ Menu }) => {
    const shown: string[][] = [];
    Object.assign(globalThis, { shown });
    Menu.prototype.popup = function (this: Electron.Menu) {
      shown.push(this.items.filter(({ type }) => type !== 'separator').map(({ label }) => label));
    };
  });
  const shown = (): Promise<string[][]> => app.evaluate(() => (globalThis as unknown as { shown: string[][] }).shown);
  await window.getByTestId('field-learningRate').click({ button: 'right' });
  await expect.poll(shown).toEqual([['Cut', 'Copy', 'Paste', 'Select all']]);
  await window.getByTestId('block-0').click({ button: 'right', position: { x: 40, y: 10 } });
  await window.getByTestId('field-seed').click({ button: 'right' });
  await expect.poll(shown).toHaveLength(2);
});
