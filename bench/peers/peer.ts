// What the driver asks of everybody it measures.
import type { Network } from '../networks.ts';

export interface Runner {
  /** Takes steps (forward, loss, backward, update), each on the next of the batches; gives the mean loss per example of
   *  the last one, as its forward pass found it. */
  steps(count: number): number | Promise<number>;
  close(): void;
}

export interface Peer {
  name: string;
  threads: number;
  /** The column of the table; of several peers with the same one the faster counts. */
  column: string;
  /** What it does otherwise than the networks say, if anything: then its loss may differ. */
  differs?: string;
  /** Starts at the initial weights and the first batch; null for a network that it cannot do. */
  open(network: Network): Promise<Runner | null>;
  /** Ends what outlives the runners. */
  close?(): void;
}
