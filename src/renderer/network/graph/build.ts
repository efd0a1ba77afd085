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

/** Lays out the lecture's Fig. 5.3.1 for a chain: input lower left, objective upper right, weights above their ×, biases below
 *  their +, the penalty along the top. × and + of a layer are drawn apart, as they are there; the trainer computes them in one. */
export function build(plot: Plot): Figure {
  return new Builder(plot).figure();
}

class Builder {
  private readonly plot: Plot;
  private readonly variables: VariableBox[] = [];
  private readonly operators: OperatorBox[] = [];
  private readonly boxes = new Map<string, Box>();
  private readonly links: { from: Box; to: Box; forward: number; backward: number; via: boolean }[] = [];
  /** Lengths in px. */
  private readonly r;
  private readonly wire;
  private readonly rise;
  private readonly name;
  private readonly apart;
  /** The line that is being built, and what it goes on from. */
  private row = 0;
  private last: Box | null = null;

  constructor(plot: Plot) {
    this.plot = plot;
    const { unit } = plot;
    this.r = sizes.circle * unit;
    this.wire = sizes.wire * unit * plot.across;
    this.rise = sizes.wire * unit * plot.up;
    this.name = sizes.name * unit;
    this.apart = sizes.apart * unit;
  }

  figure(): Figure {
    const { flights, open, unit } = this.plot;
    const objective = flights.length - 1;
    const lastOpen = Math.max(-1, ...[...open].filter((i) => i < objective));
    this.last = this.place(this.variable('x'), this.half('x').hx, 0);
    for (let i = 0; i < objective;) {
      if (open.has(i)) {
        this.flight(i++);
        continue;
      }
      let end = i;
      while (end < objective && !open.has(end)) end++;
      this.folded(i, end - 1, this.plot.column && lastOpen >= 0 && i > lastOpen && !open.has(objective));
      i = end;
    }
    if (open.has(objective)) this.objective();
    else this.foldedObjective(this.plot.column && lastOpen >= 0);
    return this.finished(unit);
  }

  private variable(name: string): Variable {
    const found = this.plot.graph.variables.find((v) => v.name === name);
    if (!found) throw new Error(`the graph has no ${name}`);
    return found;
  }

