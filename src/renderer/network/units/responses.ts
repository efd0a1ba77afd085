import { at } from '../../../core/floats.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Evaluator } from '../../../core/graph/evaluator.ts';
import { Field, type Read } from '../../view/field.ts';
import { divRgb } from '../../theme/scale.ts';
import { Held } from './held.ts';
import type { Placed } from './layout.ts';

/** Points along a side of what fills a unit; where units are many they are small. */
const FINE: readonly number[] = [24, 48];
const COARSE: readonly number[] = [24];
const MANY = 16;

/** What every unit on show answers over the square [−limit, limit]². */
export function responsesOf(evaluator: Evaluator, columns: readonly Placed[], limit: number): Field {
  const read: Read = (walked, count, into, from, area) => {
    let to = from;
    for (const { variable, indices, width } of columns) {
      const values = walked.value(variable);
      for (const index of indices) {
        for (let i = 0; i < count; i++) into[to + i] = at(values, i * width + index);
        to += area;
      }
    }
  };
  const channels = columns.reduce((sum, { indices }) => sum + indices.length, 0);
  return new Field(evaluator, limit, read, channels, channels > MANY ? COARSE : FINE);
}

/** The responses as one image, unit below unit, each `side` × `side`. Hidden units of a layer share a scale that holds still;
 *  inputs go to ±limit, and of a binary answer o the colour is 2σ(o) − 1, as in the decision boundary. */
export class Atlas {
  side = 0;
  readonly canvas = new OffscreenCanvas(1, 1);
  private image = new ImageData(1, 1);
  private readonly held = new Map<string, Held>();

  paint(field: Field, columns: readonly Placed[], limit: number, loss: Plan['loss'], owner: unknown): void {
    const { size: side, values, channels } = field;
    const area = side * side;
    if (values.length !== area * channels || channels === 0) return;
    if (this.image.width !== side || this.image.height !== side * channels) {
      this.image = new ImageData(side, side * channels);
      Object.assign(this.canvas, { width: side, height: side * channels });
    }
    const { data } = this.image;
    let from = 0;
    for (const { variable, indices } of columns) {
      const to = from + area * indices.length;
      const answer = variable === 'o' && loss === 'binary_cross_entropy';
      const end = variable === 'x' ? limit : answer ? 1 : this.endOf(variable, values.subarray(from, to), owner);
      for (let i = from; i < to; i++) {
        const v = at(values, i);
        const colour = divRgb(answer ? 0.8 * Math.tanh(v / 2) : v / end);
        data[4 * i] = colour[0];
        data[4 * i + 1] = colour[1];
        data[4 * i + 2] = colour[2];
        data[4 * i + 3] = 255;
      }
      from = to;
    }
    this.canvas.getContext('2d')?.putImageData(this.image, 0, 0);
    this.side = side;
  }

  private endOf(variable: string, values: Float32Array, owner: unknown): number {
    let most = 0;
    for (let i = 0; i < values.length; i += 3) {
      const size = Math.abs(at(values, i));
      if (size > most && size < Infinity) most = size;
    }
    return this.heldOf(variable).of(most, owner) || 1;
  }

  private heldOf(variable: string): Held {
    let held = this.held.get(variable);
    if (!held) this.held.set(variable, (held = new Held()));
    return held;
  }
}
