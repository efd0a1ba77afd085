import type { UtilityProcess, utilityProcess } from 'electron';
import { join } from 'node:path';
import { runLast, type Child as Process } from '../child.ts';
import { carrierOptions, type SpawnCarrier } from '../carry/messages.ts';
import type { SpawnKeeper } from '../keeping/messages.ts';
import type { SpawnNative } from '../native/messages.ts';
import type { TrainerProcess } from '../trainer-host.ts';

/** What of a utility process is used. */
export type Child = Pick<UtilityProcess, 'on' | 'once' | 'postMessage' | 'kill' | 'pid'>;
type Fork = (...args: Parameters<typeof utilityProcess.fork>) => Child;

/** Starts the trainer in a utility process; `resources` is the folder of kernels.wasm. What is posted before it is up waits in its
 *  channel. @param background whether the computer is to do everything else first */
export const spawnTrainer = (fork: Fork, file: string, resources: string, background = false): TrainerProcess =>
  spawnChild(fork, file, [`--resources=${resources}`], 'Goldilocks trainer', 'inherit', background);

/** Starts what has to do with TensorFlow's library in utility processes; `folder` is that of their programs. */
export const spawnNative = (fork: Fork, folder: string): SpawnNative => ({
  probe: (args) => spawnChild(fork, join(folder, 'native-probe.js'), args, 'Goldilocks TensorFlow test', 'ignore'),
  install: () => spawnChild(fork, join(folder, 'native-install.js'), [], 'Goldilocks installer'),
});

/** Starts what writes and takes in files to carry; `folder` is that of its program. */
export const spawnCarrier =
  (fork: Fork, folder: string): SpawnCarrier =>
  () =>
    spawnChild(fork, join(folder, 'carrier.js'), [], 'Goldilocks files', 'inherit', true, carrierOptions, true);

/** Starts what looks after the data folder, behind all else; `folder` is that of its program. */
export const spawnKeeper =
  (fork: Fork, folder: string): SpawnKeeper =>
  () =>
    spawnChild(fork, join(folder, 'keeper.js'), [], 'Goldilocks keeper', 'inherit', true, [], true);

/** @param stdio no 'pipe': one that nobody reads would fill up and block it @param hard whether it is ended without being asked */
function spawnChild<In, Out>(
  fork: Fork,
  file: string,
  args: string[],
  serviceName: string,
  stdio: 'inherit' | 'ignore' = 'inherit',
  background = false,
  options: readonly string[] = [],
  hard = false,
): Process<In, Out> {
  const child = fork(file, args, { serviceName, stdio, ...(options.length > 0 && { execArgv: [...options] }) });
  if (background) child.once('spawn', () => runLast(child.pid)); // it has no number before
  let fatal: string | undefined;
  child.on('error', (type, location) => (fatal = location ? `${type} at ${location}` : type));
  return {
    post: (message: In) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code) => listener(fatal ?? exitReason(code))),
    kill: () => (hard ? killNow(child) : void child.kill()),
  };
}

/** Ends a process that may be deep within SQLite, where it hears no signal that it could handle: Electron's own `kill` asks it. */
function killNow(child: Child): void {
  try {
    if (child.pid === undefined) child.kill();
    else process.kill(child.pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}

/** `exit code 1`; Windows' codes for crashes are known by their hexadecimal form. */
const exitReason = (code: number): string =>
  `exit code ${code >= -1 && code < 256 ? code : `0x${(code >>> 0).toString(16).toUpperCase()}`}`;
