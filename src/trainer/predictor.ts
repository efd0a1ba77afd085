import { predicted } from '../core/examples.ts';
import { at, type Floats } from '../core/floats.ts';
import { predictedAtOnce } from '../core/plan/memory.ts';
import type { Plan } from '../core/plan/schema.ts';
import { shapeOf, type DataPart } from '../core/plan/shape.ts';
import type { Table } from './engine/compile.ts';
import type { Engine } from './engine/engine.ts';
import { FROM, HEADER, LISTS, N, NOT_FINITE, VECTORS } from './kernels/words.ts';

/** How many of the first n rows of o answer with the right class. `counts`, where given, counts every pair: a row for each class,
 *  a column for each answer. */
export function rightOf(
  o: Floats,
  n: number,
  q: number,
  labels: (row: number) => number,
  plan: Plan,
  counts?: { classes: number; into: Float32Array },
): number {
  let right = 0;
  for (let i = 0; i < n; i++) {
    const [label, answer] = [labels(i), predicted(o, i, q, plan.loss)];
    if (answer === label) right++;
    if (counts) {
      const k = label * counts.classes + answer;
      counts.into[k] = (counts.into[k] ?? 0) + 1;
    }
  }
  return right;
}

/** Runs the network forward with dropout off, on buffers of its own but the trainer's parameters, so that a step that
 *  is under way is not disturbed. */
export class Predictor {
  /** Of the test set, at its last measurement. */
  loss = NaN;
  accuracy = NaN;
  /** How often each class (row) of it was answered with each (column), then; empty for a regression. */
  readonly confusion: Float32Array;
  private readonly classes: number;
  private readonly engine: Engine;
  private readonly o: Float32Array;
  private readonly outputs: number;

  constructor(engine: Engine) {
    this.engine = engine;
    this.outputs = engine.place('o').columns;
    this.o = new Float32Array(predictedAtOnce * this.outputs);
    this.classes = shapeOf(engine.plan).classes;
    this.confusion = new Float32Array(this.classes ** 2);
  }

  /** Measures mean L, accuracy and confusion over the test set. Yields where that takes long. */
  *measure(): Generator<0> {
    const into = new Float32Array(this.confusion.length);
    Object.assign(this, yield* this.over('test', into));
    this.confusion.set(into);
  }

  /** Mean L and share of right answers (NaN for a regression) of all examples of a part at the parameters of now, dropout off.
   *  Yields where that takes long. */
  *over(part: DataPart, confusion?: Float32Array): Generator<0, { loss: number; accuracy: number }> {
    const { engine, o, outputs, classes } = this;
    const { count, labels } = engine.data[part];
    const counts = confusion && { classes, into: confusion };
    let loss = 0;
    let right = 0;
    for (let from = 0; from < count; from += predictedAtOnce) {
      const n = Math.min(predictedAtOnce, count - from);
      yield* this.forward(engine.compiled.tables[part], n, (i) => from + i);
      loss += n * engine.float(engine.compiled.predict.places.get('L')?.at ?? 0);
      if (classes > 0) right += rightOf(o, n, outputs, (row) => at(labels, from + row), engine.plan, counts);
      yield 0;
    }
    return { loss: loss / count, accuracy: classes > 0 ? right / count : NaN };
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
    engine.setHeader(predict, LISTS, table.lists);
    engine.setHeader(predict, NOT_FINITE, 0);
    engine.setHeader(predict, FROM, 0);
    engine.setHeader(predict, N, n);
    engine.setHeader(predict, VECTORS, Math.ceil(n / 4));
    for (let i = 0; i < n; i++) engine.setWord(predict.order + 4 * i, row(i));
    yield* engine.walk(predict, 0, predict.instructions.length);
    engine.read('o', this.o, predict);
  }
}
