import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { presets } from '../../src/core/plan/presets.ts';
import { limits } from '../../src/core/plan/schema.ts';
import { expect, giveToUser, launch, programOf, test as hosts, withFolder } from '../lab.ts';
import { test } from './desk.ts';

const plan = { ...presets.moons, name: 'From a file' };

hosts('a plan file that the program is started with is opened, its name and folder remembered', async () => {
  await withFolder(async (data) => {
    const file = join(data, 'homework.goldilocks');
    writeFileSync(file, JSON.stringify(plan));
    const app = await launch(data, file);
    const window = await app.firstWindow();
    await expect(window.getByTestId('document-menu')).toContainText('From a file');
    await expect.poll(() => readFileSync(join(data, 'window', 'window.json'), 'utf8')).toContain(`"folder":"${data}"`);
    await app.close();
  });
});

hosts('a file to carry that the program is started with is taken in, and said what it brought', async () => {
  await withFolder(async (data) => {
    const elsewhere = join(data, 'elsewhere');
    const file = join(data, 'ada.goldilocks');
    const json = join(data, 'plan.json');
    writeFileSync(json, JSON.stringify({ ...plan, length: { steps: 20 } }));
    const cli = join(import.meta.dirname, '../../out/main/cli.js');
    execFileSync(process.execPath, [cli, 'run', json, '--data', elsewhere]);
    execFileSync(process.execPath, [cli, 'export', file, '--name', 'Ada', '--data', elsewhere]);
    giveToUser(data);
    const app = await launch(data, file);
    const window = await app.firstWindow();
    await expect(window.getByTestId('carry-brought')).toContainText('Ada');
    await window.getByTestId('carry-show').click();
    await expect(window.getByTestId('runs-count')).toHaveText('1');
    await app.close();
  });
});

test('a second start on the same folder hands its file to the window that is there, which comes forward', async ({
  desktop,
}) => {
  const { app, window, data } = desktop;
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const file = join(data, 'homework.json');
  writeFileSync(file, JSON.stringify(plan));
  const { program, args, env } = programOf(data, file);
  const second = spawn(program, args, { env, stdio: 'ignore' });
  expect((await once(second, 'exit'))[0]).toBe(0);
  await expect(window.getByTestId('document-menu')).toContainText('From a file');
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())))
    .toEqual([false]);
});

test('what cannot be opened is one sentence with the place and what to do', async ({ desktop }) => {
  const { app, window, data } = desktop;
  const open = async (name: string, content: string | null): Promise<void> => {
    const file = join(data, name);
    if (content !== null) writeFileSync(file, content);
    await app.evaluate(
      ({ app: program }, path) => program.emit('open-file', { preventDefault: () => undefined }, path),
      file,
    );
  };
  const message = window.getByTestId('message');
  await open('gone.json', null);
  await expect(message).toContainText('gone.json cannot be read (it does not exist)');
  await open('broken.json', '{ "goldilocks": 1, ');
  await expect(message).toContainText('broken.json was not opened.');
  await open('large.json', ' '.repeat(limits.textBytes + 1));
  await expect(message).toContainText('large.json cannot be read (it is larger than');
  await expect(window.getByTestId('document-menu')).toContainText('Moons');
});

test('Open… asks for plans, where the last one was', async ({ desktop }) => {
  const { app, window, data } = desktop;
  const file = join(data, 'chosen.json');
  writeFileSync(file, JSON.stringify(plan));
  await app.evaluate(({ dialog, Menu }, path) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showOpenDialog = (...args: unknown[]) => {
      asked.push(args.at(-1));
      return Promise.resolve({ canceled: false, filePaths: [path] });
    };
    Menu.getApplicationMenu()?.getMenuItemById('open')?.click();
  }, file);
  await expect(window.getByTestId('document-menu')).toContainText('From a file');
  const asked = await app.evaluate(() => (globalThis as unknown as { asked: object[] }).asked);
  expect(asked).toMatchObject([
    { filters: [{ extensions: ['goldilocks', 'json', 'html'] }], properties: ['openFile'] },
  ]);
});

test('a file that is dropped on the window is opened, and the window goes nowhere', async ({ desktop: { window } }) => {
  await window.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'dropped.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, JSON.stringify(plan));
  await expect(window.getByTestId('document-menu')).toContainText('From a file');
  expect(window.url()).toBe('app://goldilocks/');
});
