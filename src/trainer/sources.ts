import { sourceKeyOf, sourceFrom, type Source } from '../core/examples.ts';
import type { Plan } from '../core/plan/schema.ts';

/** What plans take their examples from, as main has handed it over. */
export class Sources {
  private readonly kept = new Map<string, Source>();

  /** @param drop the key of what is no longer wanted; whoever still works with it keeps it until then */
  put(key: string, file: Uint8Array, drop: string | undefined): void {
    if (drop !== undefined) this.kept.delete(drop);
    this.kept.set(key, sourceFrom(key, file));
  }

  /** What a plan takes its examples from; null where they follow from the plan. */
  of({ data }: Plan): Source | null {
    const key = sourceKeyOf(data);
    return key === null ? null : (this.kept.get(key) ?? null);
  }
}
