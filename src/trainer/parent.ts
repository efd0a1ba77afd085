/** The process that started this one: Electron's main through `parentPort`, or Node's through the fork channel. */
export interface Parent<In, Out> {
  post(message: Out): void;
  /** Whether some of what was posted is not yet written: a large message goes in pieces, one each time the process has nothing
   *  else to do. */
  readonly writing: boolean;
  onMessage(listener: (message: In) => void): void;
}

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The way to whoever started this process. What it posts and what comes are of the contract of the two. */
export function connectParent<In, Out>(): Parent<In, Out> {
  const { parentPort } = process as { parentPort?: ParentPort };
  // Ctrl-C in a terminal reaches this process as well; main ends it when the last frames are stored
  process.on('SIGINT', () => undefined);
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      writing: false, // Chromium writes in a thread of its own
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data as In)),
    };
  }
  // without a parent there is nobody to work for
  process.on('disconnect', () => process.exit(0));
  let unwritten = 0;
  return {
    // a message to a parent that has just died is lost; its end is told by the channel's
    post(message) {
      unwritten++;
      process.send?.(message, undefined, undefined, () => unwritten--);
    },
    get writing() {
      return unwritten > 0;
    },
    onMessage: (listener) => void process.on('message', (message) => listener(message as In)),
  };
}
