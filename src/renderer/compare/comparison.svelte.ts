import type { z } from 'zod';
import { everyRun } from '../../core/contract/runs.ts';
import { plotIds, type PlotId, type PlotOptions } from '../../core/plots.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunInfo } from '../../core/run.ts';
import { differencesOf } from '../../core/compare.ts';
import { getLocale, m } from '../../core/words/m.ts';
import { ExperimentDocument } from '../document/document.svelte.ts';
import { variantsOf, type Variant, type VariationId } from '../document/variations.ts';
import type { LabClient } from '../lab/client.ts';
import { letters, paces, type Group } from '../run/group.svelte.ts';
import { Session } from '../run/session.svelte.ts';
import { NetworkView } from '../view/network-view.svelte.ts';
import { RunView } from '../view/run-view.svelte.ts';

/** Runs that are offered by name. */
const CANDIDATES = 60;

/** A row of the comparison: the networks, all losses as one figure, or a plot. */
export type RowId = 'network' | 'together' | PlotId;
/** Columns that are legible on a projector. */
export const SIDE_BY_SIDE = 4;
const usualRows: readonly RowId[] = ['network', 'boundary', 'loss', 'together', 'flow'];

/** One run beside others, and how it is looked at. */
export interface Column {
  readonly document: ExperimentDocument;
  readonly session: Session;
  readonly network: NetworkView;
  readonly view: RunView;
}

const listed = (names: readonly string[]): string => new Intl.ListFormat(getLocale(), { type: 'unit' }).format(names);

/** A field that was set, and where. */
interface Setting {
  columns: readonly Column[];
  title: string;
}

/** Up to six runs beside each other under one playhead. The first is the one in the workbench, which stays when the others
 *  go; those have documents of their own, which nobody saves: an edit in one of them begins another run of it. */
export class Comparison {
  columns = $state.raw<readonly Column[]>([]);
  /** What is shown of them, from top to bottom. */
  rows = $state.raw<readonly RowId[]>(usualRows);
  /** What columns are called where a lesson has put them there; they stay together. Null where a person did. */
  captions = $state.raw<readonly { name: string; says: string }[] | null>(null);
  /** Why plots are not shown yet: a lesson asks first what they will show. Empty while they are. */
  withheld = $state('');
  /** What is set in plots, for all columns alike. */
  options = $state.raw<Partial<Record<RowId, PlotOptions>>>({});
  private readonly client: LabClient;
  readonly group: Group;
  /** What was set in columns, the newest last, and what of it was undone. */
  private done = $state.raw<readonly Setting[]>([]);
  private undone = $state.raw<readonly Setting[]>([]);
  /** Keeps a setting of the window. */
  save: (key: string, value: z.core.util.JSONType) => void = () => undefined;

  constructor(client: LabClient, first: NetworkView) {
    this.client = client;
    this.group = first.session.group;
    this.columns = [
      { document: first.document, session: first.session, network: first, view: new RunView(first.session) },
    ];
  }

  get first(): Column {
    return this.columns[0] as Column;
  }
  /** Whether there is anything beside the first. */
  readonly on: boolean = $derived(this.columns.length > 1);

  /** Puts a run beside the others; where there is no room for it, in the place of the last. */
  async addRun(run: number): Promise<void> {
    if (this.columns.some(({ session }) => session.info?.id === run)) return;
    await this.group.attempt(async () => {
      const { value } = await this.client.call('open', { run });
      const column = this.added(value.plan);
      await column.session.openRun(run);
      // one that trains is gone along with; else it is looked at where the others are
      if (column.session.live && this.group.playhead.following) this.group.playhead.restart();
    });
  }

  /** Puts the same experiment but for one thing beside the others. It trains to where they are; where there is no run yet, it
   *  waits for the first step with them. */
  addVariant({ plan }: Variant): Promise<void> {
    return this.addPlan(plan);
  }

  /** The same with any plan. */
  async addPlan(plan: Plan): Promise<void> {
    const { session } = this.added(plan);
    if (this.first.session.run) await session.catchUp();
  }

  /** The experiment beside itself in the first ways that one thing can be, and trains them all. */
  async vary(id: VariationId): Promise<void> {
    const { plan, memoryLimit } = this.first.document;
    this.end();
    for (const variant of variantsOf(id, plan, memoryLimit).slice(0, SIDE_BY_SIDE - 1)) await this.addVariant(variant);
    if (!this.group.hasRun) await this.group.playPause();
  }

  /** Runs that can be put beside these, the newest first. @param search words of their names, notes, tags or plans */
  async candidates(search: string): Promise<readonly RunInfo[]> {
    let found: readonly RunInfo[] = [];
    await this.group.attempt(async () => {
      const newest = { ...everyRun, tree: false, search, from: 0, count: CANDIDATES, columns: [], summary: false };
      const { rows } = (await this.client.call('runs', newest)).value;
      found = rows.flatMap((row) => (row.kind === 'run' ? row.info : []));
    });
    return found;
  }

