import { everyRun, UNDO_MS, type Deletion, type RunQuery } from '../../core/contract/runs.ts';
import { LabError, type LabErrorCode } from '../../core/errors.ts';
import { nameSchema } from '../../core/plan/text.ts';
import { isLive, type RunInfo, type RunStatus } from '../../core/run.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { errorOf } from '../lab/client.ts';
import type { Lab } from '../run/lab.ts';
import { columnOf, type ColumnId } from './columns.ts';
import { Pages } from './pages.svelte.ts';
import { runsView } from './prefs.svelte.ts';
import { Selection } from './selection.svelte.ts';

const standing = (status: RunStatus): string => (isLive(status) ? 'live' : status);

/** The runs of the lab as the page shows them: the rows at hand, kept up to date, what is selected, and what is done to it. */
export class RunList {
  readonly pages: Pages;
  readonly selection: Selection;
  renaming = $state<number | null>(null);
  /** What is wrong with the name that is being given; empty for nothing. */
  badName = $state('');
  message = $state('');
  /** The newest deletion that can still be undone. */
  deleted = $state.raw<Deletion | null>(null);

  /** The run under the keyboard, if it is selected; else the first that is. */
  readonly current: RunInfo | null = $derived.by(() => {
    const { row, runs } = this.selection;
    if (row?.kind === 'run' && this.selection.has(row.info.id)) return row.info;
    const [first] = runs;
    return first === undefined ? null : (this.pages.rowOf(first)?.info ?? null);
  });

  /** The failure that `message` says, if it says one. */
  private failure: LabErrorCode | null = null;
  private readonly lab: Lab;
  /** How runs stood when they were heard of last. */
  private readonly known: Record<number, string> = {};
  private undoTimer: ReturnType<typeof setTimeout> | undefined;
  private asked: 'same' | 'order' | 'runs' = 'same';
  private begun = false;
  /** Counts the questions whose answers are looked at from the top. */
  top = $state(0);

  constructor(lab: Lab) {
    this.lab = lab;
    this.pages = new Pages(
      lab,
      () => ({ query: runsView.query, columns: runsView.fields }),
      (error) => this.failed(error),
    );
    this.selection = new Selection(this.pages, async (from, count) => {
      const { value } = await lab.call('runIds', { ...runsView.query, from, count });
      return value.runs;
    });
    this.pages.onrows = () => {
      if (this.selection.index === null && this.asked === 'same' && !this.begun) this.selection.go(0);
      this.begun = true;
      this.selection.settle(this.asked);
      this.asked = 'same';
      this.remember(this.pages.summary?.deleted ?? null);
    };
  }

  /** Loads the runs and follows the lab's news. Returns how to stop. */
  follow(): () => void {
    const forget = [
      this.lab.onOpen(() => this.pages.ask()),
      this.lab.onEvent((event) => {
        if (event.type === 'run') this.heard(event.info);
        else if (event.type === 'runsDeleted') {
          this.selection.drop(event.runs);
          this.pages.soon();
        } else if (['runsRestored', 'runsNoted', 'taken', 'sweep', 'sweepDeleted'].includes(event.type))
          this.pages.soon();
        else if (event.type === 'failure') this.say(errorOf(event.failure));
        else if (event.type === 'over' && event.code === this.failure) this.clear();
      }),
    ];
    this.pages.ask();
    return () => {
      for (const stop of forget) stop();
      this.pages.stop();
      clearTimeout(this.undoTimer);
    };
  }

  /** Asks for other runs, or another order; what is selected stays where it is among them. */
  ask(change: Partial<RunQuery>): void {
    runsView.ask(change);
    const runs = 'search' in change || 'hidden' in change || 'tags' in change;
    this.asked = runs ? 'runs' : 'order';
    if (!('turned' in change)) this.top++;
    this.pages.ask();
  }

  clearFilters(): void {
    this.ask({ search: '', tags: [], hidden: { status: [], data: [], init: [] } });
  }

  sortBy(id: ColumnId): void {
    const { sort, first } = columnOf(id);
    const now = runsView.query.sort;
    if (sort) this.ask({ sort: { by: sort, down: now.by === sort ? !now.down : first === 'down' } });
  }

  /** Folds a group that is open, or opens it. */
  turn(key: number): void {
    const { turned } = runsView.query;
    this.ask({ turned: turned.includes(key) ? turned.filter((one) => one !== key) : [...turned, key] });
  }

  toggleColumn(id: ColumnId): void {
    runsView.toggle(id);
    this.pages.ask();
  }

