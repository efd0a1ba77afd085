import type { Operator } from '../../../core/graph/graph.ts';
import type { Builder } from './builder.ts';

/** l, with L above it, y beside, and the sum with the penalty over all; in one line, all of it but y and the penalty. */
export function objective(at: Builder): void {
  const { r, wire, rise, apart, name, last, plot } = at;
  if (!last) return;
  const own = (plot.flights.at(-1)?.operators ?? []).flatMap((k) => plot.graph.operators[k] ?? []);
  const [loss, penalty, sum] = (['loss', 'penalty', 'sum'] as const).map((kind) =>
    own.find(({ operation }) => operation.kind === kind),
  );
  if (!loss || !sum) return;
  const id = (operator: Operator): string => `op${plot.graph.operators.indexOf(operator)}`;
  const [y, L, J] = [at.half('y'), at.half('L'), at.half('J')];
  const sources = plot.graph.weights.map((W) => at.boxes.get(W)).filter((box) => box !== undefined);
  const folds = at.variables.filter(({ folded }) => folded);
  const clear = plot.climbs ? rise : apart / 2;
  const highest = Math.min(...[...sources, ...folds].map((box) => box.y - box.hy)) - name - clear - r;

  const s = penalty ? at.half('s') : null;
  // ℓ₂ stands above the last that it reads, and s between it and the sum
  const end = Math.max(0, ...[...sources, ...folds].map((box) => box.x));
  const room = plot.climbs ? (s ? end + 2 * (r + wire + s.hx) : 0) : at.after(last) + y.hx + apart / 2;
  const l = at.circle(id(loss), 'l', Math.max(at.after(last) + wire + r, room), at.row, loss);
  at.link(last, l, loss);
  const target = plot.climbs
    ? at.place(at.variable('y'), l.x + r + wire + y.hx, at.row + r + name + y.hy)
    : at.place(at.variable('y'), l.x, at.row + r + rise + y.hy, { named: 'right' });
  at.link(target, l, loss, plot.climbs);

  // beside the name of what the loss reads, or over it
  const over = l.x - L.hx < at.after(last) + 2 ? last.hy + name + apart / 2 : 0;
  const low = at.row - Math.max(r + rise, over) - L.hy;
  const one = plot.climbs
    ? { y: low, top: Math.min(highest, low - L.hy - name - rise - r) }
    : { y: at.row, top: Math.min(highest, at.row - r - Math.max(rise + L.hy, L.hy + name + apart / 2)) };
  const between = plot.climbs ? Math.min(low, (at.row + one.top + name) / 2) : one.y;
  const lost = at.place(at.variable('L'), plot.climbs ? l.x : l.x + r + wire + L.hx, between);
  at.link(l, lost, loss);
  // in one line s hangs over +, and is wider
  const aside = plot.climbs ? wire + r : Math.max(wire + r, (s?.hx ?? 0) + apart / 2);
  const plus = at.circle(
    id(sum),
    penalty ? '+' : '=',
    plot.climbs ? l.x : lost.x + lost.hx + aside,
    plot.climbs ? one.top : at.row,
    sum,
  );
  at.link(lost, plus, sum);
  const total = at.place(at.variable('J'), plus.x + aside + J.hx, plus.y);
  at.link(plus, total, sum);
  if (!penalty || !s) return;
  const x = plot.climbs ? plus.x - r - wire - s.hx : plus.x;
  const cost = at.place(at.variable('s'), x, one.top);
  at.link(cost, plus, sum);
  const norm = at.circle(
    id(penalty),
    'ℓ_2',
    plot.climbs ? Math.min(end, x - s.hx - wire - r) : x - s.hx - wire - r,
    one.top,
    penalty,
  );
  at.link(norm, cost, penalty);
  for (const box of [...sources, ...folds]) at.link(box, norm, penalty, true);
}
