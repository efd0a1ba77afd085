import { LabError } from '../../core/errors.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { Session } from '../run/session.svelte.ts';

/** Every value of one step of a large network, computed anew by the lab from the keyframe before it. */
export class LookedAt {
  coming = $state(false);
  private readonly session: Session;
  private found = $state.raw<{ run: number; step: number; frame: Frame } | null>(null);
  private asked = '';

  constructor(session: Session) {
    this.session = session;
  }

  /** Of the step on show; null while it is another's. */
  readonly frame: Frame | null = $derived.by(() => {
    const { info, step } = this.session;
    return this.found && this.found.run === info?.id && this.found.step === step ? this.found.frame : null;
  });

  /** Asks for the step on show, unless numbers are being made or it was asked for already. */
  follow(): void {
    const { info, step, playing } = this.session;
    if (!info || step === null || playing || this.frame) return;
    const key = `${info.id} ${step}`;
    if (this.asked === key) return;
    this.asked = key;
    void this.ask(info.id, step, key);
  }

  private async ask(run: number, step: number, key: string): Promise<void> {
    this.coming = true;
    try {
      const { value, payload } = await this.session.client.call('look', { run, step });
      if (this.asked !== key) return;
      const bytes = payload.slice(value.offset, value.offset + value.length);
      this.found = { run, step, frame: decodeFrame(bytes, { frame: value.entries, keyframe: [] }) };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (this.asked === key) this.session.line.say(errorSentence(error), error.code);
    } finally {
      if (this.asked === key) this.coming = false;
    }
  }
}
