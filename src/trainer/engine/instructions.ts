import { activationIds } from '../../core/activations.ts';
import type { Graph, Operation, Operator } from '../../core/graph/graph.ts';
import { lossIds } from '../../core/losses.ts';
import { keyOf } from '../../core/random.ts';
import * as W from '../kernels/words.ts';
import type { Place } from './arena.ts';
import type { Listings } from './sparse.ts';

/** One instruction: its operation and words for the kernels, and what the engine must know of it. */
export interface Instruction {
  op: number;
  phase: number;
  words: readonly number[];
  /** What it computes: `z1`, `dz1`. */
  makes: string;
  /** Multiply-adds for one example; for weights, for one row and example. */
  cost: number;
}

/** Where an operator reads and writes. */
export interface Surroundings {
  inputs: Place[];
  output: Place;
  seed: number;
  listings: Listings;
  /** Rows that a loss needs besides: its value and, for the softmax, Σ e^(o − max o) of each example. */
  losses: number;
  sums: number;
}
/** What an operator's instructions are written from. */
interface Site<K extends Operation['kind']> extends Surroundings {
  operation: Extract<Operation, { kind: K }>;
}

interface Writer<K extends Operation['kind']> {
  forward(site: Site<K>): Instruction[];
  backward(site: Site<K>): Instruction[];
}

/** The bits of a float as the word of an instruction. */
export const float = (value: number): number => {
  view[0] = value;
  return bits[0] ?? 0;
};
const view = new Float32Array(1);
const bits = new Int32Array(view.buffer);

const { PHASE_EXAMPLES, PHASE_WEIGHTS, PHASE_GRADIENT } = W;
/** What an operator lacks: no bias, no mask. */
export const NO_PLACE: Place = { name: '', rows: 0, columns: 0, at: 0, gradient: 0 };
const place = (site: { inputs: Place[] }, i: number): Place => site.inputs[i] ?? NO_PLACE;
const d = (name: string): string => `d${name}`;

