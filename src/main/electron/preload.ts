import { contextBridge, ipcRenderer } from 'electron';
import type { Port } from '../../core/contract/wire.ts';
import { CHANNEL } from './channel.ts';

// One end goes to main, which looks at who sent it. The other stays in this world: a MessagePort cannot cross the
// bridge to the page, functions and bytes can (bytes are copied). What is posted early waits in the port.
const { port1: port, port2: forMain } = new MessageChannel();
let closed = false;
port.addEventListener('close', () => (closed = true));
ipcRenderer.postMessage(CHANNEL, null, [forMain]);

const goldilocks: Port = {
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
};
contextBridge.exposeInMainWorld('goldilocks', goldilocks);
