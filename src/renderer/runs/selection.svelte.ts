import type { ListRow } from '../../core/contract/runs.ts';
import { setOf } from './ids.ts';
import { keyOf, type Pages } from './pages.svelte.ts';

/** Which runs are selected, and on which row the keyboard is. */
export class Selection {
  /** In the order they were selected. */
  runs = $state.raw<readonly number[]>([]);
  /** The row of the keyboard; null before the first. */
  index = $state<number | null>(null);
  /** After a run was selected or no longer. */
  onselect: (runs: readonly number[]) => void = () => undefined;
  private readonly set: ReadonlySet<number> = $derived(setOf(this.runs));
  private anchor = 0;
  private key = '';
  /** What is to be done when the row under the keyboard has come. */
  private waits = false;
  private readonly pages: Pages;
  private readonly between: (from: number, count: number) => Promise<number[]>;

  /** @param between asks which runs are in a stretch of rows */
  constructor(pages: Pages, between: Selection['between']) {
    this.pages = pages;
    this.between = between;
  }

  has(run: number): boolean {
    return this.set.has(run);
  }

  /** The row of the keyboard, when it is at hand. */
  get row(): ListRow | null {
    return this.index === null ? null : this.pages.at(this.index);
  }

  /** Goes to a row and selects it alone. */
  go(index: number): void {
    this.at(index);
    this.anchor = index;
    this.waits = true;
    if (!this.row) this.select([]); // until it has come
    this.settle();
  }

  /** Adds a row to the selection, or takes it out of it. */
  toggle(index: number): void {
    this.at(index);
    this.anchor = index;
    const row = this.pages.at(index);
    if (row?.kind !== 'run') return;
    const { id } = row.info;
    this.select(this.has(id) ? this.runs.filter((run) => run !== id) : [...this.runs, id]);
  }

  /** Selects what is between here and the row where the selection began. */
  async extend(index: number): Promise<void> {
    this.at(index);
    const from = Math.min(index, this.anchor);
    const to = Math.max(index, this.anchor);
    const runs: number[] = [];
    for (let i = from; i <= to; i++) {
      const row = this.pages.at(i);
      if (row === null) {
        const all = await this.between(from, to - from + 1);
        if (this.index === index) this.select(all);
        return;
      }
      if (row.kind === 'run') runs.push(row.info.id);
    }
    this.select(runs);
  }

  select(runs: readonly number[]): void {
    this.runs = runs;
    this.onselect(runs);
  }

  /** Takes runs that are gone out of it. */
  drop(gone: readonly number[]): void {
    const all = setOf(gone);
    if (this.runs.some((run) => all.has(run))) this.select(this.runs.filter((run) => !all.has(run)));
  }

  /** Goes to a row that has yet to come, and selects it alone then. */
  goTo(index: number): void {
    this.index = this.anchor = index;
    this.key = '';
    this.waits = true;
  }

  /** Rows have come: the keyboard stays on its row where that moved. @param asked what they answer: the same question as before,
   *  for the same runs in another order, or for other runs */
  settle(asked: 'same' | 'order' | 'runs' = 'same'): void {
    if (this.index === null) return;
    if (this.index >= this.pages.total) this.index = this.pages.total > 0 ? this.pages.total - 1 : null;
    const { row } = this;
    if (this.waits) {
      if (!row) return;
      this.waits = false;
      this.key = keyOf(row);
      this.select(row.kind === 'run' ? [row.info.id] : []);
      return;
    }
    const now = this.key ? this.pages.indexOf(this.key) : null;
    if (now !== null) {
      this.anchor += now - (this.index ?? now);
      this.index = now;
    } else if (asked !== 'same') this.index = null;
    // what is not seen any more must not be deleted with what is
    if (asked === 'runs') this.select(now === null ? [] : this.runs.filter((run) => String(run) === this.key));
  }

  private at(index: number): void {
    this.index = index;
    const row = this.pages.at(index);
    this.key = row ? keyOf(row) : '';
    this.waits = false;
  }
}
