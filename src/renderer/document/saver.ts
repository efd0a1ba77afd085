/** What can be saved: each time what is newest of it. */
export interface Saved {
  save(): Promise<void>;
}

/** Saves what was changed a while after the last change; one save at a time, none lost. */
export class Saver<Job extends Saved> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pending = new Set<Job>();
  private running: Promise<void> | null = null;
  private readonly said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void;
  private readonly delay: number;

  constructor(said: (state: 'saving' | 'saved' | 'failed', error?: unknown) => void, delay = 300) {
    this.said = said;
    this.delay = delay;
  }

  /** Takes note of something to save. */
  put(job: Job): void {
    this.pending.add(job);
    this.said('saving');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.delay);
  }

  /** Has it saved at once, though nothing in it may have changed. */
  touch(job: Job): Promise<void> {
    this.pending.add(job);
    return this.flush();
  }

  /** Forgets what waits: there is nothing to save it to any more. */
  drop(job: Job): void {
    this.pending.delete(job);
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
    for (const job of [...this.pending]) {
      this.pending.delete(job);
      try {
        await job.save();
      } catch (error) {
        failed = { error };
        this.pending.add(job);
      }
    }
    this.running = null;
    if (failed) this.said('failed', failed.error);
    else this.said(this.pending.size > 0 ? 'saving' : 'saved');
  }
}
