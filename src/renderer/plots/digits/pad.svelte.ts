import { normalized, PAD, stroke } from './drawing.ts';

/** A drawing while it is being made. It lives until it is cleared. */
export class Pad {
  /** PAD × PAD ink from 0 to 1, row after row. */
  readonly ink = new Float32Array(PAD * PAD);
  /** Rises with every change of the ink. */
  version = $state(0);

  /** The drawing as MNIST would have it; null while there is none. */
  readonly digit: Float32Array | null = $derived.by(() => (this.version > 0 ? normalized(this.ink) : null));

  /** Draws from one point to another, in shares of the side; `erase` takes away. */
  line(from: readonly [number, number], to: readonly [number, number], erase = false): void {
    stroke(this.ink, from, to, erase);
    this.version++;
  }

  clear(): void {
    this.ink.fill(0);
    this.version++;
  }
}
