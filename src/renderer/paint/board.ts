import { getContext, setContext } from 'svelte';

/** Something drawn in a figure, as an export needs it: painted on any canvas, or given as the SVG of a chart. */
export interface Drawing {
  element: HTMLElement;
  paint?: (context: CanvasRenderingContext2D, width: number, height: number) => void;
  svg?: (width: number, height: number) => string;
}

/** The figure that drawings are in: it keeps them for exports, and knows whether its numbers are being made. */
export interface Board {
  /** An attachment: what is drawn in an element leaves with exports. */
  draws(drawing: Omit<Drawing, 'element'>): (element: HTMLElement) => () => void;
  readonly playing: boolean;
}

const KEY = Symbol('board');

/** Makes a figure known to what is drawn inside. */
export const provideBoard = <B extends Board>(board: B): B => setContext(KEY, board);

/** The figure a drawing is in; null for one that leaves with no export. */
export const boardOf = (): Board | null => getContext<Board | undefined>(KEY) ?? null;
