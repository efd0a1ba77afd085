import { graphOf } from '../../core/graph/graph.ts';
import { usualLimit } from '../../core/plan/memory.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { problemsOf } from '../../core/plan/problems.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { withPlots } from '../../core/plots.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { ExperimentInfo } from '../../core/run.ts';
import type { LabClient } from '../lab/client.ts';
import type { Adapted } from './adapted.ts';
import { entryOf, History, type Entry } from './history.ts';
import { restored, type Ledger } from './ledger.ts';
import { Saver } from './saver.ts';
import { editedState, stateOf, type State } from './states.ts';

/** The selected block: data, loss, or the key of a layer. */
export type Selection = 'data' | 'loss' | { key: string } | null;
export type SavedState = 'saved' | 'saving' | 'failed';

/** The experiment in the workbench: its plan under edit, with undo, and saved by itself, history and all.
 *
 *  A run that was opened shows *its* plan here (`show`), unsaved and without history. The first edit takes that plan over:
 *  it becomes the document's new state, and undo leads back to what the document was. */
export class ExperimentDocument {
  experiment = $state<number | null>(null);
  selected = $state.raw<Selection>('data');
  saved = $state<SavedState>('saved');
  /** Bytes a run may take, as the lab said. */
  memoryLimit = $state(usualLimit);
  private own = $state.raw<State>() as State;
  private shown = $state.raw<State | null>(null);
  private history: History<State>;
  private ledger: Ledger | null = null;
  /** Rises with every change of the history, which is itself not reactive. */
  private historyVersion = $state(0);
  private readonly client: Pick<LabClient, 'call' | 'onOpen'>;
  private readonly saver: Saver<Ledger, { entries: readonly Entry<State>[]; position: number }>;
  /** Called after every edit, undo and redo that makes an earlier run no longer a run of this plan. */
  onchange: () => void = () => undefined;
  /** Called with one line on what an edit changed besides what was asked for. */
  onnote: (note: string) => void = () => undefined;
  /** Called when saving failed. */
  onfailure: (error: unknown) => void = () => undefined;
  /** Called when all there was to save is saved. */
  onsaved: () => void = () => undefined;

  private readonly state = $derived(this.shown ?? this.own);
  readonly plan: Plan = $derived(this.state.plan);
  /** The arrangement of the plots, if it is not the usual one: the experiment's own, whatever run is shown. */
  readonly plots: Plan['plots'] = $derived(this.own.plan.plots);
  /** A stable key for each layer. */
  readonly keys: readonly string[] = $derived(this.state.keys);
  readonly problems: Problem[] = $derived(problemsOf(this.plan, this.memoryLimit));
  readonly shape = $derived(shapeOf(this.plan));
  readonly graph = $derived(graphOf(this.plan, this.shape));
  /** Whether the plan on screen is that of an opened run. */
  readonly showsRun: boolean = $derived(this.shown !== null);
  readonly undoLabel: string | null = $derived.by(() => (this.historyVersion < 0 ? null : this.history.undoLabel));
  readonly redoLabel: string | null = $derived.by(() => (this.historyVersion < 0 ? null : this.history.redoLabel));
  /** The selected block: −1 the data, `network.length` the loss, else a layer; null when none is. */
  readonly selectedBlock: number | null = $derived.by(() => {
    const { selected } = this;
    if (selected === null) return null;
    if (selected === 'data') return -1;
    if (selected === 'loss') return this.plan.network.length;
    const at = this.keys.indexOf(selected.key);
    return at < 0 ? null : at;
  });

  constructor(client: Pick<LabClient, 'call' | 'onOpen'>, plan: Plan) {
    this.client = client;
    this.own = stateOf(plan);
    this.history = new History([entryOf('', this.own)]);
    this.saver = new Saver(
      (ledger, states) => ledger.save(states),
      (state, error) => {
        this.saved = state;
        if (state === 'failed') this.onfailure(error);
        else if (state === 'saved') this.onsaved();
      },
    );
    client.onOpen(() => void this.flush());
  }

