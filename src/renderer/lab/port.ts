import type { Desktop } from '../../core/contract/desktop.ts';
import { hostToken } from './address.ts';
import { inPieces, type PiecePort } from '../../core/contract/pieces.ts';

declare global {
  interface Window {
    /** Set by Electron's preload, and by it alone. */
    goldilocks?: Desktop;
  }
}

/** The desktop program around the page; undefined in a browser. */
export const desktop: Desktop | undefined = window.goldilocks;

/** Opens a way to the lab: Electron's preload has ports, else a WebSocket to the host that served the page.
 *  The WebSocket's first message is the token of the address's fragment, as text; it stays there so that a reload works.
 *  Rejects when nobody answers. */
export function openPort(): Promise<PiecePort> {
  return desktop ? Promise.resolve(inPieces(desktop.open())) : openSocket();
}

function openSocket(): Promise<PiecePort> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/`);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('close', () => reject(new Error('the lab did not answer')), { once: true });
    socket.addEventListener(
      'open',
      () => {
        socket.send(hostToken());
        const pieces: PiecePort = {
          post: (message) => socket.send(message),
          onMessage(listener) {
            socket.addEventListener('message', ({ data }) => {
              if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
            });
          },
          onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
          close: () => socket.close(),
        };
        resolve(inPieces(pieces));
      },
      { once: true },
    );
  });
}
