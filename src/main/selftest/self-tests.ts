import type { LabEvent } from '../../core/contract/window.ts';
import type { FactOutcome, SelfTest } from '../../core/self-test.ts';
import { Bench, type BenchParts } from '../bench.ts';
import { facts } from './facts.ts';
import { measureFacts } from './measure.ts';

/** Makes the numbers of the lecture again on this computer, one test at a time for all windows, in a trainer process of its own:
 *  what trains meanwhile goes on, and nothing is kept. */
export class SelfTests {
  private readonly parts: BenchParts;
  private readonly tell: (event: LabEvent) => void;
  private stands: SelfTest = { running: false, of: facts.length, outcomes: [], seconds: 0 };
  private bench: Bench | null = null;

  constructor(parts: BenchParts, tell: (event: LabEvent) => void) {
    this.parts = parts;
    this.tell = tell;
  }

  get state(): SelfTest {
    return this.stands;
  }

  /** Begins, unless one is under way. */
  begin(): void {
    if (this.stands.running) return;
    this.set({ running: true, of: facts.length, outcomes: [], seconds: 0 });
    const bench = new Bench(this.parts);
    this.bench = bench;
    void this.work(bench);
  }

  /** Calls it off; what came until now stands. */
  cancel(): void {
    const { bench } = this;
    if (!bench) return;
    this.bench = null;
    bench.close();
    this.set({ ...this.stands, running: false });
  }

  private async work(bench: Bench): Promise<void> {
    const began = performance.now();
    const over = (): boolean => this.bench !== bench;
    const seconds = (): number => (performance.now() - began) / 1000;
    // what cannot be made is no number, and the others are made all the same
    const each = facts.map((fact) => ({ ...fact, measure: (on: Bench) => fact.measure(on).catch(() => NaN) }));
    const done = (outcome: FactOutcome): void => {
      if (!over()) this.set({ ...this.stands, outcomes: [...this.stands.outcomes, outcome], seconds: seconds() });
    };
    await measureFacts(each, bench, done, over);
    if (over()) return;
    this.bench = null;
    bench.close();
    this.set({ ...this.stands, running: false, seconds: seconds() });
  }

  private set(stands: SelfTest): void {
    this.stands = stands;
    this.tell({ type: 'selfTest', selfTest: stands });
  }
}
