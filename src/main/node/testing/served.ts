// The server in a process of its own, whose memory can be asked for. A window gets back what it sends; after a byte of 255 it
// gets as much as the server will hold.
import { startServer } from '../server.ts';

/** What it says, to begin with and when it is asked. */
export interface Said {
  port: number;
  token: string;
  /** Bytes of memory, at most so far. */
  memory: number;
  /** Windows that are connected. */
  windows: number;
  /** Messages that a window was given until it was cut off. */
  given: number;
}

let windows = 0;
let given = 0;
const page = { mime: 'text/html; charset=utf-8', bytes: Buffer.alloc(200_000, 'x') };
const server = await startServer({
  files: new Map([['/', page]]),
  connect(port) {
    let open = true;
    windows++;
    port.onClose(() => {
      open = false;
      windows--;
    });
    const flood = (): void => {
      if (!open) return;
      given++;
      port.post(new Uint8Array(2 ** 18));
      setImmediate(flood);
    };
    port.onMessage((message) => (message[0] === 255 ? flood() : port.post(new Uint8Array(message))));
  },
});
const say = (): void => {
  const { port, token } = server;
  const said: Said = { port, token, memory: process.resourceUsage().maxRSS * 1024, windows, given };
  process.send?.(said);
};
process.on('message', say);
say();
