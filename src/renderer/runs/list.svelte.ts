import type { ControlAction } from '../../core/contract/trainer.ts';
import { LabError, type LabErrorCode } from '../../core/errors.ts';
import type { RunInfo } from '../../core/run.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { nameSchema } from '../../core/plan/text.ts';
import { errorOf } from '../lab/client.ts';
import type { Lab } from '../run/lab.ts';
import { columns, sorted, type Column, type ColumnId, type Sorting } from './columns.ts';
import { nothingHidden, passes, type FacetId, type Hidden } from './filters.ts';

/** How long a deletion can be undone. */
const UNDO_MS = 8000;

/** All runs of the lab, kept up to date; what is searched, filtered, sorted and selected. */
export class RunList {
  all = $state.raw<RunInfo[]>([]);
  loaded = $state(false);
  search = $state('');
  hidden = $state.raw<Hidden>(nothingHidden);
  sorting = $state.raw<Sorting>({ by: 'started', down: true });
  selected = $state<number | null>(null);
  renaming = $state<number | null>(null);
  /** Deleted in this window, and not yet in the lab. */
  deleting = $state.raw<RunInfo | null>(null);
  message = $state('');
  /** What is wrong with the name that is being given; empty for nothing. */
  badName = $state('');

  /** Without those about to be deleted. */
  readonly kept: RunInfo[] = $derived(this.all.filter(({ id }) => id !== this.deleting?.id));
  readonly shown: RunInfo[] = $derived(
    sorted(
      this.kept.filter((info) => passes(info, this.hidden, this.search)),
      this.sorting,
    ),
  );
  readonly current: RunInfo | null = $derived(this.shown.find(({ id }) => id === this.selected) ?? null);
  readonly bytes: number = $derived(this.kept.reduce((sum, info) => sum + info.bytes, 0));
  /** The least test loss of those on show. */
  readonly best: number = $derived(Math.min(...this.shown.map((info) => info.progress.testLoss ?? Infinity)));

  /** The failure that `message` says, if it says one. */
  private failure: LabErrorCode | null = null;
  private readonly lab: Lab;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Loads the runs and follows the lab's news. Returns how to stop. */
  follow(): () => void {
    const forget = [
      this.lab.onOpen(() => void this.load()),
      this.lab.onEvent((event) => {
        if (event.type === 'run') this.put(event.info);
        else if (event.type === 'runDeleted') this.all = this.all.filter(({ id }) => id !== event.run);
        else if (event.type === 'failure') this.say(errorOf(event.failure));
        else if (event.type === 'over' && event.code === this.failure) this.clear();
      }),
    ];
    void this.load();
    return () => {
      for (const stop of forget) stop();
      void this.finishDelete();
    };
  }

  toggle(facet: FacetId, value: string): void {
    const now = this.hidden[facet];
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
    this.hidden = { ...this.hidden, [facet]: next };
  }

  clearFilters(): void {
    this.hidden = nothingHidden;
    this.search = '';
  }

  sortBy(by: ColumnId): void {
    const { first }: Column = columns[by];
    this.sorting = { by, down: this.sorting.by === by ? !this.sorting.down : first === 'down' };
  }

  /** Selects the row so many rows below the selected one. */
  move(by: number): void {
    const at = this.shown.findIndex(({ id }) => id === this.selected);
    const next = at < 0 ? 0 : Math.max(0, Math.min(this.shown.length - 1, at + by));
    this.selected = this.shown[next]?.id ?? null;
  }

  /** Gives a run another name; one that it may not have stays where it is typed, and is said to be bad. */
  async rename(run: number, name: string): Promise<void> {
    const wanted = name.trim();
    this.badName = nameSchema.safeParse(wanted).success ? '' : wanted === '' ? m.runs_name_empty() : m.runs_name_bad();
    if (this.badName !== '') return;
    this.renaming = null;
    if (wanted === this.all.find(({ id }) => id === run)?.name) return;
    await this.attempt(async () => this.put((await this.lab.call('renameRun', { run, name: wanted })).value));
  }

  /** Takes a run off the list; the lab deletes it when there is no more time to undo. A run that trains stops at once: it is
   *  paused, so that undoing lets it train on as if nothing had been. */
  async delete(info: RunInfo): Promise<void> {
    const before = this.finishDelete();
    this.clear();
    const at = this.shown.findIndex(({ id }) => id === info.id);
    this.selected = (this.shown[at + 1] ?? this.shown[at - 1])?.id ?? null;
    this.deleting = info;
    this.timer = setTimeout(() => void this.finishDelete(), UNDO_MS);
    await before;
    if (info.progress.status === 'running') await this.control(info, 'pause');
  }

  async undoDelete(): Promise<void> {
    const { deleting } = this;
    clearTimeout(this.timer);
    if (!deleting) return;
    this.selected = deleting.id;
    this.deleting = null;
    if (deleting.progress.status === 'running') await this.control(deleting, 'play');
  }

  async finishDelete(): Promise<void> {
    const { deleting } = this;
    clearTimeout(this.timer);
    if (!deleting) return;
    this.all = this.all.filter(({ id }) => id !== deleting.id);
    this.deleting = null;
    await this.attempt(() => this.lab.call('deleteRun', { run: deleting.id }));
  }

  private async control({ id: run }: RunInfo, action: ControlAction): Promise<void> {
    await this.attempt(async () => {
      try {
        await this.lab.call('control', { run, action });
      } catch (error) {
        // it may have ended by itself, or be deleted by now
        const over = error instanceof LabError && (error.code === 'run-not-live' || error.code === 'run-unknown');
        if (!over) throw error;
      }
    });
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      this.all = (await this.lab.call('runs', {})).value.runs;
      this.loaded = true;
      this.selected ??= this.shown[0]?.id ?? null;
    });
  }

  /** Takes back what was said. */
  clear(): void {
    this.message = '';
    this.failure = null;
  }

  /** Ends the naming of a run without a new name. */
  keepName(): void {
    this.renaming = null;
    this.badName = '';
  }

  private say(error: LabError): void {
    this.message = errorSentence(error);
    this.failure = error.code;
  }

  private put(info: RunInfo): void {
    const known = this.all.some(({ id }) => id === info.id);
    this.all = known ? this.all.map((one) => (one.id === info.id ? info : one)) : [...this.all, info];
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    const { message } = this;
    try {
      await action();
      if (this.message === message) this.clear(); // something else was done since
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      // a lost connection is said by the window, and the list loads again after it
      if (error.code !== 'disconnected') this.say(error);
    }
  }
}
