import type { FromTrainer, Waypoint } from '../core/contract/trainer.ts';
import { encodeFrame } from '../core/frame/frame.ts';
import { lookEntries } from '../core/frame/layout.ts';
import { stepsPerEpoch } from '../core/plan/shape.ts';
import type { Engine } from './engine/engine.ts';
import { rewound } from './rewound.ts';

/** Every value and every gradient of a step, from an engine that lives until they are read.
 *  @param make takes memory, and so is called with the first turn */
export function* look(make: () => Engine, request: number, from: Waypoint): Generator<0, FromTrainer> {
  const engine = make();
  const { plan } = engine;
  try {
    yield* rewound(engine, from);
    yield* engine.evaluate();
    const entries = lookEntries(engine.graph, plan.batchSize);
    const { step, n, order, loss, objective } = engine;
    const scalars = {
      step,
      epoch: Math.floor(step / stepsPerEpoch(plan)),
      loss,
      penalty: engine.scalar('s'),
      objective,
      // not measured again
      epochLoss: NaN,
      accuracy: NaN,
      testLoss: NaN,
      testAccuracy: NaN,
      testStep: NaN,
    };
    const frame = encodeFrame('frame', { frame: entries, keyframe: [] }, n, scalars, (name, into) => {
      if (name === 'rows') into.set(order.subarray(engine.from, engine.from + n));
      else engine.read(name, into);
    });
    return { type: 'looked', request, entries, frame };
  } finally {
    engine.close();
  }
}
