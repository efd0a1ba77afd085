import type { Graph } from '../../../core/graph/graph.ts';
import { stepsOf } from '../../../core/graph/steps.ts';
import type { Size } from '../../paint/stage.ts';
import { build } from './build.ts';
import { orderOf, type Plot } from './builder.ts';
import { isClear, type Figure } from './figure.ts';
import { flightsOf, type Flight } from './flights.ts';

/** How the figure is wanted. */
export interface Wish {
  /** Examples on show. */
  n: number;
  /** How much larger than at 13 px. */
  unit: number;
  /** Flights that are to be open where not all can be, the one that matters most first. */
  wanted: readonly number[];
}

/** How much shorter arrows are where room is scarcest. */
const TIGHT = 0.65;
/** The longest that arrows become where there is room. */
const LONGEST = { across: 2.2, up: 3 } as const;

/** The figure in the room there is, every node in its size: all of it as in the lecture, or, where that is too much, what is
 *  wanted, with all other layers folded to their outputs, in as many boxes as there is room for. It is larger than the room only
 *  where a single open layer is. */
export function figureIn(graph: Graph, room: Size, wish: Wish): Figure {
  const whole = wholePlot(graph, wish.n, wish.unit);
  const { flights } = whole;
  const plot = (more: Partial<Plot>): Plot => ({ ...whole, ...more });
  const fits = ({ width, height }: Size): boolean => width <= room.width && height <= room.height;
  const boxes = Math.max(room.width, room.height) / (60 * wish.unit);
  const found = candidates(flights, wish.wanted, boxes).find((more) => {
    const figure = build(plot(more));
    return fits(figure) && isClear(figure);
  });
  if (found) return stretched(plot(found), fits);
  const open = new Set(wish.wanted.slice(0, 1));
  const least = [true, false].map((climbs) => build(plot({ open, climbs, column: climbs, most: 1 })));
  const over = ({ width, height }: Size): number => Math.max(width / room.width, height / room.height);
  return least.reduce((a, b) => (over(b) < over(a) ? b : a));
}

/** The whole figure at 13 px, whatever room there is: for an export. */
export const wholeFigure = (graph: Graph, n: number): Figure =>
  build({ ...wholePlot(graph, n, 1), across: 1.2, up: 1.6 });

function wholePlot(graph: Graph, n: number, unit: number): Plot {
  const flights = flightsOf(graph);
  const open = new Set(flights.keys());
  const shape = { open, climbs: true, column: false, most: flights.length, numbers: true, across: 1, up: 1 };
  return { graph, flights, order: orderOf(stepsOf(graph)), n, unit, ...shape };
}

/** What is tried in turn, sooner more boxes than fewer, sooner a figure that climbs. */
function candidates(flights: readonly Flight[], wanted: readonly number[], room: number): Partial<Plot>[] {
  const all: Partial<Plot>[] = [{}, { across: 0.85 }, { across: TIGHT, up: 0.85 }];
  const sets = wanted.length > 1 ? [wanted, wanted.slice(0, 1)] : [wanted];
  for (const set of sets)
    for (let most = Math.ceil(Math.min(flights.length, room)); most > 0; most--)
      for (const shape of [{ column: true }, {}, { climbs: false }]) all.push({ open: new Set(set), most, ...shape });
  const tight = { climbs: false, across: TIGHT, up: TIGHT };
  for (const numbers of [true, false])
    for (const most of [2, 1]) all.push({ open: new Set(wanted.slice(0, 1)), most, numbers, ...tight });
  return all;
}

/** Longer arrows, as far as there is room for them. */
function stretched(plot: Plot, fits: (size: Size) => boolean): Figure {
  const across = longest(plot.across, LONGEST.across, (factor) => fits(build({ ...plot, across: factor })));
  const up = longest(plot.up, LONGEST.up, (factor) => fits(build({ ...plot, across, up: factor })));
  return build({ ...plot, across, up });
}

function longest(least: number, most: number, fits: (factor: number) => boolean): number {
  for (let factor = most; factor > least; factor -= 0.1) if (fits(factor)) return factor;
  return least;
}
