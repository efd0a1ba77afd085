import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { MOST_IN_PIECE, type PiecePort } from '../../core/contract/pieces.ts';
import { siteHeaders } from '../site.ts';
import type { ServedFile } from './files.ts';
import { mayBeOurs } from './peer.ts';
import { SocketPort } from './socket-port.ts';
import { Strangers } from './strangers.ts';

// Imported, it would load Node's client for WebSockets too, all of undici: 50 ms that nothing here needs.
const { createServer } = process.getBuiltinModule('node:http');

/** Only this machine can reach it; `localhost` would be another origin. */
const ADDRESS = '127.0.0.1';
/** Close code for a socket whose first message was not the token. */
export const NO_TOKEN = 4401;
/** Milliseconds for a stranger to say what it wants: headers, a whole request, the token. */
const DEADLINE = 5000;
/** Milliseconds in which nothing moves, until a connection that is no window's is ended: who reads nothing of an answer. */
const STILL = 30_000;
/** Where an invitation leads. The path is always the same: by it Chromium remembers the place of a window. */
const INVITATION = '/open?';

const secret = (): string => randomBytes(32).toString('base64url'); // 256 bits

const headers = { ...siteHeaders, 'Cache-Control': 'no-store' }; // the port is another next time

/** What the server needs. */
export interface ServerOptions {
  files: ReadonlyMap<string, ServedFile>;
  /** Called for every window that has shown the token. */
  connect: (port: PiecePort) => void;
  /** 0 or none: any free one. */
  port?: number;
  /** The id of a lesson that the window opens. */
  lesson?: string | undefined;
}

/** A server that runs. */
export interface Server {
  /** With the token in its fragment, which browsers send nobody. */
  url: string;
  port: number;
  token: string;
  /** An address for a command line, which other users of the machine can read: it leads to `url`, once. An earlier one is
   *  no longer valid. */
  invite(): string;
  /** Ends the connections of all windows, which come back by themselves. */
  drop(): void;
  close(): Promise<void>;
}

/** Serves the window's files and a WebSocket on 127.0.0.1, to who was given the token.
 *  Host and Origin must be exactly ours: a page elsewhere, or a name that resolves here (DNS rebinding), gets nothing.
 *  @throws Error when the port is taken */
export async function startServer({ files, connect, port: wanted = 0, lesson }: ServerOptions): Promise<Server> {
  const token = secret();
  const fragment = `#${token}${lesson === undefined ? '' : `&lesson=${encodeURIComponent(lesson)}`}`;
  let invitation: string | undefined;
  const limits = {
    joinDuplicateHeaders: true, // two Hosts are none of ours; without it the second is left out in silence
    headersTimeout: DEADLINE,
    requestTimeout: DEADLINE,
    connectionsCheckingInterval: 1000,
  };
  const strangers = new Strangers();
  const http = createServer(limits, (request, response) => {
    if (request.method === 'GET' && request.url?.startsWith(INVITATION) && isOurs(request, origin))
      admitGuest(request, response);
    else answer(request, response, files, origin);
  });
  http.setTimeout(STILL);
  http.on('connection', (stream: Duplex) => strangers.add(stream));
  const admitGuest = ({ url, socket }: IncomingMessage, response: ServerResponse): void => {
    const invited = invitation !== undefined && equal(Buffer.from(String(url)), Buffer.from(INVITATION + invitation));
    if (invited && mayBeOurs(port, socket.remotePort ?? 0)) {
      invitation = undefined;
      response.writeHead(303, { ...headers, Location: `/${fragment}` }).end();
    } else {
      response.writeHead(403, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('This address has opened the lab once and does so no more. Take the one in the terminal.');
    }
  };
  const ways = {
    noServer: true,
    maxPayload: MOST_IN_PIECE,
    perMessageDeflate: false,
    closeTimeout: DEADLINE, // not in the typings
  };
  const sockets = new WebSocketServer(ways);
  http.on('upgrade', (request, stream: Duplex, head) => {
    if (!isOurs(request, origin) || request.headers.origin !== origin || request.url !== '/') {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => stream.destroy());
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) =>
      admit(socket, token, (port) => {
        strangers.letIn(stream);
        connect(port);
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(wanted, ADDRESS, resolve);
  });
  const { port } = http.address() as AddressInfo;
  const origin = `http://${ADDRESS}:${port}`;
  return {
    url: `${origin}/${fragment}`,
    port,
    token,
    drop() {
      for (const socket of sockets.clients) socket.terminate();
    },
    invite: () => origin + INVITATION + (invitation = secret()),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** Host is exactly ours, and Origin too where the browser names one (it names none for a page opened by hand). */
const isOurs = ({ headers: { host, origin: from } }: IncomingMessage, origin: string): boolean =>
  `http://${host}` === origin && (from === undefined || from === origin);

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, ServedFile>,
  origin: string,
): void {
  const { method, url = '' } = request;
  const head = method === 'HEAD';
  const refuse = (status: number, text: string, more: Record<string, string> = {}): void => {
    // what follows on the connection, a body say, is nobody's second request
    const last = { Connection: 'close', 'Content-Type': 'text/plain; charset=utf-8' };
    response.writeHead(status, { ...headers, ...more, ...last });
    response.end(head ? undefined : text);
  };
  if (!isOurs(request, origin)) {
    refuse(403, 'Forbidden');
    return;
  }
  if (method !== 'GET' && !head) {
    refuse(405, 'Only GET and HEAD', { Allow: 'GET, HEAD' });
    return;
  }
  const file = files.get(url.split('?', 1)[0] ?? '');
  if (!file) {
    refuse(404, 'Not found');
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': file.mime, 'Content-Length': file.bytes.length });
  response.end(head ? undefined : file.bytes);
}

/** Lets a socket in when its first message is the token, as text, within the deadline. */
function admit(socket: WebSocket, token: string, connect: (port: PiecePort) => void): void {
  const deadline = setTimeout(() => socket.close(NO_TOKEN), DEADLINE);
  socket.on('close', () => clearTimeout(deadline));
  socket.on('error', () => undefined); // too large, or no WebSocket frame at all: ws says which, and ends it
  socket.once('message', (data, isBinary) => {
    clearTimeout(deadline);
    if (!isBinary && data instanceof Uint8Array && equal(data, Buffer.from(token))) connect(new SocketPort(socket));
    else socket.close(NO_TOKEN);
  });
}

/** Compares in a time that does not depend on where they differ; digests, because lengths may differ as well. */
const equal = (a: Uint8Array, b: Uint8Array): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
