import { ofPictures } from '../../core/datasets.ts';
import type { Examples } from '../../core/examples.ts';
import type { Graph, Operator } from '../../core/graph/graph.ts';
import { optimizerIds, optimizerOf } from '../../core/optimizers.ts';
import { predictedAtOnce } from '../../core/plan/memory.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { stepsPerEpoch, type DataPart, type DataShape } from '../../core/plan/shape.ts';
import * as W from '../kernels/words.ts';
import { Arena, padded, type Place } from './arena.ts';
import { DENSE, takeListings, takeLists, takeSparse, type Listings, type Skips, type Sparse } from './sparse.ts';
import { float, NO_PLACE, penaltyOn, write, type Instruction, type Surroundings } from './instructions.ts';

/** A list of instructions in memory, with the tensors of its batch. */
export interface Program {
  at: number;
  instructions: Instruction[];
  /** Where the update begins. */
  updates: number;
  stride: number;
  order: number;
  /** One float for each example: its loss, and for the softmax Σ e^(o − max o). */
  losses: number;
  sums: number;
  /** Of the products that may leave zeros out. */
  listings: Map<string, Listings>;
  places: Map<string, Place>;
}

/** Where everything of a run lies, and what is to be done with it: known before any memory is taken. */
export interface Compiled {
  bytes: number;
  train: Program;
  /** The same parameters on examples outside of training: nothing dropped, no gradients. */
  predict: Program;
  parameters: { at: number; gradient: number; memory: number[]; floats: number; best: number };
  tables: Record<DataPart, Table>;
  rates: number;
  /** L of each minibatch of the latest epoch. */
  losses: number;
  sparse: Sparse;
  /** Room for what is observed: a row of ones, a row for slopes, stretches of parameters, results. */
  ones: number;
  scratch: number;
}

/** Examples as the kernels read them. */
export interface Table {
  x: number;
  y: number;
  bytes: boolean;
  /** Lists of what is not zero of them; 0 where they are dense. */
  lists: number;
}

/** Turns a graph into programs for the kernels: every tensor gets its place, every operator its instructions.
 *  @param skips where products leave zeros out */
export function compile(
  plan: Plan,
  graph: Graph,
  shape: DataShape,
  stride: (n: number) => number,
  data: Record<DataPart, Examples>,
  skips: Skips,
): Compiled {
  const arena = new Arena();
  const places = new Map<string, Place>();
  const parameters = takeParameters(arena, plan, graph, places);
  const most = Math.min(predictedAtOnce, Math.max(shape.train, shape.validation, shape.test));
  const sparse = takeSparse(arena, graph, data, Math.max(plan.batchSize, most), skips);
  const lists = takeLists(arena, sparse, data);
  const table = (part: DataPart): Table => ({ ...takeTable(arena, plan, shape, shape[part]), lists: lists[part] });
  const tables = { train: table('train'), test: table('test'), validation: table('validation') };
  const rates = arena.take(24 * W.RATE_STEPS);
  const perEpoch = stepsPerEpoch(plan);
  const losses = arena.take(4 * perEpoch);
  places.set('losses', { name: 'losses', rows: 1, columns: perEpoch, at: losses, gradient: 0 });
  const train = takeProgram(arena, graph, places, plan.batchSize, stride, shape.train, true, sparse);
  writeForward(train, graph, plan, shape, tables.train, true);
  writeBackward(train, graph, plan);
  writeUpdate(train, graph, plan, arena, parameters);
  const predict = takeProgram(arena, graph, places, most, stride, Math.max(shape.test, most), false, sparse);
  writeForward(predict, graph, plan, shape, tables.test, false);
  for (const program of [train, predict])
    program.at = arena.take(W.HEADER + W.INSTRUCTION * program.instructions.length);
  const ones = arena.take(train.stride);
  const scratch = arena.take(Math.max(train.stride, 3 * 4 * W.STRETCH) + 4096);
  return { bytes: arena.bytes, train, predict, parameters, tables, rates, losses, ones, scratch, sparse };
}

