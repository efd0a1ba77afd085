import type { StoredFrame } from '../store/frames.ts';

/** The stored frames of a run in their order, read as they are needed. */
export class StoredRows {
  private readonly read: (after: number) => StoredFrame[];
  private ahead: StoredFrame[] = [];
  private last = -1;
  private all = false;

  /** @param read the next few after an ordinal; none at the end */
  constructor(read: (after: number) => StoredFrame[]) {
    this.read = read;
  }

  /** The first that was not dropped. */
  first(): StoredFrame | undefined {
    if (this.ahead.length === 0) this.more();
    return this.ahead[0];
  }

  /** All of a step. Those before it must have been dropped, or are as good as: `drop` counts them not. */
  of(step: number): StoredFrame[] {
    while (!this.all && (this.ahead.at(-1)?.step ?? -Infinity) <= step) this.more();
    return this.ahead.filter((row) => row.step === step);
  }

  /** Gives up the first few. */
  drop(count: number): void {
    this.ahead.splice(0, count);
  }

  private more(): void {
    if (this.all) return;
    const rows = this.read(this.last);
    this.all = rows.length === 0;
    this.last = rows.at(-1)?.ordinal ?? this.last;
    this.ahead.push(...rows);
  }
}
