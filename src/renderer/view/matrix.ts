import type { Matrix } from '../../core/matrix.ts';

export type { Matrix } from '../../core/matrix.ts';

/** Matrices by name, as long as what they are made from stays the same. */
export class MatrixCache {
  private readonly found = new Map<string, Matrix | null>();
  private of: readonly unknown[] = [];

  /** @param of what the matrix depends on, compared by identity */
  get(name: string, of: readonly unknown[], make: () => Matrix | null): Matrix | null {
    if (of.length !== this.of.length || of.some((part, i) => part !== this.of[i])) this.found.clear();
    this.of = of;
    let matrix = this.found.get(name);
    if (matrix === undefined) {
      matrix = make();
      this.found.set(name, matrix);
    }
    return matrix;
  }
}