  /** Half sizes of a variable's box: as large as its numbers, where it has few. */
  private half(name: string, small = false): { hx: number; hy: number; numbers: boolean } {
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

  private place(variable: Variable, x: number, y: number, more: Partial<VariableBox> = {}): VariableBox {
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

  private circle(id: string, symbol: string, x: number, y: number, operator: Operator): OperatorBox {
    const box: OperatorBox = { id, symbol, x, y, hx: this.r, hy: this.r, operator };
    this.operators.push(box);
    return box;
  }

  /** An arrow into or out of an operator's circle. */
  private link(from: Box, to: Box, operator: Operator, via = false): void {
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

  private after(last: Box): number {
    return last.x + last.hx + (isSquare(last) && last.folded ? sizes.sheet * this.plot.unit : 0);
  }

  /** × + z φ h … */
  private flight(index: number): void {
    for (const k of this.plot.flights[index]?.operators ?? []) {
      const operator = this.plot.graph.operators[k];
      if (!operator || !this.last) continue;
      if (operator.operation.kind === 'affine') this.affine(operator, k);
      else this.elementwise(operator, k);
    }
  }

  private affine(operator: Operator, k: number): void {
    const { r, wire, rise, apart, last } = this;
    if (!last) return;
    const [, W = '', b] = operator.inputs;
    const [weight, bias, out] = [this.half(W), b ? this.half(b, true) : null, this.half(operator.output)];
    const below = Math.max(r + rise, out.hy + apart);
    let x: number;
    if (this.plot.climbs && last.id !== 'x') {
      const room = bias ? below + 2 * bias.hy + apart : r + rise;
      this.row = last.y - last.hy - this.name - room;
      x = last.x;
    } else x = this.after(last) + Math.max(wire + r, weight.hx + apart);
    const times = this.circle(`op${k}×`, '×', x, this.row, operator);
    this.link(last, times, operator);
    this.link(this.place(this.variable(W), x, this.row - r - rise - weight.hy), times, operator);
    let end = times;
    if (b && bias) {
      const plus = this.circle(`op${k}+`, '+', x + Math.max(2 * r + 0.6 * wire, bias.hx + apart), this.row, operator);
      this.link(times, plus, operator);
      const box = this.place(this.variable(b), plus.x, this.row + below + bias.hy, { named: 'right' });
      this.link(box, plus, operator);
      end = plus;
    }
    const left = Math.max(end.x + r + wire, x + weight.hx + apart);
    this.last = this.place(this.variable(operator.output), left + out.hx, this.row);
    this.link(end, this.last, operator);
  }

  private elementwise(operator: Operator, k: number): void {
    const { r, wire, rise, apart, last } = this;
    if (!last) return;
    const { kind } = operator.operation;
    const out = this.half(operator.output);
    const symbol = kind === 'activation' ? 'φ' : kind === 'noise' ? '+σε' : '⊙';
    const circle = this.circle(`op${k}`, symbol, this.after(last) + wire + r, this.row, operator);
    this.link(last, circle, operator);
    const [, mask] = operator.inputs;
    if (mask !== undefined) {
      const half = this.half(mask, true);
      const y = this.row + Math.max(r + rise, out.hy + apart) + half.hy;
      this.link(this.place(this.variable(mask), circle.x, y, { named: 'right' }), circle, operator);
    }
    this.last = this.place(this.variable(operator.output), circle.x + r + wire + out.hx, this.row);
    this.link(circle, this.last, operator);
  }

  /** Folded flights: the last one's output each; where they are too many, those farthest from an open one share a box. */
  private folded(first: number, end: number, column: boolean): void {
    const { flights, most } = this.plot;
    const merged = Math.max(0, end - first + 1 - most);
    const toEnd = first > 0; // what comes before an open flight is merged at its beginning
    for (let i = first; i <= end; i++) {
      const from = i;
      if (!toEnd && i === first) i += merged;
      if (toEnd && i === end - merged) i = end;
      this.box(flights[i]?.output ?? '', { first: from, last: i }, column);
    }
  }

  private box(name: string, folded: { first: number; last: number }, column: boolean): void {
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

  private foldedObjective(column: boolean): void {
    const objective = this.plot.flights.length - 1;
    this.box('J', { first: objective, last: objective }, column);
  }

  /** l, with L above it, y beside, and the sum with the penalty over all; in one line, all of it but y and the penalty. */
  private objective(): void {
    const { r, wire, rise, apart, name, last, plot } = this;
    if (!last) return;
    const own = (plot.flights.at(-1)?.operators ?? []).flatMap((k) => plot.graph.operators[k] ?? []);
    const [loss, penalty, sum] = (['loss', 'penalty', 'sum'] as const).map((kind) =>
      own.find(({ operation }) => operation.kind === kind),
    );
    if (!loss || !sum) return;
    const id = (operator: Operator): string => `op${plot.graph.operators.indexOf(operator)}`;
    const [y, L, J] = [this.half('y'), this.half('L'), this.half('J')];
    const sources = plot.graph.weights.map((W) => this.boxes.get(W)).filter((box) => box !== undefined);
    const folds = this.variables.filter(({ folded }) => folded);
    const clear = plot.climbs ? rise : apart / 2;
    const highest = Math.min(...[...sources, ...folds].map((box) => box.y - box.hy)) - name - clear - r;

    const s = penalty ? this.half('s') : null;
    // ℓ₂ stands above the last that it reads, and s between it and the sum
    const end = Math.max(0, ...[...sources, ...folds].map((box) => box.x));
    const room = s && plot.climbs ? end + 2 * (r + wire + s.hx) : 0;
    const l = this.circle(id(loss), 'l', Math.max(this.after(last) + wire + r, room), this.row, loss);
    this.link(last, l, loss);
    const target = plot.climbs
      ? this.place(this.variable('y'), l.x + r + wire + y.hx, this.row + r + name + y.hy)
      : this.place(this.variable('y'), l.x, this.row + r + rise + y.hy, { named: 'right' });
    this.link(target, l, loss, plot.climbs);

    // beside the name of what the loss reads, or over it
    const over = l.x - L.hx < this.after(last) + 2 ? last.hy + name + apart / 2 : 0;
    const low = this.row - Math.max(r + rise, over) - L.hy;
    const one = plot.climbs
      ? { y: low, top: Math.min(highest, low - L.hy - name - rise - r) }
      : { y: this.row, top: Math.min(highest, this.row - r - Math.max(rise + L.hy, L.hy + name + apart / 2)) };
    const between = plot.climbs ? Math.min(low, (this.row + one.top + name) / 2) : one.y;
    const lost = this.place(this.variable('L'), plot.climbs ? l.x : l.x + r + wire + L.hx, between);
    this.link(l, lost, loss);
    const plus = this.circle(
      id(sum),
      penalty ? '+' : '=',
      plot.climbs ? l.x : lost.x + lost.hx + Math.max(wire + r, (s?.hx ?? 0) + apart / 2),
      plot.climbs ? one.top : this.row,
      sum,
    );
    this.link(lost, plus, sum);
    const total = this.place(this.variable('J'), plus.x + r + wire + J.hx, plus.y);
    this.link(plus, total, sum);
    if (!penalty || !s) return;
    const x = plot.climbs ? plus.x - r - wire - s.hx : plus.x;
    const cost = this.place(this.variable('s'), x, one.top);
    this.link(cost, plus, sum);
    const norm = this.circle(
      id(penalty),
      'ℓ_2',
      plot.climbs ? Math.min(end, x - s.hx - wire - r) : x - s.hx - wire - r,
      one.top,
      penalty,
    );
    this.link(norm, cost, penalty);
    for (const box of [...sources, ...folds]) this.link(box, norm, penalty, true);
  }

  /** Moves all to where it begins at 0, and draws the arrows. */
  private finished(unit: number): Figure {
    const { variables, operators, plot } = this;
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
