import type { Layer } from '../../../core/plan/schema.ts';
import { legalMoves } from '../../document/arrange.ts';

/** The move that a wire from the output of block `a` to the input of block `b` means, −1 being the data and `network.length`
 *  the loss: b comes right after a; into the loss, a becomes the last layer. Null where that is not possible, or so already. */
export function moveOf(network: readonly Layer[], a: number, b: number): { from: number; gap: number } | null {
  const [from, gap] = b === network.length ? [a, b] : [b, a + 1];
  if (!network[from] || a === b || a === network.length || b < 0) return null;
  return legalMoves(network, [from]).includes(gap) ? { from, gap } : null;
}
