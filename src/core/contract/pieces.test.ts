import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPieces, MOST_IN_PIECE, PIECE, type PiecePort } from './pieces.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

/** Two raw ends; what is posted waits until it is delivered. */
function cable() {
  let closed = false;
  const end = () => ({
    waiting: [] as Uint8Array[],
    listener: (_: Uint8Array): void => undefined,
    closers: [] as (() => void)[],
  });
  const a = end();
  const b = end();
  const cut = (): void => {
    closed = true;
    for (const close of [...a.closers, ...b.closers].splice(0)) close();
  };
  const port = (mine: typeof a, other: typeof a): PiecePort => ({
    post: (message) => {
      if (!closed) other.waiting.push(message);
    },
    onMessage: (listener) => (mine.listener = listener),
    onClose: (listener) => void mine.closers.push(listener),
    close: cut,
  });
  const deliver = (to: typeof a): boolean => {
    const message = closed ? undefined : to.waiting.shift();
    if (message) to.listener(message);
    return message !== undefined;
  };
  return {
    a,
    b,
    left: port(a, b),
    right: port(b, a),
    cut,
    deliver,
    isClosed: () => closed,
    settle: () => {
      while (deliver(a) || deliver(b));
    },
  };
}

/** A header that names it, and so many bytes that follow from the name. */
const made = (id: number, size: number) =>
  encodeMessage({ id }, size > 0 ? [new Uint8Array(size).map((_, i) => i * 7 + id)] : []);
const big = (id: number, pieces: number) => made(id, pieces * PIECE);
const idOf = (message: Uint8Array): number => (decodeMessage(message).header as { id: number }).id;

const size = fc.oneof(fc.constant(0), fc.nat(100), fc.integer({ min: PIECE - 40, max: PIECE + 40 }), fc.nat(6 * PIECE));

describe('pieces', () => {
  it('join to what was sent, whatever the sizes and the order of delivery, both ways', () => {
    fc.assert(
      fc.property(fc.array(size, { maxLength: 6 }), fc.array(fc.boolean(), { maxLength: 60 }), (sizes, turns) => {
        const { a, b, left, right, deliver, settle } = cable();
        const got: [Uint8Array[], Uint8Array[]] = [[], []];
        const ends = [inPieces(left), inPieces(right)] as const;
        ends.forEach((end, i) => end.onMessage((message) => void got[i === 0 ? 0 : 1].push(message)));
        const sent = sizes.map((bytes, id) => made(id, bytes));
        for (const [i, message] of sent.entries()) {
          for (const end of ends) end.post(message);
          for (const turn of turns.slice(10 * i, 10 * i + 10)) deliver(turn ? a : b);
        }
        settle();
        for (const side of got) {
          expect(side).toHaveLength(sent.length);
          for (const message of side) {
            expect(message.byteOffset % 8).toBe(0);
            expect(Buffer.compare(message, sent[idOf(message)] ?? new Uint8Array())).toBe(0);
          }
          const quiet = side.map(idOf).filter((id) => sizes[id] === 0);
          expect(quiet).toEqual(quiet.toSorted((x, y) => x - y));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('no more than the credit waits in a port, and a small message overtakes a large one', () => {
    const { b, left, right, settle } = cable();
    const [from, to] = [inPieces(left), inPieces(right)];
    const got: number[] = [];
    to.onMessage((message) => got.push(idOf(message)));
    from.onMessage(() => undefined);
    from.post(big(1, 40));
    from.post(big(2, 3));
    expect(b.waiting).toHaveLength(16);
    expect(Math.max(...b.waiting.map(({ length }) => length))).toBe(MOST_IN_PIECE);
    from.post(made(3, 0));
    expect(b.waiting).toHaveLength(17);
    settle();
    expect(got).toEqual([3, 1, 2]);
  });

  it('a connection cut in the middle brings nothing, and a new one begins anew', () => {
    const { b, left, right, cut, deliver, settle } = cable();
    const [from, to] = [inPieces(left), inPieces(right)];
    const got: number[] = [];
    to.onMessage((message) => got.push(idOf(message)));
    from.onMessage(() => undefined);
    from.post(big(1, 5));
    deliver(b);
    deliver(b);
    cut();
    from.post(made(2, 0));
    settle();
    expect(got).toEqual([]);
    const again = cable();
    const fresh = inPieces(again.left);
    inPieces(again.right).onMessage((message) => got.push(idOf(message)));
    fresh.onMessage(() => undefined);
    fresh.post(big(3, 5));
    again.settle();
    expect(got).toEqual([3]);
  });

  const first = (bytes: number): Uint8Array<ArrayBuffer> => {
    const piece = new Uint8Array(16);
    piece[0] = 1;
    new DataView(piece.buffer).setUint32(4, bytes, true);
    return piece;
  };
  it.each([
    ['nothing', new Uint8Array(0)],
    ['a cut head', Uint8Array.of(0, 0, 0)],
    ['an unknown kind', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0)],
    ['an unknown lane', Uint8Array.of(0, 2, 0, 0, 0, 0, 0, 0)],
    ['a piece of nothing', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 1)],
    ['thanks for nothing', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0)],
    ['more than was said', first(4)],
    ['too large a message', first(1001)],
    ['too large a piece', new Uint8Array(MOST_IN_PIECE + 1)],
  ])('%s ends the connection', (_what, raw) => {
    const { left, right, settle, isClosed } = cable();
    let got = 0;
    inPieces(right, 1000).onMessage(() => got++);
    left.post(raw);
    settle();
    expect({ got, closed: isClosed() }).toEqual({ got: 0, closed: true });
  });
});
