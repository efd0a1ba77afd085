import type { UtilityProcess, utilityProcess } from 'electron';
import type { ToTrainer } from '../../core/contract/trainer.ts';
import type { TrainerProcess } from '../trainer-host.ts';

/** What of a utility process is used. */
export type Child = Pick<UtilityProcess, 'on' | 'postMessage' | 'kill'>;
type Fork = (...args: Parameters<typeof utilityProcess.fork>) => Child;

/** Starts the trainer in a utility process; `resources` is the folder of kernels.wasm. What is posted before it is up waits in its channel. */
export function spawnTrainer(fork: Fork, file: string, resources: string): TrainerProcess {
  // 'inherit': a pipe that nobody reads would fill up and block the trainer
  const child = fork(file, [`--resources=${resources}`], { serviceName: 'Goldilocks trainer', stdio: 'inherit' });
  let fatal: string | undefined;
  child.on('error', (type, location) => (fatal = location ? `${type} at ${location}` : type));
  return {
    post: (message: ToTrainer) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code) => listener(fatal ?? exitReason(code))),
    kill: () => void child.kill(),
  };
}

/** `exit code 1`; Windows' codes for crashes are known by their hexadecimal form. */
const exitReason = (code: number): string =>
  `exit code ${code >= -1 && code < 256 ? code : `0x${(code >>> 0).toString(16).toUpperCase()}`}`;
