import type { FromInstaller, ToInstaller } from './messages.ts';

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  postMessage(message: FromInstaller): void;
  on(event: 'message', listener: (event: { data: ToInstaller }) => void): void;
}

/** The lab that started this process, in either host; `onGone` hears that it has ended. */
export interface Parent {
  post(message: FromInstaller): Promise<void>;
  onMessage(listener: (message: ToInstaller) => void): void;
  onGone(listener: () => void): void;
}

export function connectParent(): Parent {
  const { parentPort } = process as { parentPort?: ParentPort };
  // Ctrl-C in a terminal is the lab's to answer, which then calls this off
  process.on('SIGINT', () => undefined);
  if (parentPort)
    return {
      post(message) {
        parentPort.postMessage(message);
        return Promise.resolve();
      },
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
      onGone: (listener) => void process.on('SIGTERM', listener), // Electron ends what it has started
    };
  return {
    post: (message) => new Promise((resolve) => void process.send?.(message, () => resolve())),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToInstaller)),
    onGone: (listener) => void process.on('disconnect', listener),
  };
}
