/** What Electron adds to `process` in a utility process. */
interface ParentPort<In, Out> {
  postMessage(message: Out): void;
  on(event: 'message', listener: (event: { data: In }) => void): void;
}

/** The lab that started this process, in either host; `onGone` hears that it has ended. */
export interface Parent<In, Out> {
  post(message: Out): Promise<void>;
  onMessage(listener: (message: In) => void): void;
  onGone(listener: () => void): void;
}

export function connectParent<In, Out>(): Parent<In, Out> {
  const { parentPort } = process as { parentPort?: ParentPort<In, Out> };
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
    onMessage: (listener) => void process.on('message', (message) => listener(message as In)),
    onGone: (listener) => void process.on('disconnect', listener),
  };
}
