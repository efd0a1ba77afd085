/** Where a drawing is seen: world point p is at k·p + (x, y) in px of the stage. */
export interface View {
  x: number;
  y: number;
  k: number;
  /** Size of the stage in px. */
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Draws in world coordinates; what is not in `view` may be left out. For an export the view is the whole world. */
export type Paint = (context: CanvasRenderingContext2D, view: View) => void;
