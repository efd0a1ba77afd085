import { examplesOf, type Examples } from '../../examples.ts';
import { at } from '../../floats.ts';
import { graphOf } from '../../graph/graph.ts';
import { Walker } from '../../graph/walker.ts';
import type { Plan } from '../../plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../../plan/shape.ts';

/** What a program says of its run. */
export interface Said {
  /** The loss of the first batch before any update. */
  first: number;
  /** Of every epoch: the mean over its examples, and the loss at its end of the set that is looked at: the validation set, or the
   *  test set where there is none (null for neither). */
  epochs: { loss: number; test: number | null }[];
  /** The epoch whose parameters are put back, from 1; null where the run does not stop early. */
  best: number | null;
}

/** The same by the float64 walker, and the values to begin with. @param biases what they begin with, by index */
export function walked(plan: Plan, biases: (i: number) => number): { said: Said; given: Record<string, Float32Array> } {
  const { train, validation, test } = examplesOf(plan, null);
  const held = validation.count > 0 ? validation : test;
  const graph = graphOf(plan, shapeOf(plan));
  const walker = new Walker(graph, plan, plan.batchSize);
  const tester = new Walker(graph, plan, Math.max(1, held.count));
  tester.batch.training = false;
  const parameters = graph.variables.flatMap(({ name, role }) => (role === 'parameter' ? [name] : []));
  walker.initialize();
  const given: Record<string, Float32Array> = {};
  for (const name of parameters) {
    const { value } = walker.tensor(name);
    given[name] = Float32Array.from(value, (w, i) => (name.startsWith('b') ? biases(i) : w));
    value.set(given[name]);
  }
  const heldLoss = (): number | null => {
    if (held.count === 0) return null;
    for (const name of parameters) tester.tensor(name).value.set(walker.tensor(name).value);
    return lossOf(tester, held, 0, held.count);
  };

  const said: Said = { first: NaN, epochs: [], best: null };
  const patience = held.count > 0 ? plan.earlyStopping?.patience : undefined;
  const [per, total] = [stepsPerEpoch(plan), totalSteps(plan)];
  let least = Infinity;
  let best = 0;
  for (let step = 0; step < total;) {
    let [sum, count] = [0, 0];
    for (let i = 0; i < per && step < total; i++, step++) {
      const from = i * plan.batchSize;
      const size = Math.min(train.count - from, plan.batchSize);
      const loss = lossOf(walker, train, from, size);
      if (step === 0) said.first = loss;
      sum += loss * size;
      count += size;
      walker.backward();
      walker.update();
    }
    const measured = heldLoss();
    said.epochs.push({ loss: sum / count, test: measured });
    if (measured !== null && measured < least) [least, best] = [measured, said.epochs.length];
    if (patience !== undefined) said.best = best;
    if (patience !== undefined && said.epochs.length - best >= patience) break;
  }
  return { said, given };
}

/** L of some examples, forward through the graph. */
function lossOf(walker: Walker, examples: Examples, from: number, count: number): number {
  const rows = (values: Examples['x'], width: number): Float64Array =>
    Float64Array.from(values.subarray(from * width, (from + count) * width));
  walker.batch.n = count;
  walker.tensor('x').value.set(rows(examples.x, examples.width));
  walker.tensor('y').value.set(rows(examples.y, examples.targetWidth));
  walker.forward();
  return at(walker.tensor('L').value, 0);
}

/** How far two numbers are apart, as a part of the one that is right. */
const apart = (value: number, right: number): number => Math.abs(value - right) / Math.max(Math.abs(right), 1e-9);

/** How far a program's numbers are from the walker's. */
export interface Deviation {
  first: number;
  /** The largest of all epochs. */
  loss: number;
  test: number;
  /** Why the runs are not of one shape; empty where they are. */
  shape: string;
}

/** Compares what a program said with what the walker says. */
export function deviationOf(said: Said, right: Said): Deviation {
  const largest = (of: (epoch: Said['epochs'][number]) => number | null): number =>
    right.epochs.reduce((most, epoch, i) => {
      const value = said.epochs[i];
      const expected = of(epoch);
      return expected === null || value === undefined ? most : Math.max(most, apart(of(value) ?? NaN, expected));
    }, 0);
  const lengths = said.epochs.length === right.epochs.length;
  return {
    first: apart(said.first, right.first),
    loss: largest(({ loss }) => loss),
    test: largest(({ test }) => test),
    shape: !lengths
      ? `${said.epochs.length} epochs, not ${right.epochs.length}`
      : said.best !== right.best
        ? `best at ${said.best ?? '-'}, not ${right.best ?? '-'}`
        : '',
  };
}

/** What a program printed, as numbers. */
export function saidIn(text: string): Said {
  const first = /step 0 {2}loss (\S+)/.exec(text)?.[1];
  const best = /best epoch (\d+)/.exec(text)?.[1];
  return {
    first: Number(first),
    epochs: [...text.matchAll(/epoch \d+ {2}loss (\S+)(?: {2}(?:test|validation) loss (\S+))?$/gm)].map(
      ([, loss, test]) => ({
        loss: Number(loss),
        test: test === undefined ? null : Number(test),
      }),
    ),
    best: best === undefined ? null : Number(best),
  };
}
