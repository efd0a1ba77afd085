/** Saves the newest value a while after the last change; one save at a time, none lost. */
export class Saver<Value> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pending: { value: Value } | null = null;
  private running: Promise<void> | null = null;
  private readonly save: (value: Value) => Promise<void>;
  private readonly said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void;
  private readonly delay: number;

  constructor(
    save: (value: Value) => Promise<void>,
    said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void,
    delay = 300,
  ) {
    this.save = save;
    this.said = said;
    this.delay = delay;
  }

  /** Takes note of a value to save. */
  put(value: Value): void {
    this.pending = { value };
    this.said('saving');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delay);
  }

  /** Saves at once what waits; resolves when it is saved or has failed. What failed waits for the next flush or put. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!this.pending) return;
    const { value } = this.pending;
    this.pending = null;
    this.running = this.save(value).then(
      () => this.said(this.pending ? 'saving' : 'saved'),
      (error: unknown) => {
        this.pending ??= { value };
        this.said('failed', error);
      },
    );
    await this.running;
    this.running = null;
  }
}
