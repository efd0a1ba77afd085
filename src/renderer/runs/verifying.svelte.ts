import { SvelteMap } from 'svelte/reactivity';
import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Lab } from '../run/lab.ts';

/** Which runs are being verified, whoever asked for it, and how far that is. What was found comes with the runs. */
export class Verifying {
  /** Frames compared, and of how many. */
  readonly underWay = new SvelteMap<number, { done: number; of: number }>();
  /** Why the lab refused, and which run. */
  refused = $state.raw<{ run: number; sentence: string } | null>(null);
  private readonly lab: Lab;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Follows the lab's news. Returns how to stop. */
  follow(): () => void {
    const forget = [
      // another lab may be there now, which verifies nothing
      this.lab.onOpen(() => this.underWay.clear()),
      this.lab.onEvent((event) => {
        if (event.type === 'verifying') this.underWay.set(event.run, { done: event.done, of: event.of });
        else if (event.type === 'verified') this.underWay.delete(event.run);
        else if (event.type === 'runsDeleted') for (const run of event.runs) this.underWay.delete(run);
      }),
    ];
    return () => {
      for (const stop of forget) stop();
    };
  }

  async begin(run: number): Promise<void> {
    this.refused = null;
    try {
      await this.lab.call('verify', { run });
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      // a lost connection is said by the window
      if (error.code !== 'disconnected') this.refused = { run, sentence: errorSentence(error) };
    }
  }

  async cancel(run: number): Promise<void> {
    await this.lab.call('cancelVerify', { run }).catch((error: unknown) => {
      if (!(error instanceof LabError)) throw error;
    });
  }
}
