import type { FromTrainer } from '../core/contract/trainer.ts';
import type { Progress } from '../core/run.ts';
import type { Engine } from './engine/engine.ts';
import { Session } from './session.ts';

/** ms before the other work gets its turn. */
const SLICE = 4;

/** The frames a run would begin with: a session that rests before its first step, and that nobody keeps.
 *  @param make takes memory, and so is called with the first turn */
export function* preview(make: () => Engine, request: number): Generator<0, FromTrainer> {
  const frames: Uint8Array[] = [];
  const told: Progress[] = [];
  const session = new Session(0, make(), null, (message) => {
    if (message.type !== 'batch') return;
    frames.push(...message.frames);
    told.push(message.progress);
  });
  try {
    session.pauseAtStart();
    while (session.status === 'running') {
      session.turn(SLICE);
      yield 0;
    }
    const progress = told.at(-1);
    if (!progress) throw new Error('a session came to rest without a word');
    return { type: 'previewed', request, frames, progress };
  } finally {
    session.close();
  }
}
