import { rowsOf, type Graph, type Operator, type Variable } from '../../../core/graph/graph.ts';
import type { GraphStep } from '../../../core/graph/steps.ts';
import {
  isSquare,
  MOST_NUMBERS,
  reachOf,
  route,
  sizes,
  type Arrow,
  type Box,
  type Figure,
  type OperatorBox,
  type VariableBox,
} from './figure.ts';
import type { Flight } from './flights.ts';

/** How a figure is to be laid out. */
export interface Plot {
  graph: Graph;
  flights: readonly Flight[];
  order: Order;
  /** Examples on show. */
  n: number;
  /** How much larger than at 13 px. */
  unit: number;
  /** The flights that are not folded. */
  open: ReadonlySet<number>;
  /** Whether every open flight begins above the end of the one before, as in the lecture, or all stand in one line. */
  climbs: boolean;
  /** Whether what is folded after the last open flight goes up from its end, or on in its line. */
  column: boolean;
  /** Folded flights that stand apart between open ones; the others share a box. */
  most: number;
  /** Whether small tensors show their entries. */
  numbers: boolean;
  /** How much longer than the usual arrows are, across and up. */
  across: number;
  up: number;
}

/** After how many steps something has happened. */
export interface Order {
  /** By name of a variable or gradient: it is known. */
  known: ReadonlyMap<string, number>;
  /** By index of an operator: it began to go back. */
  back: ReadonlyMap<number, number>;
}

export function orderOf(steps: readonly GraphStep[]): Order {
  const known = new Map<string, number>();
  const back = new Map<number, number>();
  steps.forEach(({ pass, operator, produces }, i) => {
    for (const name of produces) known.set(name, i + 1);
    if (pass === 'backward' && !back.has(operator)) back.set(operator, i + 1);
  });
  return { known, back };
}

const MARGIN = 4;

/** Puts nodes into a figure, each in its size, and joins them. */
export class Builder {
  readonly plot: Plot;
  readonly variables: VariableBox[] = [];
  private readonly operators: OperatorBox[] = [];
  readonly boxes = new Map<string, Box>();
  private readonly links: { from: Box; to: Box; forward: number; backward: number; via: boolean }[] = [];
  /** Lengths in px. */
  readonly r;
  readonly wire;
  readonly rise;
  readonly name;
  readonly apart;
  /** The line that is being built, and what it goes on from. */
  row = 0;
  last: Box | null = null;

  constructor(plot: Plot) {
    this.plot = plot;
    const { unit } = plot;
    this.r = sizes.circle * unit;
    this.wire = sizes.wire * unit * plot.across;
    this.rise = sizes.wire * unit * plot.up;
    this.name = sizes.name * unit;
    this.apart = sizes.apart * unit;
  }

  variable(name: string): Variable {
    const found = this.plot.graph.variables.find((v) => v.name === name);
    if (!found) throw new Error(`the graph has no ${name}`);
    return found;
  }

  /** Half sizes of a variable's box: as large as its numbers, where it has few. */
  half(name: string, small = false): { hx: number; hy: number; numbers: boolean } {
    const { unit, n } = this.plot;
    const variable = this.variable(name);
    const rows = rowsOf(variable, n);
    const { columns, gradient, role } = variable;
    const numbers = role === 'scalar' || (this.plot.numbers && rows <= MOST_NUMBERS && columns <= MOST_NUMBERS);
    const { hx, storey } = numbers ? sizes.number : small ? sizes.small : role === 'data' ? sizes.given : sizes.box;
    const height = (numbers ? rows : 1) * storey * unit;
    const half = numbers ? Math.max(hx * columns, small ? 0 : sizes.box.hx) : hx;
    return { hx: half * unit, hy: gradient ? height : height / 2, numbers };
  }

  place(variable: Variable, x: number, y: number, more: Partial<VariableBox> = {}): VariableBox {
    const { hx, hy, numbers } = this.half(variable.name, more.named === 'right' && variable.role !== 'data');
    const box: VariableBox = {
      id: variable.name,
      x,
      y,
      hx,
      hy,
      numbers,
      variable,
      named: 'above',
      folded: null,
      ...more,
    };
    this.variables.push(box);
    this.boxes.set(variable.name, box);
    return box;
  }

  circle(id: string, symbol: string, x: number, y: number, operator: Operator): OperatorBox {
    const box: OperatorBox = { id, symbol, x, y, hx: this.r, hy: this.r, operator };
    this.operators.push(box);
    return box;
  }

  /** An arrow into or out of an operator's circle. */
  link(from: Box, to: Box, operator: Operator, via = false): void {
    const index = this.plot.graph.operators.indexOf(operator);
    const { known, back } = this.plot.order;
    const { kind } = operator.operation;
    const backward = isSquare(from)
      ? known.get(`d${this.first(from)}`)
      : kind === 'penalty'
        ? known.get(`d${operator.output}`)
        : back.get(index);
    this.links.push({ from, to, forward: index + 1, backward: backward ?? Infinity, via });
  }
  /** What is computed last, going back, of what a box stands for: its own gradient, or of folded layers that of the weights. */
  private first(box: VariableBox): string {
    const { folded } = box;
    const ends = this.links.some(({ from }) => from === box); // it hands on its value, and now its weights
    if (!folded || !ends) return box.id;
    const own = (this.plot.flights[folded.first]?.operators ?? []).flatMap((k) => this.plot.graph.operators[k] ?? []);
    return own.find(({ operation }) => operation.kind === 'affine')?.inputs[1] ?? box.id;
  }

  after(last: Box): number {
    return last.x + last.hx + (isSquare(last) && last.folded ? sizes.sheet * this.plot.unit : 0);
  }

  /** A folded flight: what it hands on, in the line or above it. */
  box(name: string, folded: { first: number; last: number }, column: boolean): void {
    const { last, wire, rise } = this;
    if (!last) return;
    const half = this.half(name);
    const over = isSquare(last) && last.named === 'above' ? this.name : 0;
    const [x, y] = column
      ? [last.x, last.y - last.hy - over - rise - half.hy - sizes.sheet * this.plot.unit]
      : [this.after(last) + wire + half.hx, this.row];
    const box = this.place(this.variable(name), x, y, { folded, named: column ? 'left' : 'above' });
    const { known } = this.plot.order;
    const backward = known.get(`d${last.id}`) ?? Infinity;
    this.links.push({ from: last, to: box, forward: known.get(name) ?? 0, backward, via: false });
    this.last = box;
  }

  /** Moves all to where it begins at 0, and draws the arrows. */
  finished(): Figure {
    const { variables, operators, plot } = this;
    const { unit } = plot;
    const all: Box[] = [...variables, ...operators];
    const reach = all.map((box) => reachOf(box, unit));
    const left = Math.min(...reach.map((at) => at.left)) - MARGIN;
    const top = Math.min(...reach.map((at) => at.top)) - MARGIN;
    const width = Math.max(...reach.map((at) => at.right)) + MARGIN - left;
    const height = Math.max(...reach.map((at) => at.bottom)) + MARGIN - top;
    for (const box of all) {
      box.x -= left;
      box.y -= top;
    }
    const arrows = this.links.map(({ from, to, forward, backward, via }): Arrow => {
      return { from: from.id, to: to.id, points: route(from, to, via, unit), forward, backward };
    });
    const { open, flights, graph } = plot;
    const penalized = graph.operators.some(({ operation }) => operation.kind === 'penalty');
    return { width, height, unit, variables, operators, arrows, open, flights: flights.length, penalized };
  }
}
