import type { Waypoint } from '../core/contract/trainer.ts';
import { decodeFrame, type Scalars } from '../core/frame/frame.ts';
import type { Engine } from './engine/engine.ts';

/** Whole steps are asked of the kernels for about so long (ms), before messages get their turn. */
const AT_ONCE = 1;

/** Gives a fresh engine the state that a keyframe holds: parameters, what the optimizer remembers, the step. Everything else
 *  is counted (decision 0012). Without a keyframe, the plan's initial values. Yields now and then.
 *  @returns what the keyframe says of its step @throws Error when its bytes have another layout than is said */
export function* restored(engine: Engine, keyframe: Waypoint['keyframe']): Generator<0, Scalars | null> {
  if (!keyframe) {
    yield* engine.initialize();
    return null;
  }
  const frame = decodeFrame(keyframe.bytes, keyframe.layout);
  for (const { name } of keyframe.layout.keyframe)
    if (engine.has(name)) engine.values(name).set(frame.tensor(name) ?? []);
  engine.step = frame.scalars.step;
  return frame.scalars;
}

/** Takes steps until the engine is at one, without a word. Yields often.
 *  @throws Error where the objective is not finite before it, which a recorded step rules out */
export function* silently(engine: Engine, step: number): Generator<0> {
  let atOnce = 1;
  while (engine.step < step) {
    const steps = Math.min(atOnce, step - engine.step);
    const began = performance.now();
    if (engine.fits) {
      if (engine.run(steps) < steps) throw new Error(`the run ends at step ${engine.step}`);
      if (performance.now() - began < AT_ONCE / 2) atOnce *= 2;
    } else {
      yield* engine.evaluate();
      yield* engine.update();
    }
    yield 0;
  }
}

/** Brings a fresh engine to a step of its run, to the bit as the run was there before the batch of that step. */
export function* rewound(engine: Engine, { keyframe, step }: Waypoint): Generator<0> {
  yield* restored(engine, keyframe);
  yield* silently(engine, step);
}
