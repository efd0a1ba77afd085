import { constants, setPriority } from 'node:os';

/** A process of ours as each host makes one: Node's fork, Electron's utility process. */
export interface Child<In, Out> {
  post(message: In): void;
  onMessage(listener: (message: Out) => void): void;
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

/** Lets the system do everything else before a process, where it does as it is asked. */
export function runLast(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // it has ended already, or may not be changed: it works all the same
  }
}
