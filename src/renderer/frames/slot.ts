import { getContext, setContext } from 'svelte';
import type { PlotId } from '../../core/plots.ts';
import { provideBoard, type Board, type Drawing } from '../paint/board.ts';
import type { MessageLine } from '../run/message.svelte.ts';

/** What a frame says of the plot in it. */
export interface FramedPlot {
  title: () => string;
  /** What it shows and how to read it. */
  help: () => string;
  /** Its formula. */
  tex?: string;
}

/** What a plot's frame can do with the pane it is in. */
export interface Pane {
  /** The plots on screen, from top to bottom. */
  readonly shown: readonly { id: PlotId; plot: FramedPlot; wide: boolean }[];
  /** The plot that fills the window. */
  enlarged: PlotId | null;
  /** The plot that is being dragged. */
  dragged: PlotId | null;
  /** The plot that was shown last, to be brought into sight; and the one that takes the focus. */
  readonly arrived: PlotId | null;
  wanted: PlotId | null;
  /** The name of the experiment. */
  readonly name: string;
  /** Whether numbers are being made or replayed. */
  readonly playing: boolean;
  /** Another text whenever what plots are of has changed: the step, or the run that grew. */
  readonly moved: string;
  /** Where it is said what was saved, or why it was not. */
  readonly line: MessageLine;
  /** Told of the plots that are in it; returns how to forget one. */
  keep?(slot: Slot): () => void;
  show(id: PlotId, title: string, shown: boolean): void;
  /** Puts a plot in the place of another. */
  move(id: PlotId, title: string, to: PlotId): void;
  widen(id: PlotId, title: string, wide: boolean): void;
}

/** The place of one plot in the pane, or of the same plot enlarged: what its frame and its parts need to know of it. */
export class Slot implements Board {
  readonly id: PlotId;
  readonly plot: FramedPlot;
  readonly pane: Pane;
  /** Whether it stays where it is: enlarged, or in a row of a comparison. */
  readonly fixed: boolean;
  /** What is drawn in it now, in the order it came. */
  drawings: readonly Drawing[] = [];

  constructor(id: PlotId, plot: FramedPlot, pane: Pane, fixed: boolean) {
    this.id = id;
    this.plot = plot;
    this.pane = pane;
    this.fixed = fixed;
  }

  get playing(): boolean {
    return this.pane.playing;
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
export const provideSlot = (slot: Slot): Slot => setContext(KEY, provideBoard(slot));

/** The slot a plot is in; null for a drawing that is no plot of the registry. */
export const slotOf = (): Slot | null => getContext<Slot | undefined>(KEY) ?? null;
