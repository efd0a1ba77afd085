/** What was made last, as long as what it is made from stays the same: pictures that a redraw need not make anew. */
export class Kept<T> {
  private of: readonly unknown[] = [];
  private made: { value: T } | null = null;

  /** @param of what it depends on, compared by identity */
  get(of: readonly unknown[], make: () => T): T {
    if (!this.made || of.length !== this.of.length || of.some((part, i) => part !== this.of[i])) {
      this.made = { value: make() };
      this.of = of;
    }
    return this.made.value;
  }
}