  /** Puts an experiment into the workbench; what waits to be saved of the one before is saved first. */
  async open({ id, plan }: Pick<ExperimentInfo, 'id' | 'plan'>): Promise<void> {
    await this.flush();
    const stored = (await this.client.call('history', { experiment: id })).value;
    const { ledger, entries, position } = restored(this.client, id, plan, stored);
    this.experiment = id;
    this.ledger = ledger;
    this.history = new History(entries, position);
    this.own = entries[position]?.state ?? stateOf(plan);
    this.shown = null;
    this.historyVersion++;
    this.selected = 'data';
  }

  /** Puts the plan of an opened run on screen, or takes it off again. The next edit starts from it. */
  show(plan: Plan | null): void {
    if (plan === null || !changesRun(plan, this.own.plan)) this.shown = null;
    else if (plan !== this.shown?.plan) this.shown = stateOf(withPlots(plan, this.plots));
    this.keepSelection();
  }

  /** Changes the plan. Never changes objects in place; `field` makes quick edits of one field one step of undo. */
  edit(label: string, change: (plan: Plan) => Plan, field?: string): void {
    const before = this.state;
    const plan = change(before.plan);
    if (plan === before.plan) return;
    const after = editedState(before, plan);
    this.history.push(label, after, this.shown ? undefined : field);
    this.put(after);
  }

  /** An edit that may change more than was asked for, and says so in a note. */
  adapt(label: string, change: (plan: Plan) => Adapted): void {
    let notes: string[] = [];
    this.edit(label, (plan) => {
      const adapted = change(plan);
      notes = adapted.notes;
      return adapted.plan;
    });
    if (notes.length > 0) this.onnote(`To fit, this also changed: ${notes.join(', ')}. Undo takes it all back.`);
  }

  /** Changes the plots of the experiment and nothing else; undefined stands for the usual ones. A run that is shown stays. */
  arrange(label: string, plots: Plan['plots'], field?: string): void {
    const after = editedState(this.own, withPlots(this.own.plan, plots));
    this.history.push(label, after, field);
    this.own = after;
    if (this.shown) this.shown = { ...this.shown, plan: withPlots(this.shown.plan, plots) };
    this.keep();
  }

  undo(): void {
    this.travel(this.history.undo());
  }

  redo(): void {
    this.travel(this.history.redo());
  }

  /** Selects a block by its index, as `selectedBlock` counts. */
  selectAt(index: number): void {
    const key = this.keys[index];
    this.selected = index < 0 ? 'data' : key === undefined ? 'loss' : { key };
  }

  /** Saves at once what waits to be saved. */
  flush(): Promise<void> {
    return this.saver.flush();
  }

  /** The experiment was deleted: what waits to be saved of it has no place any more. */
  deleted(): void {
    if (this.ledger) this.saver.drop(this.ledger);
  }

  private travel(state: State | null): void {
    if (!state) return;
    this.put(state);
  }

  private put(state: State): void {
    const before = this.plan;
    this.shown = null;
    this.own = state;
    this.keepSelection();
    this.keep();
    if (changesRun(before, state.plan)) this.onchange();
  }

  /** Saves the history with what was added to it. */
  private keep(): void {
    this.historyVersion++;
    const { entries, position } = this.history;
    if (this.ledger) this.saver.put(this.ledger, { entries, position });
  }

  /** A selection whose layer is gone falls back to none. */
  private keepSelection(): void {
    if (this.selectedBlock === null) this.selected = null;
  }
}

/** Whether two plans train differently: all but the name and the plots counts. */
export function changesRun(a: Plan, b: Plan): boolean {
  if (a === b) return false;
  const rest = ({ name: _, plots: _plots, ...others }: Plan): unknown => others;
  const keys = Object.keys({ ...a, ...b, name: '' }) as (keyof Plan)[];
  if (keys.every((key) => key === 'name' || key === 'plots' || a[key] === b[key])) return false;
  return JSON.stringify(rest(a)) !== JSON.stringify(rest(b));
}
