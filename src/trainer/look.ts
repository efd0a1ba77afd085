import type { FromTrainer, Waypoint } from '../core/contract/trainer.ts';
import { encodeFrame } from '../core/frame/frame.ts';
import { lookEntries } from '../core/frame/layout.ts';
import { stepsPerEpoch } from '../core/plan/shape.ts';
import type { Engine } from './engine/engine.ts';
import { rewound } from './rewound.ts';

/** One look at a step: an engine that lives until every value and every gradient of the step is read. */
export class Look {
  readonly request: number;
  private readonly work: Generator<0, FromTrainer>;

  /** Takes no memory before its first turn. */
  constructor(request: number, make: () => Engine, from: Waypoint) {
    this.request = request;
    this.work = look(request, make, from);
  }

  /** Works for up to `ms`. @returns the answer when it is there @throws RangeError when there is not enough memory */
  turn(ms: number): FromTrainer | null {
    const started = performance.now();
    do {
      const { done, value } = this.work.next();
      if (done) return value;
    } while (performance.now() - started < ms);
    return null;
  }
}

function* look(request: number, make: () => Engine, from: Waypoint): Generator<0, FromTrainer> {
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
      meanLoss: NaN,
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
