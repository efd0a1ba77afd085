import type { RunFacts } from '../../core/contract/runs.ts';
import type { Lab } from '../run/lab.ts';
import type { RunList } from './list.svelte.ts';

/** What is known of one run, asked again when it has changed. */
export class RunFactsOf {
  now = $state.raw<RunFacts | null>(null);
  private run: number | null = null;
  private readonly lab: Lab;
  private readonly list: RunList;

  constructor(lab: Lab, list: RunList) {
    this.lab = lab;
    this.list = list;
  }

  /** Shows another run, or none. */
  show(run: number | null): void {
    if (run === this.run) return;
    this.run = run;
    if (run === null) this.now = null;
    else void this.ask();
  }

  /** Follows the lab's news. Returns how to stop. */
  follow(): () => void {
    return this.lab.onEvent((event) => {
      const told = event.type === 'runsNoted' ? event.runs : event.type === 'run' ? [event.info.id] : [];
      if (this.run !== null && told.includes(this.run)) void this.ask();
    });
  }

  /** Keeps a note that was written, whichever run is shown by now. */
  async keepNote(run: number, note: string): Promise<void> {
    if (this.now?.info.id === run) this.now = { ...this.now, note };
    await this.list.attempt(() => this.lab.call('noteRun', { run, note }));
  }

  private async ask(): Promise<void> {
    const { run } = this;
    if (run === null) return;
    await this.list.attempt(async () => {
      const { value } = await this.lab.call('runFacts', { run });
      if (this.run === run) this.now = value;
    });
  }
}
