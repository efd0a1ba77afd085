import type { Component } from 'svelte';
import type { PlotId, PlotOptions } from '../../core/plots.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { FramedPlot, Pane } from '../frames/slot.ts';
import type { Lazy } from '../marks/lazy.svelte.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';
import type { RunView } from '../view/run-view.svelte.ts';

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
export interface Plot extends FramedPlot {
  topic: Topic;
  /** What else somebody may look for who wants it. */
  words: () => string;
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
  component: Lazy<Component<PlotProps>>;
}

/** A pane that has plots of one run. */
export interface PlotHolder extends Pane {
  readonly view: RunView;
  readonly network: NetworkView;
  /** Sets something in a plot. */
  set(id: PlotId, title: string, key: string, value: PlotOptions[string]): void;
}

/** A plot on screen. */
export interface Shown {
  id: PlotId;
  plot: Plot;
  wide: boolean;
  options: PlotOptions;
}
