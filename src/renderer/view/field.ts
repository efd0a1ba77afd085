import type { Frame } from '../../core/frame/frame.ts';
import { at, type Floats } from '../../core/floats.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { Evaluator } from '../../core/graph/evaluator.ts';

/** Points along a side: coarse while training goes on, fine as soon as there is time. */
const usualLevels: readonly number[] = [32, 64, 128];
/** Milliseconds a field may take while frames keep coming. */
const BUDGET = 1.5;

/** How far a row of outputs is on the side of class 1: 0 on the boundary, a logit where the loss has one. Of more than two
 *  outputs: how sure it is of the largest, the logit of its chance. */
export function margin(o: Floats, row: number, q: number, loss: Plan['loss']): number {
  if (q === 1) return loss === 'squared_error' ? 4 * (at(o, row) - 0.5) : at(o, row);
  if (q > 2) return marginAmong(o, row, q, loss);
  return at(o, row * q + 1) - at(o, row * q);
}

function marginAmong(o: Floats, row: number, q: number, loss: Plan['loss']): number {
  let best = row * q;
  for (let j = best + 1; j < (row + 1) * q; j++) if (at(o, j) > at(o, best)) best = j;
  const most = at(o, best);
  if (loss === 'squared_error') return 4 * (most - 0.5);
  if (loss === 'binary_cross_entropy') return most;
  let others = 0;
  for (let j = row * q; j < (row + 1) * q; j++) if (j !== best) others += Math.exp(at(o, j) - most);
  return -Math.log(others);
}

/** What the plane is coloured by: the side of a boundary, the largest of several outputs, or the one output itself. */
export type Said = 'side' | 'classes' | 'value';
export function saidOf(plan: Plan): Said {
  const { classes } = shapeOf(plan);
  const last = plan.network.findLast((layer) => layer.type === 'dense');
  return classes === 0 ? 'value' : (last?.units ?? 0) > 2 ? 'classes' : 'side';
}

/** What is kept of a prediction: for each row i < count, channel c goes to `into[c * area + from + i]`. */
export type Read = (evaluator: Evaluator, count: number, into: Float32Array, from: number, area: number) => void;

/** The margin alone: what the decision boundary is drawn from. */
export const marginsOf =
  (loss: Plan['loss']): Read =>
  (evaluator, count, into, from) => {
    const o = evaluator.value('o');
    for (let i = 0; i < count; i++) into[from + i] = margin(o, i, evaluator.outputs, loss);
  };

/** Every output: what regions of several classes are drawn from, one channel an output. */
export const outputsOf: Read = (evaluator, count, into, from, area) => {
  const o = evaluator.value('o');
  const q = evaluator.outputs;
  for (let i = 0; i < count; i++) for (let j = 0; j < q; j++) into[j * area + from + i] = at(o, i * q + j);
};

/** Something of a network over the square [−limit, limit]², worked out in slices: what there is can always be drawn. */
export class Field {
  /** Points along a side of what is finished; 0 before the first. */
  size = 0;
  /** size × size numbers a channel, from the upper left. */
  values = new Float32Array(0);
  readonly channels: number;
  private readonly evaluator: Evaluator;
  private readonly read: Read;
  private readonly limit: number;
  private readonly levels: readonly number[];
  private target: Frame | null = null;
  private current: Frame | null = null;
  private level = 0;
  private done = 0;
  private busy = false;
  private working = new Float32Array(0);
  private perRow = 0.001;

  constructor(evaluator: Evaluator, limit: number, read: Read, channels = 1, levels = usualLevels) {
    this.evaluator = evaluator;
    this.limit = limit;
    this.read = read;
    this.channels = channels;
    this.levels = levels;
  }

  /** The parameters to show next. A field under way is finished first, so that slow ones are seen at all. */
  aim(frame: Frame): void {
    this.target = frame;
  }

  /** Works for about `ms`. True when there is another finished field to draw. */
  work(ms: number = BUDGET): boolean {
    const until = performance.now() + ms;
    let finished = false;
    while (this.next(finished)) {
      finished = this.rows() || finished;
      if (performance.now() >= until) break;
    }
    return finished;
  }

  /** Whether the newest frame, or a field under way, still has to be worked out. */
  get pending(): boolean {
    return this.target !== null && (this.busy || this.target !== this.current);
  }

  /** Whether the field could be finer. */
  get coarse(): boolean {
    return this.current !== null && this.level < this.levels.length - 1;
  }

  /** Makes sure there is a field under way. A finer one waits until the next call, after drawing. */
  private next(finished: boolean): boolean {
    if (this.busy) return true;
    if (finished || !this.target) return false;
    if (this.target !== this.current) {
      if (!this.evaluator.load(this.target)) {
        this.target = this.current;
        return false;
      }
      this.current = this.target;
      this.level = 0;
      while (this.level < this.levels.length - 1 && this.cost(this.level + 1) <= BUDGET) this.level++;
    } else if (this.level < this.levels.length - 1) this.level++;
    else return false;
    const floats = this.channels * this.side ** 2;
    if (this.working.length !== floats) this.working = new Float32Array(floats);
    this.done = 0;
    this.busy = true;
    return true;
  }

  private get side(): number {
    return this.levels[this.level] ?? 32;
  }

  private cost(level: number): number {
    return (this.levels[level] ?? 0) ** 2 * this.perRow;
  }

  /** Works out the next rows; true when they were the last. */
  private rows(): boolean {
    const { side, limit, done } = this;
    const area = side ** 2;
    const count = Math.min(this.evaluator.capacity, area - done, Math.max(8, Math.floor(2 / this.perRow)));
    const started = performance.now();
    this.evaluator.predict(count, (x) => {
      for (let i = 0; i < count; i++) {
        const k = done + i;
        x[2 * i] = (((k % side) + 0.5) / side) * 2 * limit - limit;
        x[2 * i + 1] = limit - ((Math.floor(k / side) + 0.5) / side) * 2 * limit;
      }
    });
    this.read(this.evaluator, count, this.working, done, area);
    this.perRow = 0.7 * this.perRow + (0.3 * (performance.now() - started)) / count;
    this.done += count;
    if (this.done < area) return false;
    this.busy = false;
    [this.values, this.working] = [this.working, this.values]; // the old one is filled next
    this.size = side;
    return true;
  }
}
