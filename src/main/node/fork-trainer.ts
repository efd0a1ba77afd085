import { fork } from 'node:child_process';
import type { FromTrainer, ToTrainer } from '../../core/contract/trainer.ts';
import type { TrainerProcess } from '../trainer-host.ts';

/** Starts the trainer as a child process of Node. @param file path of trainer.js @param resources folder of kernels.wasm */
export function forkTrainer(file: string, resources: string): TrainerProcess {
  const child = fork(file, [`--resources=${resources}`], {
    serialization: 'advanced', // frames travel as bytes, not as JSON
    execArgv: ['--enable-source-maps'],
    // stdout belongs to the command line's answers
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // a group of its own: Ctrl-C in the terminal is main's to answer, which then stores the last frames
    detached: true,
    windowsHide: true,
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  child.on('error', () => end('it could not be started'));
  return {
    // a message to a process that has just died is lost, and its exit told
    post: (message: ToTrainer) => void child.send(message, () => undefined),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromTrainer)),
    onExit: (listener) => void ended.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
