/** A state under undo and redo, and the edit that led to it. Never changed in place; the `key` is its own alone. */
export interface Entry<State> {
  readonly key: string;
  readonly label: string;
  readonly state: State;
}

const MOST_LABEL = 120;

export const entryOf = <State>(label: string, state: State): Entry<State> => ({
  key: crypto.randomUUID(),
  label: label.slice(0, MOST_LABEL),
  state,
});

/** All states of a document in the order of its edits, and which of them is the present one. `entries` is another array
 *  after every edit, so that who has one can tell by comparison what has changed since. */
export class History<State> {
  entries: readonly Entry<State>[];
  position: number;
  private lastField = '';
  private lastTime = -Infinity;
  private readonly now: () => number;

  /** @param entries at least one, and one at `position` */
  constructor(entries: readonly Entry<State>[], position = 0, now: () => number = () => performance.now()) {
    this.entries = entries;
    this.position = position;
    this.now = now;
  }

  /** What undo and redo would take back or do again; null when there is nothing. */
  get undoLabel(): string | null {
    return this.position > 0 ? (this.entries[this.position]?.label ?? null) : null;
  }
  get redoLabel(): string | null {
    return this.entries[this.position + 1]?.label ?? null;
  }

  /** Adds the state that an edit led to; what was undone is forgotten. Edits of one field (the same `field`) within a second
   *  are one step: the state takes the place of the one before. */
  push(label: string, state: State, field?: string): void {
    const now = this.now();
    const same = field !== undefined && field === this.lastField && now - this.lastTime < 1000 && this.position > 0;
    this.lastField = field ?? '';
    this.lastTime = now;
    const first = same ? (this.undoLabel ?? label) : label;
    const kept = this.entries.slice(0, same ? this.position : this.position + 1);
    this.entries = [...kept, entryOf(first, state)];
    this.position = kept.length;
  }

  /** The state before or after the present one, which it becomes; null where there is none. */
  undo(): State | null {
    return this.travel(-1);
  }
  redo(): State | null {
    return this.travel(1);
  }

  private travel(by: number): State | null {
    const entry = this.entries[this.position + by];
    if (!entry) return null;
    this.lastField = '';
    this.position += by;
    return entry.state;
  }
}