  /** Goes so many rows further, and selects that row, or all on the way. */
  move(by: number, extending: boolean): void {
    const last = this.pages.total - 1;
    if (last < 0) return;
    const now = this.selection.index;
    const next = now === null ? (by === Infinity ? last : 0) : Math.max(0, Math.min(last, now + by));
    if (extending && now !== null) void this.attempt(() => this.selection.extend(next));
    else this.selection.go(next);
  }

  /** Shows a run: on its row, or where that is not at hand, alone. */
  goToRun(run: number): void {
    const index = this.pages.indexOf(String(run));
    if (index === null) {
      const { hidden, tags } = everyRun;
      this.ask({ hidden, tags, search: `#${run}` });
      this.selection.goTo(runsView.query.group === 'none' ? 0 : 1);
    } else this.selection.go(index);
  }

  /** Selects every run that passes. */
  async selectAll(): Promise<void> {
    await this.attempt(async () => {
      const query = { ...runsView.query, group: 'none' as const };
      const { value } = await this.lab.call('runIds', { ...query, from: 0, count: 100_000 });
      this.selection.select(value.runs);
      this.selection.index ??= 0;
    });
  }

  /** Gives a run another name; one that it may not have stays where it is typed, and is said to be bad. */
  async rename(run: number, name: string): Promise<void> {
    const wanted = name.trim();
    this.badName = nameSchema.safeParse(wanted).success ? '' : wanted === '' ? m.runs_name_empty() : m.runs_name_bad();
    if (this.badName !== '') return;
    this.renaming = null;
    if (wanted === this.pages.rowOf(run)?.info.name) return;
    await this.attempt(async () => {
      this.pages.put((await this.lab.call('renameRun', { run, name: wanted })).value);
      if (runsView.query.sort.by === 'name') this.pages.soon();
    });
  }

  /** Ends the naming of a run without a new name. */
  keepName(): void {
    this.renaming = null;
    this.badName = '';
  }

  /** Deletes what is selected. The row that comes after it is selected then. */
  async delete(): Promise<void> {
    const { runs, index } = this.selection;
    if (runs.length === 0) return;
    const next = index === null ? 0 : runs.length === 1 ? index : Math.max(0, index - runs.length + 1);
    await this.attempt(async () => {
      await this.lab.call('deleteRuns', { runs: [...runs] });
      this.selection.goTo(next);
      this.pages.ask();
    });
  }

  async undoDelete(): Promise<void> {
    const { deleted } = this;
    if (!deleted) return;
    this.remember(null);
    await this.attempt(async () => {
      const { value } = await this.lab.call('restoreRuns', { at: deleted.at });
      this.selection.select(value.runs);
      this.pages.ask();
    });
  }

  async tag(add: readonly string[], remove: readonly string[] = []): Promise<void> {
    const { runs } = this.selection;
    if (runs.length === 0) return;
    await this.attempt(() => this.lab.call('tagRuns', { runs: [...runs], add: [...add], remove: [...remove] }));
  }

  /** Takes back what was said. */
  clear(): void {
    this.message = '';
    this.failure = null;
  }

  /** Does something with the lab; an expected failure becomes the message line, anything else is a bug. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    const { message } = this;
    try {
      await action();
      if (this.message === message) this.clear(); // something else was done since
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (!(error instanceof LabError)) throw error;
    // a lost connection is said by the window, and the list loads again after it
    if (error.code !== 'disconnected') this.say(error);
  }

  private say(error: LabError): void {
    this.message = errorSentence(error);
    this.failure = error.code;
  }

  /** A run moved on: its row shows it. What is new, or stands otherwise than before, has another place. */
  private heard(info: RunInfo): void {
    const { id, progress } = info;
    const before = this.known[id] ?? this.standingOf(id);
    const now = standing(progress.status);
    this.known[id] = now;
    this.pages.put(info);
    if (before !== now || (this.pages.live > 1 && this.byResult)) this.pages.soon();
  }

  private standingOf(run: number): string | undefined {
    const row = this.pages.rowOf(run);
    return row ? standing(row.info.progress.status) : undefined;
  }

  private get byResult(): boolean {
    return ['train', 'test', 'gap', 'accuracy', 'step', 'seconds', 'bytes'].includes(runsView.query.sort.by);
  }

  /** Offers to undo a deletion as long as it can be undone. */
  private remember(deletion: Deletion | null): void {
    clearTimeout(this.undoTimer);
    this.deleted = deletion;
    if (!deletion) return;
    const left = Math.min(UNDO_MS, deletion.at + UNDO_MS - Date.now()); // no more, though the clock was set back
    if (left <= 0) this.deleted = null;
    else this.undoTimer = setTimeout(() => this.pages.soon(), left);
  }
}
