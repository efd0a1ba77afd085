import type { BrowserWindow, IpcMain } from 'electron';
import { desktopStateSchema, type Command, type DesktopState, type Saved } from '../../core/contract/desktop.ts';
import { channels } from './channels.ts';
import type { Home } from './home.ts';
import { isOurs } from './port.ts';

/** What the window wants of the program around it. */
export interface DeskListener {
  state(state: DesktopState): void;
  save(name: string, bytes: Uint8Array): Promise<Saved>;
  showFolder(): void;
  chooseFolder(): Promise<string | null>;
  pdf(name: string): Promise<Saved>;
}

/** The other line between main and the page, for what is no matter of the lab: menus, files, dialogs. */
export class Desk {
  private readonly ipc: IpcMain;
  private window: BrowserWindow | undefined;
  private state: string | undefined;
  private readonly waiting: Command[] = [];

  constructor(ipc: IpcMain, home: Home, listener: DeskListener) {
    this.ipc = ipc;
    ipc.on(channels.state, (event, told: unknown) => {
      const state = desktopStateSchema.safeParse(told);
      if (!state.success || !isOurs(event, home)) return;
      const text = JSON.stringify(state.data);
      const changed = text !== this.state;
      this.state = text;
      if (changed) listener.state(state.data);
      for (const command of this.waiting.splice(0)) this.send(command);
    });
    ipc.handle(channels.save, (event, name: unknown, bytes: unknown): Promise<Saved> => {
      if (!isOurs(event, home) || typeof name !== 'string' || !(bytes instanceof Uint8Array))
        return Promise.resolve(null);
      return listener.save(name, bytes);
    });
    ipc.on(channels.folder, (event) => {
      if (isOurs(event, home)) listener.showFolder();
    });
    ipc.handle(channels.choose, (event) => (isOurs(event, home) ? listener.chooseFolder() : null));
    ipc.handle(channels.pdf, (event, name: unknown): Promise<Saved> => {
      if (!isOurs(event, home) || typeof name !== 'string') return Promise.resolve(null);
      return listener.pdf(name);
    });
  }

  /** From now on commands go to this window; until it has told its state they wait. */
  serve(window: BrowserWindow): void {
    this.window = window;
    window.webContents.on('did-start-loading', () => (this.state = undefined));
  }

  /** Makes the page fit for paper, and for the screen again when that is done; a page that hangs is not waited for. */
  async onPaper<Result>(print: () => Promise<Result>): Promise<Result> {
    const drawn = new Promise<void>((resolve) => {
      this.ipc.once(channels.ready, () => resolve());
      setTimeout(resolve, 3000);
    });
    this.send({ paper: true });
    await drawn;
    return print().finally(() => this.send({ paper: false }));
  }

  send(command: Command): void {
    if (this.state === undefined || !this.window || this.window.isDestroyed()) this.waiting.push(command);
    else this.window.webContents.send(channels.command, command);
  }
}
