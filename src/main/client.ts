import type { Args, CallName, FromLab, LabEvent, Replies } from '../core/contract/window.ts';
import { decodeMessage, encodeMessage, type Port } from '../core/contract/wire.ts';
import { LabError } from '../core/errors.ts';
import type { Lab } from './lab.ts';

/** What a call was answered with; the payload is empty where no bytes came. */
export interface Reply<C extends CallName> {
  value: Replies[C];
  payload: Uint8Array;
}

interface Waiting {
  resolve: (reply: { value: unknown; payload: Uint8Array }) => void;
  reject: (error: LabError) => void;
}

/** A window without a screen: what the command line and the tests speak to the lab with. */
export class Client {
  private readonly port: Port;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();

  constructor(port: Port, onEvent: (event: LabEvent) => void = () => undefined) {
    this.port = port;
    port.onMessage((message) => {
      const { header, payload } = decodeMessage(message);
      const said = header as FromLab; // our own lab, in our own form
      if ('event' in said) {
        onEvent(said.event);
        return;
      }
      const waiting = this.waiting.get(said.id);
      this.waiting.delete(said.id);
      if (said.ok) waiting?.resolve({ value: said.value, payload });
      else waiting?.reject(new LabError(said.failure.code, said.failure.values, said.failure.problems));
    });
    port.onClose(() => {
      for (const { reject } of this.waiting.values()) reject(new LabError('disconnected'));
      this.waiting.clear();
    });
  }

  /** Asks the lab. @throws LabError what the lab answered, or disconnected */
  async call<C extends CallName>(call: C, args: Args<C>, bytes?: Uint8Array): Promise<Reply<C>> {
    const id = this.nextId++;
    const reply = await new Promise<{ value: unknown; payload: Uint8Array }>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.post(encodeMessage({ id, call, args }, bytes && [bytes]));
    });
    return reply as Reply<C>;
  }
}

/** Two ends of a port inside one process: what one posts, the other hears. `close` ends both. */
export function portPair(): { a: Port; b: Port; close: () => void } {
  const listeners = { a: [] as ((message: Uint8Array) => void)[], b: [] as ((message: Uint8Array) => void)[] };
  const closers: (() => void)[] = [];
  const end = (own: 'a' | 'b', other: 'a' | 'b'): Port => ({
    post: (message) => {
      for (const listener of listeners[other]) listener(message);
    },
    onMessage: (listener) => void listeners[own].push(listener),
    onClose: (listener) => void closers.push(listener),
  });
  return {
    a: end('a', 'b'),
    b: end('b', 'a'),
    close() {
      listeners.a = [];
      listeners.b = [];
      for (const closer of closers.splice(0)) closer();
    },
  };
}

/** Connects to a lab in this process. */
export function connectTo(lab: Lab, onEvent?: (event: LabEvent) => void): { client: Client; close: () => void } {
  const { a, b, close } = portPair();
  const client = new Client(a, onEvent);
  lab.connect(b);
  return { client, close };
}
