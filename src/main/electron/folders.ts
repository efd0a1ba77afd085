import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { folderNamed, usable } from '../store/folder.ts';
import { optionsOf, withData } from '../desktop/options.ts';

/** The folder of experiments (`--data DIR`, else the one every host uses) and, in it, what Chromium keeps for the window.
 *  One folder, one window: the single-instance lock lies there as well. @throws LabError folder-unusable */
export function chooseFolders(): { folder: string; profile: string } {
  const { data } = optionsOf(process.argv);
  const folder = folderNamed(data);
  const profile = join(folder, 'window');
  usable(folder);
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath('userData', profile);
  return { folder, profile };
}

/** Whether it is the folder that keeps the lab from opening. */
export const isOfFolder = (error: unknown): error is LabError =>
  error instanceof LabError &&
  /^(folder-unusable|store-(full|foreign|newer|locked|damaged|unwritable))$/.test(error.code);

/** Says that the folder cannot be used, and starts again on another if the person has one. */
export async function offerFolder(error: LabError): Promise<void> {
  if (!app.isReady()) {
    // Chromium wants a folder even for a box, and where this one cannot be written its own often cannot either
    app.setPath('userData', mkdtempSync(join(tmpdir(), 'goldilocks-')));
    await app.whenReady(); // before, no box is seen
  }
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: m.app_name(),
    message: m.desktop_no_folder(),
    detail: error.code === 'store-full' ? m.desktop_disk_full() : errorSentence(error),
    buttons: [m.desktop_choose_folder(), m.desktop_quit()],
    cancelId: 1,
    noLink: true,
  });
  const folder = response === 0 ? await askForFolder() : null;
  if (folder !== null) app.relaunch({ args: withData(process.argv.slice(1), folder) });
  app.exit(folder === null ? 1 : 0);
}

/** A folder that the person chooses or makes; null where she does not. */
export async function askForFolder(window?: BrowserWindow): Promise<string | null> {
  const options: OpenDialogOptions = { properties: ['openDirectory', 'createDirectory'] };
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}

/** Has the program, which ends, start again as it was started, or on another data folder. */
export function startAgain(folder: string | null): void {
  // what runs is unpacked anew by these, and goes away when it ends
  const execPath = process.env['APPIMAGE'] ?? process.env['PORTABLE_EXECUTABLE_FILE'];
  // left to itself, Chromium puts options before their values
  const args = process.argv.slice(1);
  app.relaunch({
    args: folder === null ? args : withData(args, folder),
    ...(execPath !== undefined && { execPath }),
  });
}

/** Shows a folder in the system's window for files. On Linux Electron would stand still until that is closed. */
export function showFolder(folder: string): void {
  if (process.platform !== 'linux') void shell.openPath(folder);
  else
    spawn('xdg-open', [folder], { detached: true, stdio: 'ignore' })
      .on('error', () => undefined)
      .unref();
}
