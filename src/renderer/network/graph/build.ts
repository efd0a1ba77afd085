import type { Operator } from '../../../core/graph/graph.ts';
import { Builder, type Plot } from './builder.ts';
import type { Figure } from './figure.ts';
import { objective } from './objective.ts';

/** Lays out the lecture's Fig. 5.3.1 for a chain: input lower left, objective upper right, weights above their ×, biases below
 *  their +, the penalty along the top. × and + of a layer are drawn apart, as they are there; the trainer computes them in one. */
export function build(plot: Plot): Figure {
  const at = new Builder(plot);
  const { flights, open } = plot;
  const end = flights.length - 1;
  const lastOpen = Math.max(-1, ...[...open].filter((i) => i < end));
  const column = plot.column && lastOpen >= 0 && !open.has(end);
  at.last = at.place(at.variable('x'), at.half('x').hx, 0);
  for (let i = 0; i < end;) {
    if (open.has(i)) {
      flight(at, i++);
      continue;
    }
    let until = i;
    while (until < end && !open.has(until)) until++;
    folded(at, i, until - 1, column && i > lastOpen);
    i = until;
  }
  if (open.has(end)) objective(at);
  else at.box('J', { first: end, last: end }, column);
  return at.finished();
}

/** × + z φ h … */
function flight(at: Builder, index: number): void {
  for (const k of at.plot.flights[index]?.operators ?? []) {
    const operator = at.plot.graph.operators[k];
    if (!operator || !at.last) continue;
    if (operator.operation.kind === 'affine') affine(at, operator, k);
    else elementwise(at, operator, k);
  }
}

function affine(at: Builder, operator: Operator, k: number): void {
  const { r, wire, rise, apart, last } = at;
  if (!last) return;
  const [, W = '', b] = operator.inputs;
  const [weight, bias, out] = [at.half(W), b ? at.half(b, true) : null, at.half(operator.output)];
  const below = Math.max(r + rise, out.hy + apart);
  let x: number;
  if (at.plot.climbs && last.id !== 'x') {
    const room = bias ? below + 2 * bias.hy + apart : r + rise;
    at.row = last.y - last.hy - at.name - room;
    x = last.x;
  } else x = at.after(last) + Math.max(wire + r, weight.hx + apart);
  const times = at.circle(`op${k}×`, '×', x, at.row, operator);
  at.link(last, times, operator);
  at.link(at.place(at.variable(W), x, at.row - r - rise - weight.hy), times, operator);
  let end = times;
  if (b && bias) {
    const plus = at.circle(`op${k}+`, '+', x + Math.max(2 * r + 0.6 * wire, bias.hx + apart), at.row, operator);
    at.link(times, plus, operator);
    const box = at.place(at.variable(b), plus.x, at.row + below + bias.hy, { named: 'right' });
    at.link(box, plus, operator);
    end = plus;
  }
  const left = Math.max(end.x + r + wire, x + weight.hx + apart);
  at.last = at.place(at.variable(operator.output), left + out.hx, at.row);
  at.link(end, at.last, operator);
}

function elementwise(at: Builder, operator: Operator, k: number): void {
  const { r, wire, rise, apart, last } = at;
  if (!last) return;
  const { kind } = operator.operation;
  const out = at.half(operator.output);
  const symbol = kind === 'activation' ? 'φ' : kind === 'noise' ? '+σε' : '⊙';
  const circle = at.circle(`op${k}`, symbol, at.after(last) + wire + r, at.row, operator);
  at.link(last, circle, operator);
  const [, mask] = operator.inputs;
  if (mask !== undefined) {
    const half = at.half(mask, true);
    const y = at.row + Math.max(r + rise, out.hy + apart) + half.hy;
    at.link(at.place(at.variable(mask), circle.x, y, { named: 'right' }), circle, operator);
  }
  at.last = at.place(at.variable(operator.output), circle.x + r + wire + out.hx, at.row);
  at.link(circle, at.last, operator);
}

/** Folded flights: the last one's output each; where they are too many, those farthest from an open one share a box. */
function folded(at: Builder, first: number, end: number, column: boolean): void {
  const { flights, most } = at.plot;
  const merged = Math.max(0, end - first + 1 - most);
  const toEnd = first > 0; // what comes before an open flight is merged at its beginning
  for (let i = first; i <= end; i++) {
    const from = i;
    if (!toEnd && i === first) i += merged;
    if (toEnd && i === end - merged) i = end;
    at.box(flights[i]?.output ?? '', { first: from, last: i }, column);
  }
}
