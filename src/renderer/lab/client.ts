import { createSubscriber } from 'svelte/reactivity';
import type { Args, CallName, Failure, FromLab, LabEvent, Replies } from '../../core/contract/window.ts';
import type { PiecePort } from '../../core/contract/pieces.ts';
import { decodeMessage, encodeMessage } from '../../core/contract/wire.ts';
import { LabError } from '../../core/errors.ts';
import { openPort } from './port.ts';

export type ClientState = 'connecting' | 'open' | 'lost';
export interface Reply<C extends CallName> {
  value: Replies[C];
  /** A view of the message, aligned to 8 bytes; empty when nothing came. */
  payload: Uint8Array;
}

interface Waiting {
  resolve: (reply: { value: unknown; payload: Uint8Array }) => void;
  reject: (error: LabError) => void;
}

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

/** The lab as the window sees it: typed calls, answers matched to them, events; finds its way back after a loss.
 *  Calls made before the first connection wait for it; calls in flight when it breaks, and those made until it is back,
 *  are rejected with `disconnected`. */
export class LabClient {
  private current: ClientState = 'connecting';
  private port: PiecePort | null = null;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();
  private queued: Uint8Array<ArrayBuffer>[] = [];
  private readonly listeners = new Set<(event: LabEvent) => void>();
  private readonly openListeners = new Set<() => void>();
  private wait = FIRST_WAIT;
  private changed: () => void = () => undefined;
  private readonly subscribe = createSubscriber((update) => {
    this.changed = update;
  });
  private readonly open: () => Promise<PiecePort>;

  constructor(open: () => Promise<PiecePort> = openPort) {
    this.open = open;
    void this.connect();
  }

  /** Reactive: reading it in a component or effect follows it. */
  get state(): ClientState {
    this.subscribe();
    return this.current;
  }

  /** Asks the lab. @param bytes that go with the call @throws LabError what the lab answered, or `disconnected` */
  call<C extends CallName>(call: C, args: Args<C>, bytes?: Uint8Array): Promise<Reply<C>> {
    if (this.current === 'lost') return Promise.reject(new LabError('disconnected'));
    const id = this.nextId++;
    const message = encodeMessage({ id, call, args }, bytes && [bytes]);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: (reply) => resolve(reply as Reply<C>), reject });
      if (this.port) this.port.post(message);
      else this.queued.push(message);
    });
  }

  /** Follows what the lab says unasked. Returns how to stop. */
  onEvent(listener: (event: LabEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called after every connection, the first included: time to ask again for what may have changed. */
  onOpen(listener: () => void): () => void {
    this.openListeners.add(listener);
    return () => this.openListeners.delete(listener);
  }

  /** Resolves when there is a connection, at once when there is one. */
  connected(): Promise<void> {
    if (this.current === 'open') return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.onOpen(() => {
        stop();
        resolve();
      });
    });
  }

  /** The page goes. What was asked so far is still sent. */
  close(): void {
    this.port?.close?.();
  }

  private async connect(): Promise<void> {
    let port: PiecePort;
    try {
      port = await this.open();
    } catch {
      this.lose(null);
      return;
    }
    port.onMessage((message) => this.receive(message));
    port.onClose(() => this.lose(port));
    this.port = port;
    for (const message of this.queued.splice(0)) port.post(message);
    this.become('open');
    for (const listener of [...this.openListeners]) listener();
  }

  private lose(port: PiecePort | null): void {
    if (port !== this.port) return; // an old port closed late
    this.port = null;
    this.queued = [];
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    this.become('lost');
    for (const { reject } of lost) reject(new LabError('disconnected'));
    setTimeout(() => void this.connect(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  private become(state: ClientState): void {
    this.current = state;
    this.changed();
  }

  private receive(message: Uint8Array): void {
    this.wait = FIRST_WAIT; // the lab took the token and speaks
    const { header, payload } = decodeMessage(message);
    const said = header as FromLab; // the lab is ours; the window trusts its form
    if ('event' in said) {
      for (const listener of [...this.listeners]) listener(said.event);
      return;
    }
    const waiting = this.waiting.get(said.id);
    this.waiting.delete(said.id);
    if (!waiting) return;
    if (said.ok) waiting.resolve({ value: said.value, payload });
    else waiting.reject(errorOf(said.failure));
  }
}

/** A failure as it travelled, as the error it was. */
export const errorOf = ({ code, values, problems }: Failure): LabError => new LabError(code, values, problems);
