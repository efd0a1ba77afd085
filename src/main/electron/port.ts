import type { IpcMain, IpcMainEvent, MessagePortMain } from 'electron';
import type { PiecePort } from '../../core/contract/pieces.ts';
import { channels } from './channels.ts';
import type { Home } from './home.ts';

/** What of Electron's port is used. */
export type RawPort = Pick<MessagePortMain, 'on' | 'once' | 'start' | 'postMessage' | 'close'>;

/** A window's port as the lab sees it. It closes when the window is gone, or sends what is not bytes. */
export class WindowPort implements PiecePort {
  private readonly raw: RawPort;
  private readonly first: unknown;
  private closed = false;
  private readonly listeners: (() => void)[] = [];

  /** @param first a message that came already */
  constructor(raw: RawPort, first: unknown) {
    this.raw = raw;
    this.first = first;
    raw.on('close', () => this.finish());
  }

  post(message: Uint8Array<ArrayBuffer>): void {
    if (!this.closed) this.raw.postMessage(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    const receive = (data: unknown): void => {
      if (this.closed) return;
      if (data instanceof Uint8Array) listener(data);
      else this.close();
    };
    this.raw.on('message', ({ data }: { data: unknown }) => receive(data));
    receive(this.first);
  }

  onClose(listener: () => void): void {
    if (this.closed) listener();
    else this.listeners.push(listener);
  }

  close(): void {
    if (this.closed) return;
    this.raw.close();
    this.finish();
  }

  private finish(): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.listeners) listener();
  }
}

/** Who sent something: a frame of ours, or not. One that has moved on meanwhile is null. */
export interface Sender {
  senderFrame: { url: string; parent: object | null } | null;
}

/** Only the page itself, in the top frame, may talk to the lab. */
export const isOurs = ({ senderFrame }: Sender, home: Home): boolean =>
  senderFrame !== null && senderFrame.parent === null && home.isPage(senderFrame.url);

/** Connects the window's port to the lab once something came through it: a port that nobody uses changes nothing. There is
 *  one window, so what comes over a new one (after a reload) ends the one before. */
export function acceptPorts(ipc: Pick<IpcMain, 'on'>, home: Home, connect: (port: PiecePort) => void): void {
  let current: WindowPort | undefined;
  ipc.on(channels.port, (event: Sender & Pick<IpcMainEvent, 'ports'>) => {
    const [raw, ...others] = event.ports;
    if (!raw || others.length > 0 || !isOurs(event, home)) {
      for (const port of event.ports) port.close();
      return;
    }
    raw.once('message', ({ data }: { data: unknown }) => {
      current?.close();
      current = new WindowPort(raw, data);
      connect(current);
    });
    raw.start();
  });
}
