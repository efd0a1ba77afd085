import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  Rectangle,
  utilityProcess,
} from 'electron';
import type { GuardedContents, GuardedSession } from './guard.ts';
import type { Closing } from './window.ts';
import type { RawPort } from './port.ts';
import type { Child } from './trainer.ts';

// A stand-in for the electron module, for tests: each part keeps what it was told and lets a test play the other side.
// The types are Electron's own, so what the lab calls with wrong arguments does not compile.

/** One end of a channel in main; `received` is called for what the window posts. */
export class StubPort extends EventEmitter implements Pick<RawPort, 'start' | 'postMessage' | 'close'> {
  readonly posted: unknown[] = [];
  started = false;
  closed = 0;
  private readonly waiting: unknown[] = [];

  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  start(): void {
    this.started = true;
    for (const data of this.waiting.splice(0)) this.emit('message', { data });
  }
  close(): void {
    this.closed++;
    this.emit('close');
  }
  /** The window posts something. */
  receive(data: unknown): void {
    if (this.started) this.emit('message', { data });
    else this.waiting.push(data);
  }
}

/** A utility process. */
export class StubChild extends EventEmitter implements Pick<Child, 'postMessage' | 'kill'> {
  readonly posted: unknown[] = [];
  killed = 0;

  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    this.killed++;
    return true;
  }
}

type Ask = Parameters<GuardedSession['setPermissionRequestHandler']>[0];
type Check = Parameters<GuardedSession['setPermissionCheckHandler']>[0];
type Device = Parameters<GuardedSession['setDevicePermissionHandler']>[0];
type Before = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

export class StubSession {
  ask: Ask = null;
  check: Check = null;
  device: Device = null;
  before: Before | null = null;

  setPermissionRequestHandler(handler: Ask): void {
    this.ask = handler;
  }
  setPermissionCheckHandler(handler: Check): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: Device): void {
    this.device = handler;
  }
  readonly webRequest = {
    onBeforeRequest: (handler: unknown): void => {
      this.before = handler as Before;
    },
  };
}

type OpenHandler = Parameters<GuardedContents['setWindowOpenHandler']>[0];

export class StubContents extends EventEmitter {
  open: OpenHandler | null = null;
  reloads = 0;

  setWindowOpenHandler(handler: OpenHandler): void {
    this.open = handler;
  }
  reload(): void {
    this.reloads++;
  }
  /** Something is about to happen. Returns whether the lab prevented it. */
  tries(event: string, details: object = {}): boolean {
    let prevented = false;
    this.emit(event, { ...details, preventDefault: () => (prevented = true) });
    return prevented;
  }
}

export class StubWindow extends EventEmitter implements Closing {
  static readonly all: StubWindow[] = [];
  readonly webContents = new StubContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly calls: string[] = [];
  loaded: string | undefined;
  bounds: Rectangle = { x: 10, y: 20, width: 1200, height: 800 };
  maximized = false;
  minimized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    StubWindow.all.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  getNormalBounds(): Rectangle {
    return this.bounds;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isDestroyed(): boolean {
    return false;
  }
  show(): void {
    this.calls.push('show');
  }
  maximize(): void {
    this.calls.push('maximize');
  }
  restore(): void {
    this.calls.push('restore');
  }
  focus(): void {
    this.calls.push('focus');
  }
}

/** Everything main.ts imports from electron. `log` is the order of what happened. */
export function electronStub({ locked = false } = {}) {
  const log: string[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const forks: Parameters<typeof utilityProcess.fork>[] = [];
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
  const app = Object.assign(new EventEmitter(), {
    setName: (name: string) => void log.push(`name ${name}`),
    setPath: (name: string, path: string) => void log.push(`path ${name} ${path}`),
    enableSandbox: () => void log.push('sandbox'),
    disableHardwareAcceleration: () => void log.push('no GPU'),
    requestSingleInstanceLock: () => !locked,
    whenReady: () => {
      log.push('ready');
      return Promise.resolve();
    },
    quit: () => void log.push('quit'),
    exit: (code: number) => void log.push(`exit ${code}`),
  });
  return {
    log,
    menus,
    forks,
    app,
    protocol: {
      registerSchemesAsPrivileged: (schemes: CustomScheme[]) =>
        void log.push(`scheme ${schemes.map(({ scheme }) => scheme).join()}`),
      handle: (scheme: string) => void log.push(`handle ${scheme}`),
    },
    session: { defaultSession: new StubSession() },
    ipcMain: new EventEmitter(),
    nativeTheme: { shouldUseDarkColors: true },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    dialog: {
      showErrorBox: (title: string, text: string) => void log.push(`error ${title}: ${text}`),
      showMessageBox: () => Promise.resolve({ response: 0 }),
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => void menus.push(menu),
    },
    utilityProcess: {
      fork: (...args: Parameters<typeof utilityProcess.fork>) => {
        forks.push(args);
        return new StubChild();
      },
    },
    BrowserWindow: StubWindow,
  };
}
