import type { Entry } from '../frame/layout.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { graphOf, type Graph } from '../graph/graph.ts';

/** One number of a parameter: its tensor, and its index row after row (W is out × in). */
export interface ParameterEntry {
  name: string;
  index: number;
}

/** Along what a landscape is cut. */
export type LandscapeAxes =
  /** The two principal directions of the run's own path, through its last point. */
  | { kind: 'pca' }
  /** Two random filter-normalised directions from the parameters of a step. */
  | { kind: 'random'; step: number; seed: number }
  /** Two parameters, all others as they are at a step. */
  | { kind: 'two'; step: number; x: ParameterEntry; y: ParameterEntry };

/** What of a landscape is wanted: part of the call, and passed on to the trainer. */
export interface Cut {
  axes: LandscapeAxes;
  /** 1 holds the path (or ±1 of a random direction); 2 is half as far. */
  zoom: number;
  /** Points on a side of the grid. */
  size: number;
}

/** L and J of the training set over a plane through parameter space. The numbers themselves are float32 beside it, one after
 *  the other: L and J of the grid (size × size each, from the low corner, row after row), then x, y, L and J of every point
 *  of the path (L and J there, not of the plane below it), then, where `parameters` says so, centre and both directions. */
export interface Landscape {
  size: number;
  /** Both ends of the axes. */
  x: [low: number, high: number];
  y: [low: number, high: number];
  /** Where the plane goes through parameters that the run had, and at which step. */
  centre: { step: number; x: number; y: number };
  /** pca: the share of the path's variance that lies along each axis. */
  explained: [number, number] | null;
  /** Training examples it was measured on, and how many there are. */
  examples: number;
  count: number;
  /** The steps of the path's points. */
  steps: number[];
  parameters: Entry[] | null;
}

/** Most points of a path. */
export const mostSnapshots = 200;
/** Sides of grids, each of which has all points of the one before. */
export const gridSizes = [9, 17, 33, 65] as const;
const MOST_EXAMPLES = 1000;
const LEAST_EXAMPLES = 250;

/** Multiply-adds of one point of the grid from which on it is measured on fewer examples. */
const POINT_WORK = 1e8;
/** Multiply-adds of the first picture and of the finest one: about one second, and ten, of two threads. */
const FIRST_WORK = 2e10;
const LAST_WORK = 1.5e11;
/** What one point costs besides its multiply-adds, in multiply-adds. */
const OVERHEAD = 1e5;

/** Parameters of a graph, in its order. */
export const parametersOf = (graph: Graph): Entry[] =>
  graph.variables.flatMap(({ name, role, rows, columns }) => (role === 'parameter' ? [{ name, rows, columns }] : []));

/** How a landscape of a plan is computed: on how many examples, and on which grids, coarse ones first. */
export function landscapeEffort(plan: Plan): { examples: number; sizes: number[] } {
  const shape = shapeOf(plan);
  const parameters = parametersOf(graphOf(plan, shape));
  const perExample = parameters.reduce((sum, { rows, columns }) => sum + Number(rows) * columns, 0);
  const affordable = Math.max(LEAST_EXAMPLES, Math.floor(POINT_WORK / perExample));
  const examples = Math.min(shape.train, MOST_EXAMPLES, affordable);
  const work = (size: number): number => size ** 2 * (examples * perExample + OVERHEAD);
  const first = gridSizes.findLast((size) => work(size) <= FIRST_WORK) ?? gridSizes[0];
  return { examples, sizes: gridSizes.filter((size) => size === first || (size > first && work(size) <= LAST_WORK)) };
}
