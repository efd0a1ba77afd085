import { m } from '../../core/words/m.ts';
import { arrangementOf, type Arranged, type Placed, type PlotId, type PlotOptions } from '../../core/plots.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';
import { RunView } from '../view/run-view.svelte.ts';
import { withMoved, withOption, withShown, withWide } from './arrangement.ts';
import type { MessageLine } from '../run/message.svelte.ts';
import type { Plot, PlotHolder, Shown } from './plot.ts';
import { plots } from './registry.ts';

/** The plots of the workbench: which are shown and in what order, which one is enlarged, and the step they look at. The
 *  arrangement belongs to the experiment, so it is saved and undone with it, and not to the run on show. */
export class PlotPaneState implements PlotHolder {
  readonly view: RunView;
  readonly network: NetworkView;
  readonly document: ExperimentDocument;
  enlarged = $state<PlotId | null>(null);
  dragged = $state<PlotId | null>(null);
  /** The plot that was shown last: brought into sight, and marked until something else is done. */
  arrived = $state<PlotId | null>(null);
  /** The plot that takes the focus. */
  wanted = $state<PlotId | null>(null);

  constructor(network: NetworkView) {
    this.network = network;
    this.document = network.document;
    this.view = new RunView(network.session);
  }

  /** What the arrangement goes by: the document's choice, and the data on show. */
  private readonly arranged: Arranged = $derived.by(() => {
    const { plots } = this.document;
    return { data: this.view.plan.data, ...(plots && { plots }) };
  });
  readonly placed: readonly Placed[] = $derived.by(() => arrangementOf(this.arranged));

  /** Those of them that fit the plan on show. */
  readonly shown: readonly Shown[] = $derived.by(() => {
    const { plan } = this.view;
    return this.placed.flatMap(({ plot: id, wide, options = none }): Shown[] => {
      const plot: Plot = plots[id];
      return plot.unfit(plan) === null ? [{ id, plot, wide: wide ?? plot.wide(plan), options }] : [];
    });
  });
  /** Whether the arrangement is the usual one. */
  readonly usual: boolean = $derived.by(() => this.document.plots === undefined);

  get name(): string {
    return this.document.plan.name;
  }
  get playing(): boolean {
    return this.view.session.playing;
  }
  /** A recording is the same object when it has grown. */
  get moved(): string {
    return `${this.view.opened?.grown} ${this.view.row}`;
  }
  get line(): MessageLine {
    return this.view.session.line;
  }

  optionsOf(id: PlotId): PlotOptions {
    return this.placed.find(({ plot }) => plot === id)?.options ?? none;
  }

  /** Sets something in a plot; quick changes of the same thing are one step of undo. */
  set(id: PlotId, title: string, key: string, value: PlotOptions[string]): void {
    this.document.arrange(
      m.plots_undo_option({ option: key, title }),
      withOption(this.arranged, id, key, value),
      `plot ${id} ${key}`,
    );
  }
  show(id: PlotId, title: string, shown: boolean): void {
    this.document.arrange(
      shown ? m.plots_undo_show({ title }) : m.plots_undo_hide({ title }),
      withShown(this.arranged, id, shown),
    );
  }
  move(id: PlotId, title: string, to: PlotId): void {
    this.document.arrange(m.plots_undo_move({ title }), withMoved(this.arranged, id, to));
  }
  widen(id: PlotId, title: string, wide: boolean): void {
    this.document.arrange(
      wide ? m.plots_undo_widen({ title }) : m.plots_undo_narrow({ title }),
      withWide(this.arranged, id, wide),
    );
  }
  /** Puts the focus on the plot that was shown last. */
  goToArrived(): void {
    this.wanted = this.arrived;
    this.arrived = null;
  }
  /** Back to the plots that are usual for the data. */
  restore(): void {
    this.document.arrange(m.plots_undo_usual(), undefined);
  }
}

const none: PlotOptions = {};
