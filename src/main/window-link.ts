import {
  calls,
  type Args,
  type CallName,
  type Failure,
  type FromLab,
  type LabEvent,
  type Replies,
} from '../core/contract/window.ts';
import { decodeMessage, encodeMessage, type Port } from '../core/contract/wire.ts';
import { LabError } from '../core/errors.ts';
import { fromSqlite } from './store/sqlite-error.ts';

/** What a call is answered with; bytes travel beside the value. */
export interface Answer<C extends CallName> {
  value: Replies[C];
  payload?: readonly Uint8Array[];
}

/** Who asks: where an answer that comes later goes. */
export interface Asker {
  window: WindowLink;
  id: number;
  /** Bytes that went with the call; none where it takes none. */
  payload: Uint8Array;
}

/** Answers a call. null: it will be answered later, through the asker. */
type Handler<C extends CallName> = (args: Args<C>, from: Asker) => Answer<C> | null | Promise<Answer<C> | null>;
export type Answers = { [C in CallName]: Handler<C> };

/** What a link needs of its lab. */
interface LinkListener {
  /** Hears of what should never happen. */
  bug(error: unknown): void;
  /** Whether this is answered just now. */
  mayCall(call: CallName): boolean;
}

let windows = 0;

/** One connected window: checks what it asks, answers, tells it events. Keeps nothing that waits to be sent. */
export class WindowLink {
  /** Tells it from any other of this lab. */
  readonly id = ++windows;
  private readonly port: Port;
  private readonly answers: Answers;
  private readonly lab: LinkListener;
  private closed = false;

  constructor(port: Port, answers: Answers, lab: LinkListener) {
    this.port = port;
    this.answers = answers;
    this.lab = lab;
    port.onMessage((message) => this.receive(message));
  }

  /** The lab ends: what is asked from now on, or was not answered yet, is not answered. */
  close(): void {
    this.closed = true;
  }

  reply<C extends CallName>(id: number, { value, payload }: Answer<C>): void {
    this.send({ id, ok: true, value }, payload);
  }

  refuse(id: number, error: unknown): void {
    if (this.closed) return; // nothing could be done any more
    if (!(error instanceof LabError)) this.lab.bug(error); // the window hears that there was one, the log has the stack
    const known = error instanceof LabError ? error : new LabError('request-invalid', { reason: 'a bug in the lab' });
    this.send({ id, ok: false, failure: failureOf(known) });
  }

  tell(event: LabEvent): void {
    this.send({ event });
  }

  private send(header: FromLab, payload?: readonly Uint8Array[]): void {
    if (!this.closed) this.port.post(encodeMessage(header, payload));
  }

  private receive(message: Uint8Array): void {
    if (this.closed) return;
    const request = read(message);
    if (!request) {
      this.tell({ type: 'failure', failure: failureOf(invalid('a message that is none')) });
      return;
    }
    const { id, call, args, payload } = request;
    if (!isCall(call)) this.refuse(id, invalid('an unknown call'));
    else if (!this.lab.mayCall(call)) this.refuse(id, new LabError('keeping-busy'));
    else if (isDeeper(args, MOST_DEPTH)) this.refuse(id, invalid(`${call}: nested too deeply`));
    else void this.answer(call, id, args, payload);
  }

  private async answer(call: CallName, id: number, args: unknown, payload: Uint8Array): Promise<void> {
    try {
      // checked by the schema of the same name, which TypeScript cannot follow
      const handler = this.answers[call] as Handler<CallName>;
      const given = handler(checked(call, args), { window: this, id, payload });
      // what can be answered at once is: an await would let another message in between
      const answer = given instanceof Promise ? await given : given;
      if (answer) this.reply(id, answer);
    } catch (error) {
      this.refuse(id, fromSqlite(error)); // any call that writes may meet a full disk
    }
  }
}

export const failureOf = ({ code, values, problems }: LabError): Failure => ({ code, values, problems });

const invalid = (reason: string): LabError => new LabError('request-invalid', { reason });
const isCall = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name);

/** @throws LabError request-invalid, with the place of the first mistake */
function checked(call: CallName, args: unknown): Args<CallName> {
  const result = calls[call].safeParse(args);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid([call, ...(issue?.path ?? [])].join('.') + (issue ? `: ${issue.message}` : ''));
}

/** How deep objects and arrays may lie in each other. No window comes near it; without it what checks them would run out of stack. */
const MOST_DEPTH = 64;

const isDeeper = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1)));

function read(message: Uint8Array): { id: number; call: unknown; args: unknown; payload: Uint8Array } | null {
  try {
    const { header, payload } = decodeMessage(message);
    if (typeof header !== 'object' || header === null || !('id' in header) || typeof header.id !== 'number')
      return null;
    const { id } = header;
    return { id, call: 'call' in header ? header.call : null, args: 'args' in header ? header.args : null, payload };
  } catch {
    return null;
  }
}
