import { getContext, setContext } from 'svelte';
import type { PlotId, PlotOptions } from '../../core/plots.ts';
import type { Pane, Plot } from './plot.ts';

/** Something drawn in a plot, as an export needs it: painted on any canvas, or given as the SVG of a chart. */
export interface Drawing {
  element: HTMLElement;
  paint?: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  svg?: (width: number, height: number) => string;
}

/** The place of one plot in the pane, or of the same plot enlarged: what its frame and its parts need to know of it. */
export class Slot {
  readonly id: PlotId;
  readonly plot: Plot;
  readonly pane: Pane;
  readonly large: boolean;
  /** What is drawn in it now, in the order it came. */
  drawings: readonly Drawing[] = [];

  constructor(id: PlotId, plot: Plot, pane: Pane, large: boolean) {
    this.id = id;
    this.plot = plot;
    this.pane = pane;
    this.large = large;
  }

  /** An attachment: what is drawn in an element leaves with exports. */
  draws(drawing: Omit<Drawing, 'element'>): (element: HTMLElement) => () => void {
    return (element) => {
      const own = { ...drawing, element };
      this.drawings = [...this.drawings, own];
      return () => {
        this.drawings = this.drawings.filter((other) => other !== own);
      };
    };
  }
}

const KEY = Symbol('plot slot');

/** Makes a slot known to the plot inside. */
export const provideSlot = (slot: Slot): Slot => setContext(KEY, slot);

/** The slot a plot is in; null for a drawing that is no plot of the registry. */
export const slotOf = (): Slot | null => getContext<Slot | undefined>(KEY) ?? null;

/** An option of a plot as it was saved, or what it is otherwise. */
export function choice<const T extends string>(
  options: PlotOptions,
  key: string,
  among: readonly T[],
  otherwise: T,
): T {
  return among.find((one) => one === options[key]) ?? otherwise;
}
export const flag = (options: PlotOptions, key: string, otherwise = false): boolean =>
  typeof options[key] === 'boolean' ? options[key] : otherwise;
/** A number of an option, kept within its bounds. */
export function amount(options: PlotOptions, key: string, least: number, most: number, otherwise: number): number {
  const value = options[key];
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : otherwise;
}
