import type { WebSocket } from 'ws';
import type { PiecePort } from '../../core/contract/pieces.ts';

/** Bytes that may wait in a socket. A window asks for what it can take and large messages go on only as it takes their pieces,
 *  so more means that it does not drain: it is cut off, and when it is back it asks for what it has missed. */
const MOST_WAITING = 48 * 2 ** 20;
/** Milliseconds between two signs of life. A machine that slept or a stopped browser gives none. */
const HEARTBEAT = 30_000;

/** An admitted WebSocket as the lab sees it. */
export class SocketPort implements PiecePort {
  private readonly socket: WebSocket;
  private alive = true;

  constructor(socket: WebSocket) {
    this.socket = socket;
    const heartbeat = setInterval(() => this.beat(), HEARTBEAT);
    socket.on('pong', () => (this.alive = true));
    socket.on('close', () => clearInterval(heartbeat));
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
    if (!this.alive) this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }
}
