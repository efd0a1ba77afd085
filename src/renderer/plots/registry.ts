import type { Component } from 'svelte';
import type { Layout } from '../../core/frame/layout.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { Session } from '../run/session.svelte.ts';
import Boundary from './Boundary.svelte';
import Digits from './Digits.svelte';
import { inFrames } from './evaluator.ts';
import Flow from './Flow.svelte';
import Loss from './Loss.svelte';
import Predictions from './Predictions.svelte';
import Preactivations from './Preactivations.svelte';
import Weights from './Weights.svelte';

/** What every plot is given; `wide` where it has a row of its own. */
export interface PlotProps {
  session: Session;
  help: string;
  wide: boolean;
}

/** A plot of the workbench. Where it fits, it has its place in the pane, in the order of the registry. */
export interface Plot {
  title: string;
  /** What it shows and how to read it, said on hover. */
  help: string;
  fits(plan: Plan, layout: Layout): boolean;
  /** A row of its own, or half of one. */
  wide(plan: Plan): boolean;
  /** Its share of the height, or 'own' where it knows its height. The larger of two in a row counts. */
  height: number | 'own';
  /** Square: more height than half the width would be left empty. */
  square?: true;
  /** In low windows the plot that yields first has the lowest number; those without one never yield. */
  yields?: number;
  component: Component<PlotProps>;
}

const inPlane = (plan: Plan): boolean => {
  const { width, classes } = shapeOf(plan);
  return width === 2 && classes === 2;
};
const isDigits = (plan: Plan): boolean => plan.data.kind === 'mnist';

export const plots = {
  loss: {
    title: 'Loss',
    help: 'Solid: the mean loss of the last training batches, about an epoch of them. Dashed: the loss of the whole test set. The shaded gap between them is what the network has learnt by heart.',
    fits: () => true,
    wide: () => true,
    height: 27,
    component: Loss,
  },
  boundary: {
    title: 'Decision boundary',
    help: 'Blue where the network says class 1, orange where it says class 0, stronger where it is surer; the line is where it is undecided. Filled points are training examples, open ones test examples; a ring marks those it gets wrong.',
    fits: inPlane,
    wide: () => false,
    height: 31,
    square: true,
    component: Boundary,
  },
  digits: {
    title: 'Input',
    help: 'A hundred training digits, beginning with the batch of this step.',
    fits: isDigits,
    wide: () => false,
    height: 'own',
    component: Digits,
  },
  predictions: {
    title: 'Prediction',
    help: 'What the network answers for these digits at this step, without dropout: blue is right, red with a frame is wrong, and the corner says what it took the digit for.',
    fits: isDigits,
    wide: () => false,
    height: 'own',
    component: Predictions,
  },
  flow: {
    title: 'Gradient flow',
    help: 'How far one step moves the weights of each layer: ‖ΔW‖ / ‖W‖, for SGD η‖∂J/∂W‖ / ‖W‖. The Goldilocks zone is 10⁻⁴ to 10⁻² (rule of thumb, cs231n): below it a layer hardly learns, above it steps overshoot. Ticks: the last 80 frames; bar: the middle half of the run; disc: now.',
    fits: () => true,
    wide: (plan) => !inPlane(plan),
    height: 22,
    component: Flow,
  },
  weights: {
    title: 'Weights',
    help: 'The weights of each layer, all on one axis. Few weights are a square each, many are bars.',
    fits: () => true,
    wide: () => true,
    height: 21,
    yields: 1,
    component: Weights,
  },
  preactivations: {
    title: 'Pre-activations',
    help: 'What goes into each activation, over the training examples. Tinted is the Goldilocks zone, where φ′(z) is at least a tenth of its maximum: outside it hardly any gradient passes.',
    fits: (plan, layout) => inPlane(plan) && inFrames(layout),
    wide: () => true,
    height: 21,
    yields: 2,
    component: Preactivations,
  },
} satisfies Record<string, Plot>;

export type PlotId = keyof typeof plots;
export const plotList: readonly [PlotId, Plot][] = Object.entries(plots) as [PlotId, Plot][];

/** One row of the pane: one wide plot or two halves. */
export interface PlotRow {
  plots: [PlotId, Plot][];
  height: number | 'own';
}

/** The plots that fit, in rows; in a low window (see `lowWindow`) the one that yields first is left out. */
export function plotRows(plan: Plan, layout: Layout, low: boolean): PlotRow[] {
  const fitting = plotList.filter(([, plot]) => plot.fits(plan, layout));
  const first = low ? Math.min(...fitting.map(([, plot]) => plot.yields ?? Infinity)) : NaN;
  const rows: PlotRow[] = [];
  for (const entry of fitting) {
    const [, plot] = entry;
    if (plot.yields === first) continue;
    const before = rows.at(-1);
    const half = !plot.wide(plan);
    if (half && before?.plots.length === 1 && !before.plots[0]?.[1].wide(plan)) {
      before.plots.push(entry);
      if (before.height !== 'own') before.height = plot.height === 'own' ? 'own' : Math.max(before.height, plot.height);
    } else rows.push({ plots: [entry], height: plot.height });
  }
  return rows;
}

/** Below this height one plot yields, so that the others stay legible. */
export const lowWindow = 820;

/** What a square plot needs besides its square: padding, caption and ticks, in px. */
const AROUND_SQUARE = 14;

/** The rows as a grid template for a pane of this size. */
export function rowTemplate(rows: readonly PlotRow[], width: number, height: number): string {
  const sum = rows.reduce((total, row) => total + (row.height === 'own' ? 0 : row.height), 0);
  return rows
    .map((row) => {
      if (row.height === 'own') return 'auto';
      const most = row.plots.some(([, plot]) => plot.square) ? width / 2 + AROUND_SQUARE : Infinity;
      return (row.height / sum) * height > most ? `${most}px` : `minmax(0, ${row.height}fr)`;
    })
    .join(' ');
}
