/** States before and after the present one, in memory. `State` values are never changed in place. */
export class History<State> {
  private readonly past: { label: string; state: State }[] = [];
  private future: { label: string; state: State }[] = [];
  private lastLabel = '';
  private lastTime = -Infinity;
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** What undo and redo would take back or do again; null when there is nothing. */
  get undoLabel(): string | null {
    return this.past.at(-1)?.label ?? null;
  }
  get redoLabel(): string | null {
    return this.future.at(-1)?.label ?? null;
  }

  /** Remembers the state before an edit. Edits of one field (the same `field`) within a second are one step. */
  push(label: string, before: State, field?: string): void {
    const now = this.now();
    const same = field !== undefined && field === this.lastLabel && now - this.lastTime < 1000;
    this.lastLabel = field ?? '';
    this.lastTime = now;
    this.future = [];
    if (!same || this.past.length === 0) this.past.push({ label, state: before });
  }

  /** The state to go back to, given the present one. */
  undo(present: State): State | null {
    return this.travel(this.past, this.future, present);
  }

  redo(present: State): State | null {
    return this.travel(this.future, this.past, present);
  }

  private travel(from: typeof this.past, to: typeof this.past, present: State): State | null {
    const entry = from.pop();
    if (!entry) return null;
    this.lastLabel = '';
    to.push({ label: entry.label, state: present });
    return entry.state;
  }
}
