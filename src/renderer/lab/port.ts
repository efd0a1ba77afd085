import { inPieces, type PiecePort } from '../../core/contract/pieces.ts';
import type { Port } from '../../core/contract/wire.ts';

declare global {
  interface Window {
    /** Set by Electron's preload, and by it alone. */
    goldilocks?: Port;
  }
}

/** Opens the way to the lab: Electron's preload port where there is one, else a WebSocket to the host that served the page.
 *  The WebSocket's first message is the token of the address's fragment, as text; it stays there so that a reload works.
 *  Rejects when nobody answers. A lost preload port cannot be opened again: the window is reloaded instead. */
export function openPort(): Promise<Port> {
  const port = window.goldilocks;
  if (!port) return openSocket();
  if (preloadUsed) return Promise.reject(new Error('the preload port is closed'));
  preloadUsed = true;
  return Promise.resolve(inPieces(port));
}

let preloadUsed = false;

function openSocket(): Promise<Port> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/`);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('close', () => reject(new Error('the lab did not answer')), { once: true });
    socket.addEventListener(
      'open',
      () => {
        socket.send(location.hash.slice(1));
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
