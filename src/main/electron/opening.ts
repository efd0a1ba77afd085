import { basename, dirname } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Taken } from '../../core/contract/carry.ts';
import type { Command } from '../../core/contract/desktop.ts';
import { LabError } from '../../core/errors.ts';
import { limits } from '../../core/plan/schema.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { isDatabase, readText } from '../text-file.ts';
import type { Memory } from '../desktop/memory.ts';
import { folderOf, plans } from './saving.ts';

/** Opens plan files in the window, from wherever they come: a start, another start, the Finder, the dialog. */
export class Opening {
  private readonly window: BrowserWindow;
  private readonly send: (command: Command) => void;
  private readonly memory: Memory;
  private readonly takeIn: (path: string) => Promise<Taken>;
  private asking = false;

  /** @param takeIn takes a file to carry into the lab */
  constructor(
    window: BrowserWindow,
    send: (command: Command) => void,
    memory: Memory,
    takeIn: (path: string) => Promise<Taken>,
  ) {
    this.window = window;
    this.send = send;
    this.memory = memory;
    this.takeIn = takeIn;
  }

  async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const { filePaths } = await dialog.showOpenDialog(this.window, {
      title: m.desktop_open_title(),
      defaultPath: folderOf(this.memory),
      filters: [{ name: m.desktop_type_plan(), extensions: [...plans, 'html'] }],
      properties: ['openFile'],
    });
    this.asking = false;
    for (const file of filePaths) await this.file(file);
  }

  /** Hands a file to the window, which knows plans, or to the lab; the system lists it as recent. */
  async file(path: string): Promise<void> {
    try {
      // plans and files to carry end alike
      if (await isDatabase(path)) this.send({ taken: await this.takeIn(path) });
      else this.send({ file: { name: basename(path), text: await readText(path, limits.textBytes) } });
      app.addRecentDocument(path);
      this.memory.keepFolder(dirname(path));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.send({ say: errorSentence(error) });
    }
  }
}
