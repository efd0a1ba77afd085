import { contextBridge, ipcRenderer } from 'electron';
import type { Command, Desktop, Saved } from '../../core/contract/desktop.ts';
import type { PiecePort } from '../../core/contract/pieces.ts';
import { channels } from './channels.ts';

// of the DOM, which main has not
declare const location: { protocol: string };

/** A way to the lab: one end goes to main, which looks at who sent it, the other stays in this world. A MessagePort cannot
 *  cross the bridge to the page, functions and bytes can (bytes are copied). What is posted early waits in the port. */
function open(): PiecePort {
  const { port1: port, port2: forMain } = new MessageChannel();
  let closed = false;
  port.addEventListener('close', () => (closed = true));
  ipcRenderer.postMessage(channels.port, null, [forMain]);
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', (event) => {
        if ('data' in event && event.data instanceof Uint8Array) listener(event.data);
      });
      port.start();
    },
    onClose(listener) {
      if (closed) listener();
      else port.addEventListener('close', () => listener());
    },
    close: () => port.close(),
  };
}

const desktop: Desktop = {
  open,
  tell: (state) => ipcRenderer.send(channels.state, state),
  onCommand: (listener) => void ipcRenderer.on(channels.command, (_event, command: Command) => listener(command)),
  ready: () => ipcRenderer.send(channels.ready),
  save: (name, bytes) => ipcRenderer.invoke(channels.save, name, bytes) as Promise<Saved>,
  showFolder: () => ipcRenderer.send(channels.folder),
  chooseFolder: () => ipcRenderer.invoke(channels.choose) as Promise<string | null>,
  pdf: (name) => ipcRenderer.invoke(channels.pdf, name) as Promise<Saved>,
};
// the empty page that every frame begins with has a preload as well
if (location.protocol !== 'about:') contextBridge.exposeInMainWorld('goldilocks', desktop);
