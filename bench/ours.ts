// Our own engine as a contestant. Until it is here the table has no column for it.
import type { Peer } from './peers/peer.ts';

/** The engine on so many threads; null while there is none to measure. */
export function ours(_threads: number): Peer | null {
  return null;
}
