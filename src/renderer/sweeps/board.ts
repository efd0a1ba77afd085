import type { Board, Drawing } from '../paint/board.ts';

/** The figure of the page: it knows what is drawn in it, for exports. */
export class FigureBoard implements Board {
  drawings: readonly Drawing[] = [];
  private readonly going: () => boolean;

  /** @param going whether results are being made */
  constructor(going: () => boolean) {
    this.going = going;
  }

  get playing(): boolean {
    return this.going();
  }

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