/** All weights one after the other, then all biases; their gradients and what the optimizer remembers in the same order. */
function takeParameters(arena: Arena, plan: Plan, graph: Graph, places: Map<string, Place>): Compiled['parameters'] {
  const variables = graph.variables.filter(({ role }) => role === 'parameter');
  const ordered = [
    ...variables.filter((v) => v.name.startsWith('W')),
    ...variables.filter((v) => v.name.startsWith('b')),
  ];
  const sizes = ordered.map((v) => padded(Number(v.rows) * v.columns));
  const floats = sizes.reduce((sum, size) => sum + size, 0);
  const letters = optimizerOf(plan.optimizer.kind).memory;
  const at = arena.take(4 * floats);
  const gradient = arena.take(4 * floats);
  const memory = letters.map(() => arena.take(4 * floats));
  const best = plan.earlyStopping ? arena.take(4 * floats * (1 + letters.length)) : 0;
  let offset = 0;
  for (const [i, { name, rows, columns }] of ordered.entries()) {
    places.set(name, { name, rows, columns, at: at + offset, gradient: gradient + offset });
    const kept = (own: string, start: number): void =>
      void places.set(own, { name: own, rows, columns, at: start + offset, gradient: 0 });
    for (const [k, letter] of letters.entries()) kept(`${letter} ${name}`, memory[k] ?? 0);
    if (plan.earlyStopping)
      for (const [k, letter] of ['', ...letters.map((own) => `${own} `)].entries())
        kept(`best ${letter}${name}`, best + 4 * floats * k);
    offset += 4 * (sizes[i] ?? 0);
  }
  return { at, gradient, memory, floats, best };
}

function takeTable(arena: Arena, plan: Plan, shape: DataShape, count: number): Omit<Table, 'lists'> {
  const bytes = ofPictures(plan.data);
  return {
    x: arena.take(count * shape.width * (bytes ? 1 : 4) + 16),
    y: arena.take(4 * count * shape.targetWidth),
    bytes,
  };
}

/** Tensors of a batch of at most n examples, in memory of their own; parameters are everybody's. */
function takeProgram(
  arena: Arena,
  graph: Graph,
  shared: Map<string, Place>,
  n: number,
  strideOf: (n: number) => number,
  count: number,
  gradients: boolean,
  sparse: Sparse,
): Program {
  const stride = strideOf(n);
  const places = new Map(shared);
  for (const { name, role, rows, columns, gradient } of graph.variables) {
    if (role === 'parameter' || (role === 'mask' && !gradients)) continue;
    const bytes = rows === 'n' ? stride * columns : 16;
    const at = arena.take(bytes);
    places.set(name, { name, rows, columns, at, gradient: gradient && gradients ? arena.take(bytes) : 0 });
  }
  const [losses, sums, order] = [arena.take(stride), arena.take(stride), arena.take(4 * count)];
  const listings = takeListings(arena, sparse, n, gradients);
  return { at: 0, instructions: [], updates: 0, stride, order, losses, sums, listings, places };
}

function siteOf(program: Program, plan: Plan, { output }: Operator, inputs: Place[]): Surroundings {
  const { places, losses, sums, listings } = program;
  return {
    inputs,
    output: placeOf(places, output),
    seed: plan.seed,
    losses,
    sums,
    listings: listings.get(output) ?? DENSE,
  };
}

/** Loads the batch and goes from x to J; in prediction to L, without masks and penalty. */
function writeForward(
  program: Program,
  graph: Graph,
  plan: Plan,
  shape: DataShape,
  table: Table,
  training: boolean,
): void {
  const { places, instructions } = program;
  const [x, y] = [placeOf(places, 'x'), placeOf(places, 'y')];
  const words = [table.x, table.bytes ? 1 : 0, shape.width, x.at, table.y, shape.targetWidth, y.at];
  instructions.push({ op: W.LOAD, phase: W.PHASE_EXAMPLES, words, makes: 'x', cost: 2 * shape.width });
  for (const operator of graph.operators) {
    const { kind } = operator.operation;
    if (kind === 'penalty' && !training) continue;
    const names = kind === 'sum' && !training ? operator.inputs.slice(0, 1) : operator.inputs;
    const inputs = names.map((name) => places.get(name) ?? NO_PLACE); // in prediction a mask has none
    instructions.push(...write('forward', operator, siteOf(program, plan, operator, inputs)));
  }
  program.updates = instructions.length;
}

