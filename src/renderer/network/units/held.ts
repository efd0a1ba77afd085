/** The end of a scale that holds still: it grows at once, and shrinks only when what it belongs to is another, or when it is
 *  told to. */
export class Held {
  private end = 0;
  private owner: unknown = undefined;
  private fitted = 0;

  /** @param now the end that the values at hand ask for @param owner a run, say @param fits counts the wishes to fit anew */
  of(now: number, owner: unknown, fits = 0): number {
    if (owner !== this.owner || fits !== this.fitted) this.end = 0;
    this.owner = owner;
    this.fitted = fits;
    this.end = Math.max(this.end, now);
    return this.end;
  }
}
