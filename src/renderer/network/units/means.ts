import type { Placed } from './layout.ts';

/** Of a variable, column by column: the mean over the batch and the mean magnitude; and the largest of each. */
interface Mean {
  mean: Float32Array;
  size: Float32Array;
  most: number;
}

/** Means over the batch, worked out once for what they are of. */
export class Means {
  private readonly known = new Map<string, { of: unknown; result: Mean }>();

  /** Null where the values are not known. */
  get({ variable, width }: Placed, values: ArrayLike<number> | null): Mean | null {
    if (!values || values.length === 0) return null;
    const found = this.known.get(variable);
    if (found?.of === values) return found.result;
    const rows = values.length / width;
    const mean = new Float32Array(width);
    const size = new Float32Array(width);
    for (let i = 0; i < values.length; i++) {
      const v = values[i] ?? 0;
      const j = i % width;
      mean[j] = (mean[j] ?? 0) + v / rows;
      size[j] = (size[j] ?? 0) + Math.abs(v) / rows;
    }
    let most = 0;
    for (const s of size) if (s > most && s < Infinity) most = s;
    const result = { mean, size, most };
    this.known.set(variable, { of: values, result });
    return result;
  }
}
