import type { FromTrainer, Recorded } from '../core/contract/trainer.ts';
import { isLive } from '../core/run.ts';
import type { Engine } from './engine/engine.ts';
import { Session } from './session.ts';

/** A stored run that is executed again: a session like any other, which records what that run did and that nobody controls. */
export class Rerun {
  readonly request: number;
  private readonly make: () => Engine;
  private readonly recorded: Recorded;
  private readonly post: (message: FromTrainer) => void;
  private session: Session | null = null;
  private said = false;

  /** @param make takes memory, and so is called with the first turn */
  constructor(request: number, make: () => Engine, recorded: Recorded, post: (message: FromTrainer) => void) {
    this.request = request;
    this.make = make;
    this.recorded = recorded;
    this.post = post;
  }

  /** Whether all has been said. */
  get ended(): boolean {
    return this.said;
  }

  /** Works for up to `ms`. @returns when it wants to be called again, as a session does
   *  @throws Error where its engine is not here, RangeError when there is not enough memory */
  turn(ms: number): number {
    this.session ??= this.begin();
    return this.session.turn(ms);
  }

  /** Main has compared a batch. */
  compared(): void {
    this.session?.stored();
  }

  close(): void {
    this.session?.close();
  }

  private begin(): Session {
    const { request, recorded, post } = this;
    const { from } = recorded;
    const branch = from && { from, changes: [] }; // it was changed before its first keyframe
    return new Session(
      request,
      this.make(),
      null,
      (message) => {
        if (message.type !== 'batch') return;
        const { status, message: why = null } = message.progress;
        this.said = !isLive(status);
        post({ type: 'again', request, frames: message.frames, status, message: why });
      },
      branch,
      recorded,
    );
  }
}
