import type { FromTrainer, Survey } from '../core/contract/trainer.ts';
import type { Source } from '../core/examples.ts';
import { decodeFrame } from '../core/frame/frame.ts';
import type { Entry } from '../core/frame/layout.ts';
import { alongOne, filterNormalised, principal } from '../core/landscape/directions.ts';
import { landscapeEffort, parametersOf, type Landscape } from '../core/landscape/landscape.ts';
import { isFinitePoint, Plane, type Point } from '../core/landscape/plane.ts';
import { boundsOf } from '../core/landscape/bounds.ts';
import type { Plan } from '../core/plan/schema.ts';
import { Engine } from './engine/engine.ts';
import type { Module } from './engine/kernels.ts';
import { PENALTY } from './kernels/words.ts';
import { Predictor } from './predictor.ts';
import { rewound } from './rewound.ts';
import { nodeThreads } from './threads.ts';

/** Most floats of parameters that go with a landscape, so that the window can place other steps on it. */
const MOST_PARAMETERS = 10_000;

/** L and J of the training set over a plane through parameter space, and along the run's path. On an engine of its own, so that
 *  a run is not disturbed; nothing is dropped, no noise added, as in prediction. */
export function* survey(
  request: number,
  module: Module,
  plan: Plan,
  source: Source | null,
  { cut, snapshots, layout, fromStart, from }: Survey,
): Generator<0, FromTrainer> {
  const engine = new Engine(module, plan, source, nodeThreads);
  try {
    const parameters = parametersOf(engine.graph);
    const here: Point = parameters.map(({ name }) => engine.values(name));
    const copied = (): Point => here.map((tensor) => tensor.slice());

    const path: { step: number; point: Point }[] = [];
    if (fromStart) {
      yield* engine.initialize();
      path.push({ step: 0, point: copied() });
    }
    for (const bytes of snapshots) {
      const frame = decodeFrame(bytes, layout);
      const point = parameters.map(({ name }) => frame.tensor(name) ?? new Float32Array(0));
      // where a run diverged there is nothing to draw
      if (isFinitePoint(point)) path.push({ step: frame.scalars.step, point });
      yield 0;
    }
    const points = path.map(({ point }) => point);
    const last = path.at(-1);
    let centre = { step: last?.step ?? 0, point: last?.point ?? copied() };
    if (from) {
      yield* rewound(engine, from);
      centre = { step: from.step, point: copied() };
      if (!isFinitePoint(centre.point)) throw new Error(`at step ${from.step} the parameters are not finite`);
    }
    const { plane, explained } = yield* planeOf(
      cut.axes,
      points.length > 0 ? points : [centre.point],
      centre.point,
      parameters,
    );
    const places = points.map((point) => plane.project(point));
    const { x, y } = boundsOf(cut, plane, places);

    const { size } = cut;
    const { examples } = landscapeEffort(plan);
    const measure = meter(engine, examples);
    const room = { grid: 2 * size * size, path: 4 * path.length, plane: sizeOf(parameters) <= MOST_PARAMETERS };
    const floats = new Float32Array(room.grid + room.path + (room.plane ? 3 * sizeOf(parameters) : 0));
    for (const [k, point] of points.entries()) {
      here.forEach((tensor, t) => tensor.set(point[t] ?? []));
      const { L, J } = yield* measure();
      const [px, py] = places[k] ?? [NaN, NaN];
      [px, py, L, J].forEach((value, i) => (floats[room.grid + i * points.length + k] = value));
    }
    for (let k = 0; k < size * size; k++) {
      plane.write(step(x, k % size, size), step(y, Math.floor(k / size), size), here);
      const { L, J } = yield* measure();
      floats[k] = L;
      floats[size * size + k] = J;
    }
    let offset = room.grid + room.path;
    if (room.plane)
      for (const tensor of [plane.centre, plane.u, plane.v].flat()) {
        floats.set(tensor, offset);
        offset += tensor.length;
      }
    const landscape: Landscape = {
      size,
      x,
      y,
      centre: { step: centre.step, x: plane.x0, y: plane.y0 },
      explained,
      examples,
      count: engine.data.train.count,
      steps: path.map((one) => one.step),
      parameters: room.plane ? parameters : null,
    };
    return { type: 'surveyed', request, landscape, values: new Uint8Array(floats.buffer) };
  } finally {
    engine.close();
  }
}

const sizeOf = (parameters: readonly Entry[]): number =>
  parameters.reduce((sum, { rows, columns }) => sum + Number(rows) * columns, 0);
/** The coordinate of a point of the grid; the middle one is exact. */
const step = ([low, high]: [number, number], i: number, size: number): number =>
  (low * (size - 1 - i) + high * i) / (size - 1);

function* planeOf(
  axes: Survey['cut']['axes'],
  path: readonly Point[],
  centre: Point,
  parameters: readonly Entry[],
): Generator<0, { plane: Plane; explained: [number, number] | null }> {
  switch (axes.kind) {
    case 'pca': {
      const { directions, explained } = yield* principal(path);
      return { plane: new Plane(centre, ...directions), explained };
    }
    case 'random': {
      const [u, v] = (['x', 'y'] as const).map((axis) => filterNormalised(centre, parameters, axes.seed, axis)) as [
        Point,
        Point,
      ];
      return { plane: new Plane(centre, u, v), explained: null };
    }
    case 'two': {
      const value = ({ name, index }: { name: string; index: number }): number =>
        centre[parameters.findIndex((one) => one.name === name)]?.[index] ?? NaN;
      const [u, v] = [axes.x, axes.y].map((of) => alongOne(centre, parameters, of)) as [Point, Point];
      return { plane: new Plane(centre, u, v, value(axes.x), value(axes.y)), explained: null };
    }
  }
}

/** Measures L and J at the engine's parameters on evenly spread training examples. */
function meter(engine: Engine, examples: number): () => Generator<0, { L: number; J: number }> {
  const { train } = engine.compiled;
  const predictor = new Predictor(engine);
  const { count } = engine.data.train;
  const rows = Uint32Array.from({ length: examples }, (_, i) => Math.floor((i * count) / examples));
  const penalty = train.instructions.findIndex(({ op }) => op === PENALTY);
  return function* () {
    const L = yield* predictor.meanLoss(rows);
    if (penalty < 0) return { L, J: L };
    engine.node(train, penalty);
    return { L, J: L + engine.scalar('s') };
  };
}
