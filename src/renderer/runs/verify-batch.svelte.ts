import { LabError } from '../../core/errors.ts';
import { isReproduced } from '../../core/verification.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { getLocale, m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';
import type { Lab } from '../run/lab.ts';
import { setOf } from './ids.ts';

/** So many of those that were not reproduced are named. */
const MOST_NAMED = 8;

/** Several runs that are verified by one press of a key: how many are done, and what came of them together. The lab has the
 *  queue. */
export class VerifyBatch {
  /** The runs it was pressed for; none before. */
  asked = $state.raw<readonly number[]>([]);
  /** Those that are still to be told of. */
  private open = $state.raw<ReadonlySet<number>>(setOf([]));
  private same = $state.raw<readonly number[]>([]);
  private differ = $state.raw<readonly number[]>([]);
  /** Live, or with nothing stored: the lab does not verify them. */
  private leftOut = $state(0);
  private refused = $state('');
  /** What runs were called when they were heard of last. */
  private readonly heard: Record<number, string> = {};
  private readonly lab: Lab;
  private readonly nameOf: (run: number) => string | undefined;

  /** @param nameOf the name of a run whose row is at hand */
  constructor(lab: Lab, nameOf: VerifyBatch['nameOf']) {
    this.lab = lab;
    this.nameOf = nameOf;
  }

  get busy(): boolean {
    return this.open.size > 0;
  }
  get done(): number {
    return this.same.length + this.differ.length;
  }
  get of(): number {
    return this.done + this.open.size;
  }

  /** Follows the lab's news. Returns how to stop. */
  follow(): () => void {
    const forget = [
      // another lab may be there now, which verifies nothing
      this.lab.onOpen(() => this.reset([])),
      this.lab.onEvent((event) => {
        if (event.type === 'run') this.hear(event.info.id, event.info.name);
        else if (event.type === 'runsDeleted') for (const run of event.runs) this.drop(run);
        else if (event.type === 'verified' && this.open.has(event.run)) {
          const { run, verification } = event;
          if (verification && isReproduced(verification)) this.same = [...this.same, run];
          else if (verification) this.differ = [...this.differ, run];
          this.drop(run);
        }
      }),
    ];
    return () => {
      for (const stop of forget) stop();
    };
  }

  /** Asks for all of them; those that the lab does not verify are left out. */
  async begin(runs: readonly number[]): Promise<void> {
    if (this.busy) return;
    this.reset(runs);
    this.open = setOf(runs);
    for (const run of runs) this.hear(run, this.nameOf(run));
    for (const run of runs) {
      if (!this.open.has(run)) continue; // called off meanwhile
      try {
        await this.lab.call('verify', { run });
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        this.drop(run);
        if (['verify-live', 'verify-empty', 'run-unknown'].includes(error.code)) this.leftOut++;
        else {
          this.fail(error, runs.slice(runs.indexOf(run)));
          return;
        }
      }
    }
  }

  /** Calls off those that are left, the last first: the one under way ends when none waits behind it. */
  async cancel(): Promise<void> {
    const left = [...this.open].toReversed();
    this.open = setOf([]);
    await Promise.all(left.map((run) => this.lab.call('cancelVerify', { run }))).catch((error: unknown) => {
      if (!(error instanceof LabError)) throw error;
    });
  }

  /** What came of them, in a line; empty before all have ended. */
  get sentence(): string {
    if (this.busy || this.asked.length === 0) return '';
    const { leftOut } = this;
    return [
      this.refused,
      this.done > 0 ? this.found() : '',
      leftOut > 0 ? m.verify_many_left_out({ n: leftOut, shown: int(leftOut) }) : '',
    ]
      .filter(Boolean)
      .join(' ');
  }
  /** Whether it is one to look into. */
  get isBad(): boolean {
    return this.differ.length > 0 || this.refused !== '';
  }

  private found(): string {
    const { same, differ, done } = this;
    const counts = { same: int(same.length), of: int(done) };
    if (differ.length === 0) return m.verify_many_same(counts);
    const named = differ.slice(0, MOST_NAMED).map((run) => this.heard[run] ?? `#${run}`);
    const names = new Intl.ListFormat(getLocale(), { type: 'unit' }).format(named);
    const more = differ.length - named.length;
    return m.verify_many_differ({
      ...counts,
      n: differ.length,
      shown: int(differ.length),
      names: more > 0 ? m.verify_many_more({ names, n: int(more) }) : names,
    });
  }

  private reset(asked: readonly number[]): void {
    this.asked = asked;
    this.open = setOf([]);
    [this.same, this.differ] = [[], []];
    this.leftOut = 0;
    this.refused = '';
  }

  private hear(run: number, name: string | undefined): void {
    if (name !== undefined && this.open.has(run)) this.heard[run] = name;
  }

  private drop(run: number): void {
    if (this.open.has(run)) this.open = setOf([...this.open].filter((one) => one !== run));
  }

  /** The lab takes no more: those that it has come to their end, the others were never asked for. */
  private fail(error: LabError, others: readonly number[]): void {
    const never = setOf(others);
    this.open = setOf([...this.open].filter((run) => !never.has(run)));
    // a lost connection is said by the window
    if (error.code !== 'disconnected') this.refused = errorSentence(error);
  }
}
