import type { Duplex } from 'node:stream';

/** Connections that have not shown the token. A browser that loads the window has a handful at a time, for some milliseconds;
 *  whoever opens more shuts out nobody, since the oldest goes. */
export const MOST_STRANGERS = 256;

/** Keeps count of them. */
export class Strangers {
  // in the order in which they came
  private readonly connections = new Set<Duplex>();

  /** Counts a connection until it closes or is let in. */
  add(connection: Duplex): void {
    const [oldest] = this.connections;
    if (oldest && this.connections.size >= MOST_STRANGERS) {
      this.connections.delete(oldest); // its `close` comes later
      oldest.destroy();
    }
    this.connections.add(connection);
    connection.once('close', () => this.connections.delete(connection));
  }

  /** It has shown the token. */
  letIn(connection: Duplex): void {
    this.connections.delete(connection);
  }
}