/** From ∂J/∂L = 1 back to every gradient, the operators in reverse. */
function writeBackward(program: Program, graph: Graph, plan: Plan): void {
  const { places, instructions } = program;
  const base = Math.min(...graph.weights.map((name) => placeOf(places, name).at));
  for (const operator of graph.operators.toReversed()) {
    const inputs = operator.inputs.map((name) => placeOf(places, name));
    for (const instruction of write('backward', operator, siteOf(program, plan, operator, inputs))) {
      instructions.push(instruction);
      const weight = inputs[1];
      if (instruction.op === W.AFFINE_BACK_W && weight)
        instructions.push(...penaltyOn(graph, weight, (weight.at - base) / 4));
    }
  }
}

/** Clipping, and one update for every stretch of parameters that is not frozen. */
function writeUpdate(
  program: Program,
  graph: Graph,
  plan: Plan,
  arena: Arena,
  parameters: Compiled['parameters'],
): void {
  const { instructions, places } = program;
  const learning = stretches(plan, graph, places, parameters.at);
  const { clip } = plan.optimizer;
  if (clip !== undefined) {
    const slots = learning.map(
      ([first, count]) => Math.floor((first + count - 1) / W.STRETCH) - Math.floor(first / W.STRETCH) + 1,
    );
    const all = slots.reduce((sum, n) => sum + n, 0);
    const parts = arena.take(8 * all);
    let slot = parts;
    for (const [i, [first, count]] of learning.entries()) {
      const words = [first, count, parameters.gradient + 4 * first, slot];
      instructions.push({ op: W.CLIP_PARTS, phase: W.PHASE_GRADIENT, words, makes: 'clip', cost: 0 });
      slot += 8 * (slots[i] ?? 0);
    }
    instructions.push({
      op: W.CLIP,
      phase: W.PHASE_CLIP,
      words: [0, 0, parts, all, float(clip)],
      makes: 'clip',
      cost: 0,
    });
  }
  program.updates = instructions.length;
  for (const [first, count] of learning) {
    const [m = 0, v = 0] = parameters.memory.map((at) => at + 4 * first);
    const words = [
      first,
      count,
      optimizerIds.indexOf(plan.optimizer.kind),
      parameters.at + 4 * first,
      parameters.gradient + 4 * first,
      m,
      v,
    ];
    instructions.push({ op: W.UPDATE, phase: W.PHASE_UPDATE, words, makes: 'θ', cost: 0 });
  }
}

/** The stretches [first float, floats] of all parameters that learn: one, unless a layer is frozen. */
function stretches(plan: Plan, graph: Graph, places: Map<string, Place>, base: number): [number, number][] {
  const learning = plan.network.flatMap((layer, i) =>
    layer.type === 'dense' && !layer.frozen
      ? (graph.layers[i]?.parameters ?? []).map((name) => placeOf(places, name))
      : [],
  );
  const merged: [number, number][] = [];
  for (const { at, rows, columns } of learning.sort((a, b) => a.at - b.at)) {
    const first = (at - base) / 4;
    const count = padded(Number(rows) * columns);
    const last = merged.at(-1);
    if (last && last[0] + last[1] === first) last[1] += count;
    else merged.push([first, count]);
  }
  return merged;
}

export function placeOf(places: Map<string, Place>, name: string): Place {
  const place = places.get(name);
  if (!place) throw new Error(`the graph has no variable ${name}`);
  return place;
}

/** Multiply-adds of a step with a full batch. */
export const costOf = ({ instructions }: Program, batchSize: number): number =>
  instructions.reduce((sum, { cost }) => sum + cost * batchSize, 0);
