import type { PlotId, PlotOptions } from '../../core/plots.ts';
import type { Slot } from '../frames/slot.ts';
import type { MessageLine } from '../run/message.svelte.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';
import type { RunView } from '../view/run-view.svelte.ts';
import type { PlotHolder } from './plot.ts';

/** The plots of one run in a column beside others: which they are and what is set in them is the same in all columns. */
export class PlotColumn implements PlotHolder {
  readonly view: RunView;
  readonly network: NetworkView;
  readonly shown = [];
  enlarged: PlotId | null = null;
  dragged: PlotId | null = null;
  readonly arrived = null;
  wanted: PlotId | null = null;
  /** Those that are drawn now, for an export of all of them. */
  slots: readonly Slot[] = [];
  private readonly onset: (id: PlotId, key: string, value: PlotOptions[string]) => void;

  constructor(
    view: RunView,
    network: NetworkView,
    onset: (id: PlotId, key: string, value: PlotOptions[string]) => void,
  ) {
    this.view = view;
    this.network = network;
    this.onset = onset;
  }

  get name(): string {
    return this.view.session.info?.name ?? this.view.plan.name;
  }
  get playing(): boolean {
    return this.view.session.playing;
  }
  get moved(): string {
    return `${this.view.opened?.grown} ${this.view.row}`;
  }
  get line(): MessageLine {
    return this.view.session.line;
  }

  keep(slot: Slot): () => void {
    this.slots = [...this.slots, slot];
    return () => {
      this.slots = this.slots.filter((one) => one !== slot);
    };
  }
  set(id: PlotId, _title: string, key: string, value: PlotOptions[string]): void {
    this.onset(id, key, value);
  }
  // a row is shown, hidden and moved for all columns at once, at the left
  show(): void {}
  move(): void {}
  widen(): void {}
}
