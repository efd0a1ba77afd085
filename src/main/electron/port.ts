import type { IpcMain, IpcMainEvent, MessagePortMain } from 'electron';
import type { PiecePort } from '../../core/contract/pieces.ts';
import { CHANNEL } from './channel.ts';
import type { Home } from './home.ts';

/** What of Electron's port is used. */
export type RawPort = Pick<MessagePortMain, 'on' | 'start' | 'postMessage' | 'close'>;

/** A window's port as the lab sees it. It closes when the window is gone, or sends what is not bytes. */
export class WindowPort implements PiecePort {
  private readonly raw: RawPort;
  private closed = false;
  private readonly listeners: (() => void)[] = [];

  constructor(raw: RawPort) {
    this.raw = raw;
    raw.on('close', () => this.finish());
  }

  post(message: Uint8Array<ArrayBuffer>): void {
    if (!this.closed) this.raw.postMessage(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.raw.on('message', ({ data }: { data: unknown }) => {
      if (this.closed) return;
      if (data instanceof Uint8Array) listener(data);
      else this.close();
    });
    this.raw.start(); // until here messages waited in the port
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

/** What of an IPC event decides about its sender. */
export type PortOffer = Pick<IpcMainEvent, 'ports'> & {
  senderFrame: { url: string; parent: object | null } | null;
};

/** Only the page itself, in the top frame, may talk to the lab. A frame that has moved on meanwhile is null. */
export const isOurs = ({ senderFrame }: PortOffer, home: Home): boolean =>
  senderFrame !== null && senderFrame.parent === null && home.isPage(senderFrame.url);

/** Connects the window's port to the lab. There is one window: a port that comes later (a reload) ends the one before. */
export function acceptPorts(ipc: Pick<IpcMain, 'on'>, home: Home, connect: (port: PiecePort) => void): void {
  let current: WindowPort | undefined;
  ipc.on(CHANNEL, (event: PortOffer) => {
    const [raw, ...others] = event.ports;
    if (!raw || others.length > 0 || !isOurs(event, home)) {
      for (const port of event.ports) port.close();
      return;
    }
    current?.close();
    current = new WindowPort(raw);
    connect(current);
  });
}
