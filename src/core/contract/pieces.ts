import { hasPayload, type Port } from './wire.ts';

/** A port that carries pieces. */
export interface PiecePort extends Port {
  close?(): void;
}

/** Bytes of a message in one piece, and pieces on their way before the other side says that it has taken one. */
export const PIECE = 256 * 1024;
const CREDIT = 16;

/** A piece is a head of 8 bytes, so that what follows stays aligned, and bytes of the message:
 *
 *    0  what it is, as below     1  lane     4  u32: bytes of the whole message, in a first piece */
const HEAD = 8;
/** The largest piece as it travels. */
export const MOST_IN_PIECE = HEAD + PIECE;
const WHOLE = 0;
const FIRST = 1;
const NEXT = 2;
const TAKEN = 3;

interface Sending {
  message: Uint8Array;
  sent: number;
}
interface Joining {
  message: Uint8Array;
  length: number;
}

/** Carries messages of any size over a port in pieces. Messages with a payload may be overtaken by those without one, which
 *  keep their order among themselves: an event or the answer to a pause does not wait for a large frame. A message of
 *  several pieces goes on only as the other side takes them, so nothing piles up in a port.
 *  @param most the largest message to take in; one that says it is larger, or pieces that are none, end the connection */
export function inPieces(port: PiecePort, most = 2 ** 32 - 1): PiecePort {
  const lanes: [Sending[], Sending[]] = [[], []];
  const joining: (Joining | undefined)[] = [undefined, undefined];
  let credit = CREDIT;
  let closed = false;
  let listener: (message: Uint8Array) => void = () => undefined;

  const pump = (): void => {
    for (const [lane, queue] of lanes.entries())
      for (let head = queue[0]; head && !closed; head = queue[0]) {
        const whole = head.message.length <= PIECE;
        if (!whole && credit === 0) break;
        const kind = whole ? WHOLE : head.sent === 0 ? FIRST : NEXT;
        const part = head.message.subarray(head.sent, head.sent + PIECE);
        head.sent += part.length;
        if (!whole) credit--;
        if (head.sent >= head.message.length) queue.shift();
        port.post(piece(kind, lane, head.message.length, part));
      }
  };
  const end = (): void => {
    closed = true;
    for (const queue of lanes) queue.length = 0;
    joining.fill(undefined);
  };
  const refuse = (): void => {
    end();
    port.close?.();
  };
  const take = (raw: Uint8Array): void => {
    if (closed) return;
    const kind = raw[0];
    const lane = raw[1] ?? lanes.length;
    if (raw.length < HEAD || raw.length > MOST_IN_PIECE || lane >= lanes.length) {
      refuse();
      return;
    }
    const part = raw.subarray(HEAD);
    if (kind === TAKEN) {
      if (credit === CREDIT) {
        refuse();
        return;
      }
      credit++;
      pump();
      return;
    }
    if (kind === WHOLE) {
      listener(part);
      return;
    }
    if (kind === FIRST) {
      const size = new DataView(raw.buffer, raw.byteOffset).getUint32(4, true);
      if (size > most || joining[lane]) {
        refuse();
        return;
      }
      joining[lane] = { message: new Uint8Array(size), length: 0 };
    } else if (kind !== NEXT) {
      refuse();
      return;
    }
    const whole = joining[lane];
    if (!whole || part.length === 0 || whole.length + part.length > whole.message.length) {
      refuse();
      return;
    }
    whole.message.set(part, whole.length);
    whole.length += part.length;
    port.post(piece(TAKEN, lane, 0, NOTHING));
    if (whole.length < whole.message.length) return;
    joining[lane] = undefined;
    listener(whole.message);
  };
  port.onClose(end);

  return {
    post(message) {
      if (closed) return;
      lanes[hasPayload(message) ? 1 : 0].push({ message, sent: 0 });
      pump();
    },
    onMessage(given) {
      listener = given;
      port.onMessage(take);
    },
    onClose: (given) => port.onClose(given),
    close: () => port.close?.(),
  };
}

const NOTHING = new Uint8Array(0);

function piece(kind: number, lane: number, size: number, part: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + part.length);
  bytes[0] = kind;
  bytes[1] = lane;
  new DataView(bytes.buffer).setUint32(4, size, true);
  bytes.set(part, HEAD);
  return bytes;
}
