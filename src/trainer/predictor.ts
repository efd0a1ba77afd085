import { predicted } from '../core/examples.ts';
import { at, type Floats } from '../core/floats.ts';
import { predictedAtOnce } from '../core/plan/memory.ts';
import type { Plan } from '../core/plan/schema.ts';
import type { Table } from './engine/compile.ts';
import type { Engine } from './engine/engine.ts';
import { FROM, HEADER, N, VECTORS } from './kernels/words.ts';

/** How well o answers y over the first n rows: the share of right classes, NaN for a regression. */
export function accuracyOf(o: Floats, n: number, q: number, labels: (row: number) => number, plan: Plan): number {
  let right = 0;
  for (let i = 0; i < n; i++) if (predicted(o, i, q, plan.loss) === labels(i)) right++;
  return right / n;
}

/** Runs the network forward with dropout off, on buffers of its own but the trainer's parameters, so that a step that
 *  is under way is not disturbed. */
export class Predictor {
  loss = NaN;
  accuracy = NaN;
  private readonly engine: Engine;
  private readonly o: Float32Array;
  private readonly outputs: number;

  constructor(engine: Engine) {
    this.engine = engine;
    this.outputs = engine.place('o').columns;
    this.o = new Float32Array(predictedAtOnce * this.outputs);
  }

  /** Measures mean L and accuracy over the test set. Yields where that takes long. */
  *measure(): Generator<0> {
    const { engine, o, outputs } = this;
    const { test } = engine.data;
    let loss = 0;
    let right = 0;
    for (let from = 0; from < test.count; from += predictedAtOnce) {
      const n = Math.min(predictedAtOnce, test.count - from);
      yield* this.forward(engine.compiled.tables.test, n, (i) => from + i);
      loss += n * engine.float(engine.compiled.predict.places.get('L')?.at ?? 0);
      right += n * accuracyOf(o, n, outputs, (row) => at(test.labels, from + row), engine.plan);
    }
    this.loss = loss / test.count;
    this.accuracy = test.labels.length > 0 ? right / test.count : NaN;
  }

  /** Mean L of some training examples at the parameters of now. Yields after every 128 of them.
   *  @param rows which ones @returns NaN where there are none */
  *meanLoss(rows: Uint32Array): Generator<0, number> {
    const { engine } = this;
    let loss = 0;
    for (let from = 0; from < rows.length; from += predictedAtOnce) {
      const n = Math.min(predictedAtOnce, rows.length - from);
      yield* this.forward(engine.compiled.tables.train, n, (i) => at(rows, from + i));
      loss += n * engine.float(engine.compiled.predict.places.get('L')?.at ?? 0);
      yield 0;
    }
    return loss / rows.length;
  }

  /** Writes o for some training examples. Yields where that takes long. */
  *answer(rows: Uint32Array, into: Float32Array): Generator<0> {
    for (let from = 0; from < rows.length; from += predictedAtOnce) {
      const n = Math.min(predictedAtOnce, rows.length - from);
      yield* this.forward(this.engine.compiled.tables.train, n, (i) => at(rows, from + i));
      into.set(this.o.subarray(0, n * this.outputs), from * this.outputs);
    }
  }

  private *forward(table: Table, n: number, row: (i: number) => number): Generator<0> {
    const { engine } = this;
    const { predict } = engine.compiled;
    // the table the program's first instruction, which loads the batch, reads
    engine.setHeader(predict, HEADER + 8, table.x);
    engine.setHeader(predict, HEADER + 24, table.y);
    engine.setHeader(predict, FROM, 0);
    engine.setHeader(predict, N, n);
    engine.setHeader(predict, VECTORS, Math.ceil(n / 4));
    for (let i = 0; i < n; i++) engine.setWord(predict.order + 4 * i, row(i));
    yield* engine.walk(predict, 0, predict.instructions.length);
    engine.read('o', this.o, predict);
  }
}
