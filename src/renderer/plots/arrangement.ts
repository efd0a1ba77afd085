import { arrangementOf, type Arranged, type Placed, type PlotId, type PlotOptions } from '../../core/plots.ts';

const change = (plan: Arranged, id: PlotId, to: (placed: Placed) => Placed): Placed[] =>
  arrangementOf(plan).map((placed) => (placed.plot === id ? to(placed) : placed));

/** The arrangement with a plot shown last, or hidden. */
export function withShown(plan: Arranged, id: PlotId, shown: boolean): Placed[] {
  const others = arrangementOf(plan).filter(({ plot }) => plot !== id);
  return shown ? [...others, { plot: id }] : others;
}

/** The arrangement with a plot in the place of another; what lies between moves up or down. */
export function withMoved(plan: Arranged, id: PlotId, to: PlotId): Placed[] {
  const list = [...arrangementOf(plan)];
  const from = list.findIndex(({ plot }) => plot === id);
  const target = list.findIndex(({ plot }) => plot === to);
  if (from < 0 || target < 0) return list;
  list.splice(target, 0, ...list.splice(from, 1));
  return list;
}

export const withWide = (plan: Arranged, id: PlotId, wide: boolean): Placed[] =>
  change(plan, id, (placed) => ({ ...placed, wide }));

export const withOption = (plan: Arranged, id: PlotId, key: string, value: PlotOptions[string]): Placed[] =>
  change(plan, id, (placed) => ({ ...placed, options: { ...placed.options, [key]: value } }));
