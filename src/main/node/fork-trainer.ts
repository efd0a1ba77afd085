import { fork } from 'node:child_process';
import { runLast, type Child } from '../child.ts';
import { carrierOptions, type SpawnCarrier } from '../carry/messages.ts';
import type { SpawnKeeper } from '../keeping/messages.ts';
import type { SpawnNative } from '../native/messages.ts';
import type { TrainerProcess } from '../trainer-host.ts';
import type { Places } from './places.ts';

/** Starts the trainer as a child process of Node. @param file path of trainer.js @param resources folder of kernels.wasm
 *  @param background whether the computer is to do everything else first */
export const forkTrainer = (file: string, resources: string, background = false): TrainerProcess =>
  forkChild(file, [`--resources=${resources}`], 'inherit', background);

/** Starts what has to do with TensorFlow's library as child processes of Node. */
export const forkNative = ({ probe, installer }: Pick<Places, 'probe' | 'installer'>): SpawnNative => ({
  probe: (args) => forkChild(probe, args, 'ignore'), // if it crashes, one sentence says so and not its stack
  install: () => forkChild(installer, []),
});

/** Starts what writes and takes in files to carry. */
export const forkCarrier =
  ({ carrier }: Pick<Places, 'carrier'>): SpawnCarrier =>
  () =>
    forkChild(carrier, [], 'inherit', true, carrierOptions);

/** Starts what looks after the data folder, behind all else. */
export const forkKeeper =
  ({ keeper }: Pick<Places, 'keeper'>): SpawnKeeper =>
  () =>
    forkChild(keeper, [], 'inherit', true);

function forkChild<In, Out>(
  file: string,
  args: string[],
  stderr: 'inherit' | 'ignore' = 'inherit',
  background = false,
  options: readonly string[] = [],
): Child<In, Out> {
  const child = fork(file, args, {
    serialization: 'advanced', // frames travel as bytes, not as JSON
    execArgv: ['--enable-source-maps', ...options],
    // stdout belongs to the command line's answers
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    env: { ...process.env, NODE_USE_ENV_PROXY: '1' }, // what it fetches goes by the proxy that the environment names
    // a group of its own: Ctrl-C in the terminal is main's to answer, which then stores the last frames
    detached: true,
    windowsHide: true,
  });
  if (background) runLast(child.pid);
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  child.on('error', () => end('it could not be started'));
  return {
    // a message to a process that has just died is lost, and its exit told
    post: (message: In) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', (message) => listener(message as Out)),
    onExit: (listener) => void ended.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
