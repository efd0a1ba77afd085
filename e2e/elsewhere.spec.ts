import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, expect, status, test } from './lab.ts';
import { accessible } from './look.ts';

// A data folder that is taken away while a run trains, as with the stick it lies on. Other disks that fail: main/node/failing-folder.faults.ts.

test('where nothing can be stored any more, a person goes on in another folder, with what was not stored', async ({
  lab,
}) => {
  const { window } = lab;
  const place = dataFolder();
  const away = `${lab.data}-away`;
  const to = join(place, 'new folder');
  try {
    await window.getByTestId('speed').selectOption({ label: '100 steps/s' });
    await window.getByTestId('play').click();
    await status(window, 'running');
    renameSync(lab.data, away);
    await expect(window.getByTestId('message')).toContainText('cannot be written');
    await status(window, 'paused');
    const again = lab.app?.evaluate(
      ({ app }) => new Promise<string[]>((resolve) => (app.relaunch = (options) => resolve(options?.args ?? []))),
    );
    await window.getByTestId('save-elsewhere').click();
    await accessible(window, 'another folder', '[data-testid="keeping"]');
    const path = window.getByTestId('elsewhere-path');
    await path.fill('new folder');
    await window.getByTestId('go-elsewhere').click();
    await expect(window.getByTestId('keeping-outcome')).toContainText('its whole path is needed');
    await path.fill(to);
    await window.getByTestId('go-elsewhere').click();
    if (again) {
      // the program starts itself again there, and Playwright loses it
      expect((await again).slice(-2)).toEqual(['--data', to]);
      return;
    }
    await expect(window.getByTestId('folder-path')).toHaveText(to, { timeout: 30_000 });
    const outcome = window.getByTestId('keeping-outcome');
    await expect(outcome).toContainText('Everything was copied here.');
    await expect(outcome).toContainText('What could not be stored there is stored here');
    await window.getByTestId('leave-keeping').click();
    await status(window, 'interrupted'); // of the run, which can be continued
    expect(existsSync(lab.data)).toBe(false); // no empty lab in its place
  } finally {
    if (existsSync(away)) renameSync(away, lab.data);
    rmSync(place, { recursive: true, force: true });
  }
});
