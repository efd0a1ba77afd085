/** A process of ours as each host makes one: Node's fork, Electron's utility process. */
export interface Child<In, Out> {
  post(message: In): void;
  onMessage(listener: (message: Out) => void): void;
  /** Called once, when the process has ended for whatever reason. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}
