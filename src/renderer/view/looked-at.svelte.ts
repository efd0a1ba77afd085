import type { Args } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import { errorSentence } from '../../core/words/errors.ts';
import type { OpenedRun } from '../run/opened.svelte.ts';
import type { Session } from '../run/session.svelte.ts';

/** Every value of one step of a large network, computed anew by the lab from the keyframe before it. */
export class LookedAt {
  coming = $state(false);
  private readonly session: Session;
  private found = $state.raw<{ of: OpenedRun; step: number; frame: Frame } | null>(null);
  private asked: { of: OpenedRun; step: number } | null = null;

  constructor(session: Session) {
    this.session = session;
  }

  /** Of the step on show; null while it is another's. */
  readonly frame: Frame | null = $derived.by(() => {
    const { opened, step } = this.session;
    return this.found && this.found.of === opened && this.found.step === step ? this.found.frame : null;
  });

  /** Asks for the step on show, unless numbers are being made or it was asked for already. */
  follow(): void {
    const { opened, info, step, playing, stale } = this.session;
    if (!opened || step === null || playing || stale || this.frame) return;
    if (this.asked?.of === opened && this.asked.step === step) return;
    this.asked = { of: opened, step };
    const { seat } = this.session;
    void this.ask(this.asked, info ? { run: info.id, step, seat } : { plan: opened.detail.plan, seat });
  }

  private async ask(asked: { of: OpenedRun; step: number }, what: Args<'look'>): Promise<void> {
    this.coming = true;
    try {
      const { value, payload } = await this.session.client.call('look', what);
      if (this.asked !== asked) return;
      const bytes = payload.slice(value.offset, value.offset + value.length);
      this.found = { ...asked, frame: decodeFrame(bytes, { frame: value.entries, keyframe: [] }) };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (this.asked === asked && error.code !== 'look-superseded')
        this.session.line.say(errorSentence(error), error.code);
    } finally {
      if (this.asked === asked) this.coming = false;
    }
  }
}
