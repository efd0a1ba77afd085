import type { ListRow, RunQuery, RunsSummary } from '../../core/contract/runs.ts';
import type { PlanFieldId } from '../../core/compare/plan-fields.ts';
import { isLive, type RunInfo } from '../../core/run.ts';
import type { Lab } from '../run/lab.ts';

/** Rows that are asked for at one go, and that are kept around those on screen. */
const PAGE = 50;
const KEPT = 600;
/** Milliseconds between two askings because of what the lab told. */
const PAUSE = 250;

/** What a row is known by. */
export const keyOf = (row: ListRow): string => (row.kind === 'run' ? String(row.info.id) : `group ${row.key}`);

/** The rows of the list around those on screen, asked of the lab as they come near, and anew when they are other rows. */
export class Pages {
  summary = $state.raw<RunsSummary | null>(null);
  /** By their place; sparse. */
  private rows = $state.raw<readonly (ListRow | undefined)[]>([]);
  private readonly lab: Lab;
  private readonly question: () => { query: RunQuery; columns: PlanFieldId[] };
  private readonly failed: (error: unknown) => void;
  /** After rows have come. */
  onrows: () => void = () => undefined;
  private first = 0;
  private last = PAGE;
  /** Which question the rows answer, and which is the newest. */
  private generation = 0;
  private stale = true;
  private busy = false;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: Lab, question: Pages['question'], failed: (error: unknown) => void) {
    this.lab = lab;
    this.question = question;
    this.failed = failed;
  }

  get total(): number {
    return this.summary?.total ?? 0;
  }

  at(index: number): ListRow | null {
    return this.rows[index] ?? null;
  }

  /** Where a row is, of those at hand. */
  indexOf(key: string): number | null {
    const index = this.rows.findIndex((row) => row !== undefined && keyOf(row) === key);
    return index < 0 ? null : index;
  }

  /** The row of a run, of those at hand. */
  rowOf(run: number): Extract<ListRow, { kind: 'run' }> | null {
    const index = this.indexOf(String(run));
    const row = index === null ? null : this.at(index);
    return row?.kind === 'run' ? row : null;
  }

  /** How many of the rows at hand can take steps. */
  get live(): number {
    return this.rows.filter((row) => row?.kind === 'run' && isLive(row.info.progress.status)).length;
  }

  /** Has the rows of a stretch at hand. */
  want(first: number, last: number): void {
    this.first = first;
    this.last = last;
    void this.fetch();
  }

  /** Puts the newest of a run in its row. */
  put(info: RunInfo): void {
    const index = this.indexOf(String(info.id));
    const row = index === null ? null : this.at(index);
    if (index === null || row?.kind !== 'run') return;
    this.rows = this.rows.with(index, { ...row, info });
  }

  /** Asks anew, for another question or other runs. */
  ask(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.generation++;
    this.stale = true;
    void this.fetch();
  }

  /** Asks anew, at most four times a second. */
  soon(): void {
    this.timer ??= setTimeout(() => this.ask(), Math.max(0, this.asked + PAUSE - performance.now()));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Fetches what is missing, one answer at a time; on a fast scroll the pages that were passed are never asked for. */
  private async fetch(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let wanted = this.missing(); wanted; wanted = this.missing()) await this.load(wanted);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  private missing(): { from: number; count: number } | null {
    // no more than is drawn, so that an answer to what is typed is small
    if (this.stale) return { from: this.first, count: Math.min(500, Math.max(1, this.last - this.first)) };
    for (let at = this.first; at < Math.min(this.last, this.total); at++)
      if (!this.rows[at]) return { from: Math.floor(at / PAGE) * PAGE, count: PAGE };
    return null;
  }

  private async load({ from, count }: { from: number; count: number }): Promise<void> {
    const { generation, stale } = this;
    const { query, columns } = this.question();
    this.stale = false;
    if (stale) this.asked = performance.now();
    const { value } = await this.lab
      .call('runs', { ...query, from, count, columns, summary: stale })
      .catch((error: unknown) => {
        this.stale ||= stale;
        throw error;
      });
    if (generation !== this.generation) return;
    const rows = stale ? [] : this.near(from);
    value.rows.forEach((row, i) => (rows[from + i] = row));
    this.rows = rows;
    if (value.summary) this.summary = value.summary;
    // there were fewer than thought: what is beyond is no row, and is not asked for again
    if (!stale && value.rows.length < Math.min(count, this.total - from)) this.soon();
    this.onrows();
  }

  /** Those at hand, without what is far. */
  private near(index: number): (ListRow | undefined)[] {
    const all: (ListRow | undefined)[] = [];
    this.rows.forEach((row, at) => {
      if (Math.abs(at - index) < KEPT) all[at] = row;
    });
    return all;
  }
}
