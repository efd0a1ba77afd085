import type { Examples } from '../../core/examples.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { dataParts, stepsPerEpoch, type DataPart } from '../../core/plan/shape.ts';
import { keyOf } from '../../core/random.ts';
import { ratesAt } from '../../core/rates.ts';
import * as W from '../kernels/words.ts';
import { placeOf, type Compiled, type Program } from './compile.ts';
import type { Memory } from './kernels.ts';
import { writeListings } from './sparse.ts';

/** Fills fresh memory with what was compiled: programs, constants and examples. */
export function writeMemory(memory: Memory, compiled: Compiled, plan: Plan, data: Record<DataPart, Examples>): void {
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const { train, predict, tables, losses, ones, sparse } = compiled;
  for (const program of [train, predict]) {
    writeProgram(program, compiled, plan, data.train.count, words, floats);
    writeListings(words, sparse, program.listings);
  }
  words[(train.at + W.TRAINING) / 4] = 1;
  words[(train.at + W.LOSSES) / 4] = losses;
  floats.fill(NaN, losses / 4, losses / 4 + stepsPerEpoch(plan));
  for (const name of ['L', 's', 'J']) {
    const place = train.places.get(name);
    if (place) floats[place.gradient / 4] = 1; // ∂J/∂J = ∂J/∂L = ∂J/∂s = 1
  }
  floats.fill(1, ones / 4, (ones + train.stride) / 4);
  for (const part of dataParts) {
    const { x, y, count } = data[part];
    if (count === 0) continue;
    if (x instanceof Uint8Array) new Uint8Array(memory.buffer).set(x, tables[part].x);
    else floats.set(x, tables[part].x / 4);
    floats.set(y, tables[part].y / 4);
  }
  for (let i = 0; i < data.train.count; i++) words[train.order / 4 + i] = i;
}

function writeProgram(
  program: Program,
  { parameters, rates, tables, sparse }: Compiled,
  plan: Plan,
  count: number,
  words: Int32Array,
  floats: Float32Array,
): void {
  const { at, instructions, updates, stride, order, places } = program;
  instructions.forEach(({ op, phase, words: own }, k) =>
    words.set([op, phase, ...own], (at + W.HEADER + k * W.INSTRUCTION) / 4),
  );
  const header: [word: number, value: number][] = [
    [W.STRIDE, stride],
    [W.INSTRUCTIONS, instructions.length],
    [W.UPDATES, updates],
    [W.COUNT, count],
    [W.PER_EPOCH, stepsPerEpoch(plan)],
    [W.BATCH, plan.batchSize],
    [W.ORDER, order],
    [W.EPOCH, -1],
    [W.SHUFFLED, plan.shuffle ? 1 : 0],
    [W.ORDER_KEY, keyOf(plan.seed, 'order')],
    [W.L, placeOf(places, 'L').at],
    [W.J, placeOf(places, 'J').at],
    [W.PARAMETERS, parameters.floats],
    [W.RATES, rates],
    [W.LISTS, tables.train.lists],
    [W.ROOMS, sparse.rooms],
    [W.ROOM, sparse.room],
    [W.PHASE_BITS, instructions.reduce((bits, { phase }) => bits | (1 << phase), 0)],
  ];
  for (const [word, value] of header) words[(at + word) / 4] = value;
  const { momentum, alpha, beta1, beta2, epsilon, decay } = ratesAt(plan, 0);
  const constants: [word: number, value: number][] = [
    [W.CLIP_FACTOR, 1],
    [W.MOMENTUM, momentum],
    [W.ALPHA, alpha],
    [W.ALPHA_REST, 1 - alpha],
    [W.BETA1, beta1],
    [W.BETA1_REST, 1 - beta1],
    [W.BETA2, beta2],
    [W.BETA2_REST, 1 - beta2],
    [W.EPSILON, epsilon],
    [W.DECAY, decay],
  ];
  for (const [word, value] of constants) floats[(at + word) / 4] = value;
}
