import { graphOf } from '../../core/graph/graph.ts';
import { usualLimit } from '../../core/plan/memory.ts';
import { changesRun } from '../../core/plan/edits.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { problemsOf } from '../../core/plan/problems.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { withPlots } from '../../core/plots.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { ExperimentInfo } from '../../core/run.ts';
import { getLocale, m } from '../../core/words/m.ts';
import { broughtSentence, goneSentence } from '../../core/words/windows.ts';
import type { LabClient } from '../lab/client.ts';
import type { Adapted } from './adapted.ts';
import { renamed } from './changed.ts';
import { entryOf, History } from './history.ts';
import { Ledger, type Reader } from './ledger.ts';
import { onto, presentOf, type Brought } from './merge.ts';
import { Saver } from './saver.ts';
import { editedState, stateOf, type State } from './states.ts';

const listed = (notes: readonly string[]): string => new Intl.ListFormat(getLocale(), { type: 'unit' }).format(notes);

/** The selected block: data, loss, or the key of a layer. */
export type Selection = 'data' | 'loss' | { key: string } | null;
export type SavedState = 'saved' | 'saving' | 'failed';

/** The experiment in the workbench: its plan under edit, with undo, and saved by itself, history and all.
 *
 *  A run that was opened shows *its* plan here (`show`), unsaved and without history. The first edit takes that plan over:
 *  it becomes the document's new state, and undo leads back to what the document was.
 *
 *  What another window saves of the experiment becomes part of the document (decision 0021). While a run is on show the plan
 *  on screen stays what it was, and an edit changes no more of the document than it changes there. */
export class ExperimentDocument {
  experiment = $state<number | null>(null);
  selected = $state.raw<Selection>('data');
  saved = $state<SavedState>('saved');
  /** Bytes a run may take, as the lab said. */
  memoryLimit = $state(usualLimit);
  private own = $state.raw<State>() as State;
  private shown = $state.raw<State | null>(null);
  /** Whether `shown` is what the document was before another window's edits. */
  private behind = false;
  private history: History<State>;
  private ledger: Ledger | null = null;
  /** Rises with every change of the history, which is itself not reactive. */
  private historyVersion = $state(0);
  private readonly client: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'>;
  private readonly saver: Saver<Ledger>;
  /** Called after every edit, undo and redo that makes an earlier run no longer a run of this plan. */
  onchange: () => void = () => undefined;
  /** Called with one line on what an edit changed besides what was asked for. */
  onnote: (note: string) => void = () => undefined;
  /** Called with one line on what another window did; `lasting` where it should not go away by itself. */
  onnews: (news: string, lasting: boolean) => void = () => undefined;
  /** Called when the experiment, which was deleted, has been saved as another one. */
  onbegun: (experiment: number) => void = () => undefined;
  /** Whether a run is on show, which another window's edits leave where it is. */
  hasRun: () => boolean = () => false;
  /** The person's own presets, as far as they are known. */
  ownPresets: () => readonly Plan[] = () => [];
  /** Called when saving failed. */
  onfailure: (error: unknown) => void = () => undefined;
  /** Hears no more of the lab. */
  readonly close: () => void;
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

  constructor(client: Pick<LabClient, 'call' | 'onOpen' | 'onEvent'>, plan: Plan) {
    this.client = client;
    this.own = stateOf(plan);
    this.history = new History([entryOf('', this.own)]);
    this.saver = new Saver((state, error) => {
      this.saved = state === 'saved' && this.gone ? 'failed' : state;
      if (state === 'failed') this.onfailure(error);
      else if (state === 'saved') this.onsaved();
    });
    const forgetOpen = client.onOpen(() => this.catchUp());
    const forgetEvents = client.onEvent((event) => {
      if (event.type === 'experimentSaved') this.catchUp(event.experiment, event.revision);
      else if (event.type === 'experimentDeleted') this.catchUp(event.experiment);
    });
    this.close = () => {
      forgetOpen();
      forgetEvents();
    };
  }

  /** Whether the experiment was deleted in another window, and not saved anew yet. */
  get gone(): boolean {
    return this.ledger?.gone ?? false;
  }

  /** Puts an experiment into the workbench; what waits to be saved of the one before is saved first. */
  async open({ id }: Pick<ExperimentInfo, 'id'>): Promise<void> {
    await this.flush();
    const stored = (await this.client.call('history', { experiment: id })).value;
    this.experiment = id;
    this.ledger = new Ledger(this.client, id, stored, this.reader);
    this.shown = null;
    this.take(this.ledger);
    this.selected = 'data';
  }

  /** Puts the plan of an opened run on screen, or takes it off again. The next edit starts from it. */
  show(plan: Plan | null): void {
    if (plan === null || !changesRun(plan, this.own.plan)) this.shown = null;
    else if (plan !== this.shown?.plan) this.shown = stateOf(withPlots(plan, this.plots));
    this.behind = false;
    this.keepSelection();
  }

  /** Changes the plan. Never changes objects in place; `field` makes quick edits of one field one step of undo. */
  edit(label: string, change: (plan: Plan) => Plan, field?: string): void {
    const before = this.state;
    const changed = change(before.plan);
    if (changed === before.plan) return;
    const plan = renamed(before.plan, changed, [...Object.values<Plan>(presets), ...this.ownPresets()]);
    const edited = editedState(before, plan);
    const after = this.shown && this.behind ? onto(this.own, before, edited) : edited;
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
    if (notes.length > 0) this.onnote(m.bar_document_note({ notes: listed(notes) }));
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
    if (!this.ledger) return;
    this.ledger.mine = { entries, position };
    this.saver.put(this.ledger);
  }

  /** Asks the lab at once for what it may have that is newer than what is known here. */
  private catchUp(experiment = this.ledger?.experiment, revision?: string | null): void {
    const { ledger } = this;
    if (!ledger || ledger.experiment !== experiment) return;
    if (revision === undefined) ledger.stale = true;
    else ledger.heard(revision);
    void this.saver.touch(ledger);
  }

  /** Goes on from the history of a ledger. */
  private take({ mine }: Ledger): void {
    this.history = new History(mine.entries, mine.position);
    this.own = presentOf(mine).state;
    this.historyVersion++;
  }

  private readonly reader: Reader = {
    merged: (ledger, brought) => {
      if (ledger === this.ledger) this.bring(ledger, brought);
    },
    gone: (ledger, edited) => {
      if (edited || ledger === this.ledger)
        this.onnews(goneSentence(presentOf(ledger.mine).state.plan.name, edited), true);
    },
    begun: (ledger) => {
      if (ledger !== this.ledger) return;
      this.experiment = ledger.experiment;
      this.onbegun(ledger.experiment);
    },
  };

  private bring(ledger: Ledger, brought: Brought): void {
    const before = this.own;
    this.take(ledger);
    const trains = changesRun(before.plan, this.own.plan);
    if (this.shown) this.shown = { ...this.shown, plan: withPlots(this.shown.plan, this.plots) };
    else if (trains && this.hasRun()) {
      this.shown = { ...before, plan: withPlots(before.plan, this.plots) };
      this.behind = true;
    }
    this.keepSelection();
    if (brought.parts.length > 0)
      this.onnews(broughtSentence(brought), brought.lost.length > 0 || brought.kept.length > 0);
  }

  /** A selection whose layer is gone falls back to none. */
  private keepSelection(): void {
    if (this.selectedBlock === null) this.selected = null;
  }
}