/** One entry for each operator of the graph: its instructions forward and backward, words as kernels/program.ts reads them. */
const writers: { [K in Operation['kind']]: Writer<K> } = {
  affine: {
    forward(site) {
      const [x, Wt, b, { at, columns, name }] = [place(site, 0), place(site, 1), place(site, 2), site.output];
      const { listings } = site;
      const words = [x.at, Wt.at, b.at, at, x.columns, columns, listings.x];
      const product: Instruction = {
        op: W.AFFINE,
        phase: PHASE_EXAMPLES,
        words,
        makes: name,
        cost: listings.cost * x.columns * columns,
      };
      if (listings.x === 0 && listings.dz === 0) return [product];
      const laid = [Wt.at, columns, x.columns, listings.x, listings.dz];
      return [{ op: W.LAY_OUT, phase: W.PHASE_LAY_OUT, words: laid, makes: '', cost: 0 }, product];
    },
    backward(site) {
      const [x, Wt, b, z] = [place(site, 0), place(site, 1), place(site, 2), site.output];
      const cost = x.columns * z.columns;
      const weights: Instruction = {
        op: W.AFFINE_BACK_W,
        phase: PHASE_WEIGHTS,
        words: [z.gradient, x.at, Wt.gradient, b.gradient, z.columns, x.columns, site.listings.x],
        makes: d(Wt.name),
        cost: site.listings.cost * cost,
      };
      const words = [z.gradient, Wt.at, x.gradient, z.columns, x.columns, site.listings.dz];
      const data: Instruction = { op: W.AFFINE_BACK_X, phase: PHASE_EXAMPLES, words, makes: d(x.name), cost };
      return x.gradient === 0 ? [weights] : [weights, data];
    },
  },

  activation: {
    forward(site) {
      const [z, h] = [place(site, 0), site.output];
      const words = [activationIds.indexOf(site.operation.fn), z.at, h.at, h.columns];
      return [{ op: W.ACTIVATION, phase: PHASE_EXAMPLES, words, makes: h.name, cost: 10 * h.columns }];
    },
    backward(site) {
      const [z, h] = [place(site, 0), site.output];
      if (z.gradient === 0) return [];
      const words = [activationIds.indexOf(site.operation.fn), z.at, h.at, h.gradient, z.gradient, h.columns];
      return [{ op: W.ACTIVATION_BACK, phase: PHASE_EXAMPLES, words, makes: d(z.name), cost: 4 * h.columns }];
    },
  },

  dropout: {
    forward(site) {
      const [h, m, { at, columns, name }] = [place(site, 0), place(site, 1), site.output];
      const { p, layer } = site.operation;
      const random = [keyOf(site.seed, 'dropout', layer), Math.floor(p * 2 ** 32), float(1 / (1 - p))];
      const words = [h.at, m.at, at, columns, ...random];
      return [{ op: W.DROPOUT, phase: PHASE_EXAMPLES, words, makes: name, cost: 8 * columns }];
    },
    backward(site) {
      const [h, m, { gradient, columns }] = [place(site, 0), place(site, 1), site.output];
      if (h.gradient === 0) return [];
      const words = [gradient, m.at, h.gradient, columns];
      return [{ op: W.DROPOUT_BACK, phase: PHASE_EXAMPLES, words, makes: d(h.name), cost: columns }];
    },
  },

  noise: {
    forward(site) {
      const [x, { at, columns, name }] = [place(site, 0), site.output];
      const { sigma, layer } = site.operation;
      const words = [x.at, at, columns, keyOf(site.seed, 'noise', layer), float(sigma)];
      return [{ op: W.NOISE, phase: PHASE_EXAMPLES, words, makes: name, cost: 30 * columns }];
    },
    backward(site) {
      const [x, { gradient, columns }] = [place(site, 0), site.output];
      if (x.gradient === 0) return [];
      const words = [gradient, 0, x.gradient, columns];
      return [{ op: W.NOISE_BACK, phase: PHASE_EXAMPLES, words, makes: d(x.name), cost: columns }];
    },
  },

  loss: {
    forward(site) {
      const [o, y] = [place(site, 0), place(site, 1)];
      const words = [lossIds.indexOf(site.operation.fn), o.at, y.at, o.columns, site.losses, site.sums];
      return [{ op: W.LOSS, phase: PHASE_EXAMPLES, words, makes: 'L', cost: 12 * o.columns }];
    },
    backward(site) {
      const [o, y] = [place(site, 0), place(site, 1)];
      if (o.gradient === 0) return [];
      const words = [lossIds.indexOf(site.operation.fn), o.at, y.at, o.columns, o.gradient, site.sums];
      return [{ op: W.LOSS_BACK, phase: PHASE_EXAMPLES, words, makes: d(o.name), cost: 12 * o.columns }];
    },
  },

  penalty: {
    forward(site) {
      const { l2, l1 } = site.operation;
      const [from, count] = stretchOf(site.inputs);
      const words = [from, count, float(l2), float(l1), site.output.at];
      return [{ op: W.PENALTY, phase: PHASE_WEIGHTS, words, makes: 's', cost: 0 }];
    },
    backward: () => [], // its share goes to each W right after the product's (penaltyOn)
  },

  sum: {
    forward(site) {
      const words = [site.losses, site.inputs[1]?.at ?? 0];
      return [{ op: W.SUM, phase: PHASE_WEIGHTS, words, makes: 'J', cost: 0 }];
    },
    backward: () => [], // ∂J/∂L = ∂J/∂s = 1 is written once
  },
};

/** The weight matrices lie one after the other: where, and how many floats. */
const stretchOf = (places: readonly Place[]): [from: number, floats: number] => {
  const from = Math.min(...places.map(({ at }) => at));
  const end = Math.max(...places.map(({ at, rows, columns }) => at + 16 * Math.ceil((Number(rows) * columns) / 4)));
  return [from, (end - from) / 4];
};

/** dW ← dW + λW + λ₁ sign W. `first`: where W begins among all parameters, in floats. */
export function penaltyOn(graph: Graph, Wt: Place, first: number): Instruction[] {
  const penalty = graph.operators.find(({ operation }) => operation.kind === 'penalty')?.operation;
  if (penalty?.kind !== 'penalty') return [];
  const count = 4 * Math.ceil((Number(Wt.rows) * Wt.columns) / 4);
  const words = [first, count, Wt.at, Wt.gradient, float(penalty.l2), float(penalty.l1)];
  return [{ op: W.PENALTY_BACK, phase: PHASE_GRADIENT, words, makes: d(Wt.name), cost: 0 }];
}

/** Instructions of one operator; its kind decides the type of its constants. */
export function write<K extends Operation['kind']>(
  direction: 'forward' | 'backward',
  operator: Operator & { operation: { kind: K } },
  site: Omit<Site<K>, 'operation'>,
): Instruction[] {
  const operation = operator.operation as Extract<Operation, { kind: K }>;
  return writers[operation.kind][direction]({ ...site, operation });
}