  /** Sets a field in columns: one step of undo for all of them. Their runs are kept, and others begin.
   *  @param named whether the columns keep their names */
  edit(columns: readonly Column[], title: string, change: (plan: Plan) => Plan, named = false): void {
    const kept = columns.flatMap(({ session: { info } }) => info?.name ?? []);
    for (const { document, session } of columns) {
      // a run that is looked at again has its own plan, which the document may have left
      document.edit(title, () => {
        const plan = change(session.plan);
        return named || document === this.first.document ? plan : { ...plan, name: this.nameOf(plan) };
      });
    }
    this.done = [...this.done, { columns, title }];
    this.undone = [];
    if (kept.length > 1) this.group.line.notice(m.compare_kept({ runs: listed(kept) }));
  }

  /** What undo, or redo, would do; null where there is nothing. */
  labelOf(way: 'undo' | 'redo'): string | null {
    return (way === 'undo' ? this.done : this.undone).at(-1)?.title ?? null;
  }

  /** Undoes what was set last in columns, or does it again. */
  travel(way: 'undo' | 'redo'): void {
    const [from, to] = way === 'undo' ? (['done', 'undone'] as const) : (['undone', 'done'] as const);
    const last = this[from].at(-1);
    if (!last) return;
    this[from] = this[from].slice(0, -1);
    this[to] = [...this[to], last];
    for (const column of last.columns) if (this.columns.includes(column)) column.document[way]();
  }

  /** `Moons, activation tanh`: the first, and what is otherwise. */
  private nameOf(plan: Plan): string {
    const { plan: first } = this.first.session;
    const change = differencesOf([first, plan]).differ.map(({ title, values }) => `${title} ${values[1] ?? ''}`);
    return change.length === 0
      ? first.name
      : m.compare_vary_name({ plan: first.name, change: change.join(', ') }).slice(0, 120);
  }

  /** Takes a column away; its run is kept. */
  remove(column: Column): void {
    if (column === this.first) return;
    const { live, info } = column.session;
    if (live && info) this.group.line.notice(m.app_kept({ run: info.name }));
    this.columns = this.columns.filter((one) => one !== column);
    this.group.remove(column.session);
    column.document.close();
  }

  /** Back to the first alone. Runs that still trained are ended, and kept. */
  end(): void {
    const ended = this.columns.slice(1).flatMap(({ session: { live, info } }) => (live && info ? [info.name] : []));
    for (const column of this.columns.slice(1)) this.remove(column);
    [this.done, this.undone] = [[], []];
    if (ended.length > 0) this.group.line.notice(m.compare_kept({ runs: listed(ended) }));
  }

  /** Selects in all columns what is selected in one: a block by its place, a node by its name. */
  pick(from: Column): void {
    const { node, unit } = from.network;
    for (const column of this.columns) {
      if (column === from || node === null || column.network.node === node) continue;
      if (column.document.graph.variables.some(({ name }) => name === node))
        column.network.pick(node, unit?.index ?? null);
    }
  }

  toggleRow(row: RowId): void {
    this.setRows(this.rows.includes(row) ? this.rows.filter((one) => one !== row) : [...this.rows, row]);
  }

  /** Puts a row in the place of another. */
  moveRow(row: RowId, to: RowId): void {
    const at = this.rows.indexOf(to);
    const rest = this.rows.filter((one) => one !== row);
    this.setRows(rest.toSpliced(at, 0, row));
  }

  setOption(row: RowId, key: string, value: PlotOptions[string]): void {
    this.options = { ...this.options, [row]: { ...this.options[row], [key]: value } };
  }

  /** The runs beside the first, to be kept. */
  readonly runs: readonly number[] = $derived.by(() =>
    this.columns.slice(1).flatMap(({ session }) => session.info?.id ?? []),
  );

  /** Opens what was beside the run when the window was closed. */
  async restore(settings: Record<string, unknown>): Promise<void> {
    const { compared, compareRows, comparePace } = settings;
    if (Array.isArray(compareRows)) {
      const known: readonly unknown[] = ['network', 'together', ...plotIds];
      this.rows = compareRows.filter((row): row is RowId => known.includes(row));
    }
    this.group.pace = paces.find((pace) => pace === comparePace) ?? 'step';
    if (!Array.isArray(compared)) return;
    for (const run of compared.slice(0, letters.length - 1)) if (typeof run === 'number') await this.addRun(run);
  }

  private setRows(rows: readonly RowId[]): void {
    this.rows = rows;
    this.save('compareRows', [...rows]);
  }

  private added(plan: Plan): Column {
    const last = this.columns.at(-1);
    if (!this.group.hasRoom && last) this.remove(last);
    const document = new ExperimentDocument(this.client, plan);
    document.experiment = this.first.document.experiment;
    document.memoryLimit = this.first.document.memoryLimit;
    document.selected = null;
    const session = new Session(this.client, document, this.group);
    document.onchange = () => session.detach();
    document.onnote = (note) => session.line.notice(note);
    const network = new NetworkView(document, session);
    network.zoom = this.first.network.zoom;
    const column = { document, session, network, view: new RunView(session) };
    this.columns = [...this.columns, column];
    return column;
  }
}
