import type { FromTrainer, ToTrainer } from '../core/contract/trainer.ts';

/** The process that started this one: Electron's main through `parentPort`, or Node's through the fork channel. */
interface Parent {
  post(message: FromTrainer): void;
  onMessage(listener: (message: ToTrainer) => void): void;
}

/** What Electron adds to `process` in a utility process. */
interface ParentPort {
  postMessage(message: FromTrainer): void;
  on(event: 'message', listener: (event: { data: ToTrainer }) => void): void;
}

function connect(): Parent {
  const { parentPort } = process as { parentPort?: ParentPort };
  // Ctrl-C in a terminal reaches this process as well; main ends it when the last frames are stored
  process.on('SIGINT', () => undefined);
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
    };
  }
  // without a parent there is nobody to train for
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToTrainer)),
  };
}

export const parent = connect();
