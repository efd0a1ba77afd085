import type { WebSocket } from 'ws';
import type { PiecePort } from '../../core/contract/pieces.ts';

/** Bytes that may wait in a socket. A window asks for what it can take and large messages go on only as it takes their pieces,
 *  so more means that it does not drain: it is cut off, and when it is back it asks for what it has missed. */
const MOST_WAITING = 48 * 2 ** 20;
/** Milliseconds between two signs of life. A browser that was stopped gives none. */
const HEARTBEAT = 30_000;
/** A heartbeat that comes so many times later than it should tells that this process slept, not that the window is gone. */
const LATE = 1.5;

/** An admitted WebSocket as the lab sees it. */
export class SocketPort implements PiecePort {
  private readonly socket: WebSocket;
  private readonly heartbeat: number;
  private alive = true;
  private beatAt = performance.now();

  /** @param heartbeat milliseconds between two signs of life */
  constructor(socket: WebSocket, heartbeat = HEARTBEAT) {
    this.socket = socket;
    this.heartbeat = heartbeat;
    const timer = setInterval(() => this.beat(), heartbeat);
    socket.on('pong', () => (this.alive = true));
    socket.on('message', () => (this.alive = true));
    socket.on('close', () => clearInterval(timer));
  }

  post(message: Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_WAITING) this.socket.terminate();
    else this.socket.send(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) listener(data);
      else this.socket.close(1003);
    });
  }

  onClose(listener: () => void): void {
    this.socket.on('close', () => listener());
  }

  close(): void {
    this.socket.terminate();
  }

  private beat(): void {
    const now = performance.now();
    const slept = now - this.beatAt > LATE * this.heartbeat;
    this.beatAt = now;
    if (this.alive || slept) this.ask();
    // what came while this process was stopped waits to be read, and is heard before this
    else setImmediate(() => (this.alive ? this.ask() : this.socket.terminate()));
  }

  private ask(): void {
    this.alive = false;
    this.socket.ping();
  }
}
