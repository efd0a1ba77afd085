import { EventEmitter } from 'node:events';
import type { GuardedContents, GuardedSession } from './guard.ts';
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

export class StubSession extends EventEmitter {
  ask: Ask = null;
  check: Check = null;
  device: Device = null;
  before: Before | null = null;
  languages = ['en-US'];

  setSpellCheckerLanguages(languages: string[]): void {
    this.languages = languages;
  }

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
  readonly went: string[] = [];

  setWindowOpenHandler(handler: OpenHandler): void {
    this.open = handler;
  }
  loadURL(url: string): Promise<void> {
    this.went.push(url);
    return Promise.resolve();
  }
  /** Something is about to happen. Returns whether the lab prevented it. */
  tries(event: string, details: object = {}): boolean {
    let prevented = false;
    this.emit(event, { ...details, preventDefault: () => (prevented = true) });
    return prevented;
  }
}
