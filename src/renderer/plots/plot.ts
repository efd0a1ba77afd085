import type { Component } from 'svelte';
import type { PlotId, PlotOptions } from '../../core/plots.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { NetworkView } from '../network/view.svelte.ts';
import type { RunView } from '../run/view.svelte.ts';

/** What every plot is given. */
export interface PlotProps {
  /** The run, and the step that is looked at. */
  view: RunView;
  /** What is selected in the network, for plots that show it or select there. */
  network: NetworkView;
  /** What is set in this plot, as the experiment has it; `set` sets it. */
  options: PlotOptions;
  set: (key: string, value: PlotOptions[string]) => void;
  /** Whether it has a row of its own. */
  wide: boolean;
  /** Whether it fills the window. */
  large: boolean;
}

/** What of the lecture a plot is about; the picker groups by it, in this order. */
export const topics = ['propagation', 'vanishing', 'initialization', 'generalization', 'answers'] as const;
export type Topic = (typeof topics)[number];

/** A plot of the workbench. What frames must hold for it is in core/plots.ts, since the trainer goes by it. */
export interface Plot {
  title: () => string;
  topic: Topic;
  /** What else somebody may look for who wants it. */
  words: () => string;
  /** What it shows and how to read it. */
  help: () => string;
  /** Its formula. */
  tex?: string;
  /** Why it cannot be shown for a plan, as the rest of a sentence: `needs …`; null where it can. */
  unfit(plan: Plan): string | null;
  /** Whether it usually has a row of its own, or half of one. */
  wide(plan: Plan): boolean;
  /** Its share of the height, or 'own' where it knows its height. The larger of two in a row counts. */
  height: number | 'own';
  /** px below which it says nothing; 140 where not given. */
  least?: number;
  /** Square: more height than its width would be left empty. */
  square?: true;
  /** In low windows the usual plot that yields first has the lowest number; those without one never yield. */
  yields?: number;
  component: Component<PlotProps>;
}

/** A plot on screen. */
export interface Shown {
  id: PlotId;
  plot: Plot;
  wide: boolean;
  options: PlotOptions;
}

/** What a plot can do with the pane it is in. */
export interface Pane {
  readonly view: RunView;
  /** The plots on screen, from top to bottom. */
  readonly shown: readonly Shown[];
  /** The plot that fills the window. */
  enlarged: PlotId | null;
  /** The plot that is being dragged. */
  dragged: PlotId | null;
  /** The plot that was shown last, to be brought into sight; and the one that takes the focus. */
  readonly arrived: PlotId | null;
  wanted: PlotId | null;
  /** The name of the experiment. */
  readonly name: string;
  show(id: PlotId, title: string, shown: boolean): void;
  /** Puts a plot in the place of another. */
  move(id: PlotId, title: string, to: PlotId): void;
  widen(id: PlotId, title: string, wide: boolean): void;
}
