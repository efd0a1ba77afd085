import { decoder, encoder } from '../text-bytes.ts';

/** A message between window and lab: a JSON header and bytes. The same bytes over a WebSocket and a preload port:
 *  u32 LE length of the header, the header in UTF-8, zeros up to a multiple of 8, the payload. */
export interface Port {
  post(message: Uint8Array<ArrayBuffer>): void;
  onMessage(listener: (message: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

const round8 = (n: number): number => Math.ceil(n / 8) * 8;
const NOTHING = new Uint8Array(0);

export function encodeMessage(header: unknown, payload: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(JSON.stringify(header));
  const start = round8(4 + text.length);
  const size = payload.reduce((sum, part) => sum + round8(part.length), start);
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  let offset = start;
  for (const part of payload) {
    message.set(part, offset);
    offset += round8(part.length);
  }
  return message;
}

/** Takes a message apart; the payload is a view. Throws when it is cut short or its header is not JSON in UTF-8. */
export function decodeMessage(message: Uint8Array): { header: unknown; payload: Uint8Array } {
  if (message.length < 4) throw new Error('message is cut short');
  const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0, true);
  if (4 + length > message.length) throw new Error('message is cut short');
  const header: unknown = JSON.parse(decoder.decode(message.subarray(4, 4 + length)));
  const start = round8(4 + length);
  return { header, payload: start < message.length ? message.subarray(start) : NOTHING };
}

/** Whether bytes follow the header of a message. */
export function hasPayload(message: Uint8Array): boolean {
  if (message.length < 4) return false;
  const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0, true);
  return round8(4 + length) < message.length;
}

/** Where the parts of a payload lie, by the same rule as encodeMessage. */
export function offsetsOf(lengths: readonly number[]): number[] {
  let offset = 0;
  return lengths.map((length) => {
    const here = offset;
    offset += round8(length);
    return here;
  });
}
