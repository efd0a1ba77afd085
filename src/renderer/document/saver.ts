/** Saves the newest value of each key a while after the last change; one save at a time, none lost. */
export class Saver<Key, Value> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pending = new Map<Key, Value>();
  private running: Promise<void> | null = null;
  private readonly save: (key: Key, value: Value) => Promise<void>;
  private readonly said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void;
  private readonly delay: number;

  constructor(
    save: (key: Key, value: Value) => Promise<void>,
    said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void,
    delay = 300,
  ) {
    this.save = save;
    this.said = said;
    this.delay = delay;
  }

  /** Takes note of a value to save, in place of an older one. */
  put(key: Key, value: Value): void {
    this.pending.set(key, value);
    this.said('saving');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delay);
  }

  /** Forgets what waits: there is nothing to save it to any more. */
  drop(key: Key): void {
    this.pending.delete(key);
  }

  /** Saves at once what waits; resolves when it is saved or has failed. What failed waits for the next flush or put. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.pending.size === 0) return;
    this.running = this.saveAll();
    await this.running;
  }

  private async saveAll(): Promise<void> {
    let failed: { error: unknown } | null = null;
    for (const key of [...this.pending.keys()]) {
      const value = this.pending.get(key) as Value;
      this.pending.delete(key);
      try {
        await this.save(key, value);
      } catch (error) {
        failed = { error };
        if (!this.pending.has(key)) this.pending.set(key, value);
      }
    }
    this.running = null;
    if (failed) this.said('failed', failed.error);
    else this.said(this.pending.size > 0 ? 'saving' : 'saved');
  }
}
