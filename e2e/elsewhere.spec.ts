import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { dataFolder, expect, status, test } from './lab.ts';
import { accessible } from './look.ts';

// A data folder that is taken away while a run trains, as with the stick it lies on. Other disks that fail: main/node/failing-folder.faults.ts.

/** How the runs of a folder stand. */
function runsIn(folder: string): string[] {
  const db = new Database(join(folder, 'goldilocks.db'), { readonly: true });
  try {
    return db.prepare<[], string>("SELECT progress ->> 'status' FROM runs").pluck().all();
  } finally {
    db.close();
  }
}

test('where nothing can be stored any more, a person goes on in another folder, with what was not stored', async ({
  lab,
}) => {
  const { window } = lab;
  const place = dataFolder();
  const away = `${lab.data}-away`;
  const to = join(place, 'new folder');
  let ended: Promise<void> = Promise.resolve();
  try {
    await window.getByTestId('speed').selectOption({ label: '100 steps/s' });
    await window.getByTestId('play').click();
    await status(window, 'running');
    renameSync(lab.data, away);
    await expect(window.getByTestId('message')).toContainText('cannot be written');
    await status(window, 'paused');
    // the program starts itself again there, and Playwright loses it
    const asked = join(place, 'asked.json');
    const child = lab.app?.process();
    if (child) ended = new Promise((resolve) => child.once('exit', () => resolve()));
    await lab.app?.evaluate(({ app }, file) => {
      app.relaunch = (options) =>
        process.getBuiltinModule('node:fs').writeFileSync(file, JSON.stringify(options?.args ?? []));
    }, asked);
    await window.getByTestId('save-elsewhere').click();
    await accessible(window, 'another folder', '[data-testid="keeping"]');
    const path = window.getByTestId('elsewhere-path');
    await path.fill('new folder');
    await window.getByTestId('go-elsewhere').click();
    await expect(window.getByTestId('keeping-outcome')).toContainText('its whole path is needed');
    await path.fill(to);
    await window.getByTestId('go-elsewhere').click();
    if (lab.app) {
      await expect.poll(() => existsSync(asked)).toBe(true);
      expect((JSON.parse(readFileSync(asked, 'utf8')) as string[]).slice(-2)).toEqual(['--data', to]);
      expect(runsIn(to)).toEqual(['interrupted']);
      return;
    }
    await expect(window.getByTestId('folder-path')).toHaveText(to, { timeout: 30_000 });
    const outcome = window.getByTestId('keeping-outcome');
    await expect(outcome).toContainText('Everything was copied here.');
    await expect(outcome).toContainText('What could not be stored there is stored here');
    await window.getByTestId('leave-keeping').click();
    await status(window, 'interrupted'); // of the run, which can be continued
    expect(runsIn(to)).toEqual(['interrupted']);
    expect(existsSync(lab.data)).toBe(false); // no empty lab in its place
  } finally {
    await ended;
    rmSync(lab.data, { recursive: true, force: true }); // Chromium makes its own folder anew
    renameSync(away, lab.data);
    rmSync(place, { recursive: true, force: true });
  }
});
