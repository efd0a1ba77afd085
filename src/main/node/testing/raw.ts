import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A connection on which bytes are written as they are, and all that comes back. */
export class Raw {
  readonly socket: Socket;
  /** When the other side has ended it. */
  readonly ended: Promise<void>;
  private readonly parts: Buffer[] = [];

  /** @param reads whether it takes what comes */
  constructor(port: number, { reads = true, half = false }: { reads?: boolean; half?: boolean } = {}) {
    this.socket = connect({ host: '127.0.0.1', port, allowHalfOpen: half });
    this.socket.on('error', () => undefined); // cut off is what many of them are to be
    if (reads) this.socket.on('data', (part) => this.parts.push(part));
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
  get text(): string {
    return this.bytes.toString('latin1');
  }

  async open(): Promise<this> {
    await once(this.socket, 'connect');
    return this;
  }

  write(...parts: (string | Uint8Array)[]): this {
    for (const part of parts) this.socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    return this;
  }
}

/** Writes something and waits for the other side to end the connection. @returns the status of every answer */
export async function statuses(port: number, ...parts: (string | Uint8Array)[]): Promise<number[]> {
  const raw = new Raw(port).write(...parts);
  await raw.ended;
  return [...raw.text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}

/** What a browser sends to open a WebSocket. */
export const upgrade = (port: number, headers: Record<string, string> = {}, target = '/'): string => {
  const all = {
    Host: `127.0.0.1:${port}`,
    Origin: `http://127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
};

export const opcodes = { next: 0, text: 1, bytes: 2, close: 8, ping: 9 } as const;

interface Frame {
  opcode: number;
  last?: boolean;
  /** RSV bits, in place. */
  reserved?: number;
  masked?: boolean;
  /** What is said, where that is not the truth. */
  length?: bigint;
}

/** A WebSocket frame, right or wrong [RFC 6455, 5.2]. Its mask is zeros: a legal one, that changes nothing. */
export function frame(
  { opcode, last = true, reserved = 0, masked = true, length }: Frame,
  content: string | Uint8Array = '',
): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  const said = length ?? BigInt(body.length);
  const head = Buffer.alloc(said < 126n && length === undefined ? 2 : said < 65_536n && length === undefined ? 4 : 10);
  head[0] = (last ? 0x80 : 0) | reserved | opcode;
  const mask = masked ? 0x80 : 0;
  if (head.length === 2) head[1] = mask | Number(said);
  else if (head.length === 4) {
    head[1] = mask | 126;
    head.writeUInt16BE(Number(said), 2);
  } else {
    head[1] = mask | 127;
    head.writeBigUInt64BE(said, 2);
  }
  return Buffer.concat(masked ? [head, Buffer.alloc(4), body] : [head, body]);
}

/** The code of the close frame among what a server has sent, after its answer in HTTP. */
export function closeCodeIn(bytes: Buffer): number | undefined {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    const size =
      short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short;
    if (opcode === opcodes.close) return size >= 2 ? bytes.readUInt16BE(at + head) : undefined;
    at += head + size;
  }
  return undefined;
}
