import { untrack } from 'svelte';
import type { Frame } from '../../core/frame/frame.ts';
import type { Field } from './field.ts';

/** When no frame has come for this long, there is time for a finer field: longer than between two steps that are shown (STEP_MS). */
const REST_MS = 300;

/** Works a field out between the window's other work: some milliseconds an animation frame, and only from the newest frame. */
export class FieldLoop {
  /** Rises whenever there is another field to draw. */
  version = $state(0);
  readonly field: Field;
  private loop = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(field: Field) {
    this.field = field;
  }

  aim(frame: Frame): void {
    this.field.aim(frame);
    this.stop();
    untrack(this.work); // at once: a frame an animation frame would put it off for ever
  }

  stop(): void {
    cancelAnimationFrame(this.loop);
    clearTimeout(this.rest);
  }

  private readonly work = (): void => {
    const { field } = this;
    if (field.work()) this.version++;
    if (field.pending) this.loop = requestAnimationFrame(this.work);
    else if (field.coarse) this.rest = setTimeout(this.work, REST_MS);
  };
}
