import type { FactOutcome } from '../../core/self-test.ts';
import type { Bench } from '../bench.ts';
import { holds, type Fact } from './fact.ts';

/** Makes numbers again, one after the other. @param done told of each as it is there @param over asked before each */
export async function measureFacts(
  all: readonly Fact[],
  bench: Bench,
  done: (outcome: FactOutcome) => void,
  over: () => boolean = () => false,
): Promise<void> {
  for (const fact of all) {
    if (over()) return;
    const got = await fact.measure(bench);
    const { id, what, want } = fact;
    done({ id, what, want, got: Number.isNaN(got) ? null : got, passed: holds(fact, got) });
  }
}
