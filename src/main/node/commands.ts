import { engineLine } from '../../core/engines.ts';
import { LabError } from '../../core/errors.ts';
import { decodeFrame, scalarNames, type Frame, type ScalarName } from '../../core/frame/frame.ts';
import { summaries } from '../../core/frame/observed.ts';
import type { RunDetail } from '../../core/run.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { lineageOf } from '../../core/words/lineage.ts';
import type { Store } from '../store/store.ts';
import { benchHere } from './bench-here.ts';
import { readPlan } from './input.ts';
import type { Places } from './places.ts';
import { json, line, number, table } from './print.ts';
import { listHead, listRow } from './runs-commands.ts';
import { withStore } from './with-store.ts';

interface Shown {
  detail: RunDetail;
  frames: { ordinal: number; frame: Frame; entries: Record<string, number[]> }[];
  damaged: number[];
}

/** `lab show RUN`: the plan, how far it came, and the scalars of its frames.
 *  @param tensors whether the JSON has each frame's norms and the like, row after row
 *  @throws LabError run-unknown */
export function showRun(folder: string, run: number, asJson: boolean, tensors: boolean): void {
  const { detail, frames, damaged } = withStore<Shown>(
    folder,
    () => {
      throw new LabError('run-unknown', { run });
    },
    (store) => readRun(store, run, tensors ? summaries : []),
  );
  const seen = frames.filter(({ frame }) => frame.kind === 'frame');
  if (asJson) {
    const { info, plan, cadence } = detail;
    const keyframes = frames.flatMap(({ ordinal, frame }) =>
      frame.kind === 'keyframe' ? [{ ordinal, step: frame.scalars.step }] : [],
    );
    const rows = seen.map(({ ordinal, frame, entries }) => ({
      ordinal,
      n: frame.n,
      ...frame.scalars,
      ...(tensors && { entries }),
    }));
    json({ ...info, plan, cadence, frames: rows, keyframes, damaged });
    return;
  }
  printPlan(detail.plan);
  console.log();
  console.log(table([listHead, listRow(detail.info)]));
  const { parent } = detail.info;
  if (parent) line(lineageOf(parent, columnsIn(detail.plan)));
  const { frames: recorded, thinned } = detail.info;
  if (thinned) line(`${thinned} of its ${recorded} frames were removed, evenly, since it outgrew its budget.`);
  const { message, engine } = detail.info.progress;
  if (message) line(message);
  if (engine) line(engineLine(engine));
  console.log();
  console.log(table([[...scalarNames], ...seen.map(({ frame }) => scalarNames.map((name) => cell(frame, name)))]));
  for (const frame of damaged) console.error(`Frame ${frame} is damaged on disk and was left out.`);
}

/** Columns of a plan's parameters by name. */
export function columnsIn(plan: Plan): (parameter: string) => number {
  const { variables } = graphOf(plan, shapeOf(plan));
  return (parameter) => variables.find(({ name }) => name === parameter)?.columns ?? 1;
}

const cell = ({ scalars }: Frame, name: ScalarName): string => number(scalars[name]);

function readRun(store: Store, run: number, names: readonly string[]): Shown {
  const detail = store.runs.detail(run);
  const shown: Shown = { detail, frames: [], damaged: [] };
  for (let after = -1; ;) {
    const reading = store.frames.readAfter(run, after, 8 * 2 ** 20);
    for (const { ordinal, bytes } of reading.frames) {
      const frame = decodeFrame(bytes, detail.layout);
      const found = names.flatMap((name) => {
        const values = frame.tensor(name);
        return values ? [[name, [...values]] satisfies [string, number[]]] : [];
      });
      shown.frames.push({ ordinal, frame: withoutTensors(frame), entries: Object.fromEntries(found) });
    }
    shown.damaged.push(...reading.damaged);
    const last = Math.max(reading.frames.at(-1)?.ordinal ?? -1, reading.damaged.at(-1) ?? -1);
    if (last < 0) return shown;
    after = last;
  }
}

/** Only the scalars are shown; keeping the views would keep every byte of the run in memory. */
const withoutTensors = ({ kind, n, scalars }: Frame): Frame => ({ kind, n, scalars, tensor: () => null });

function printPlan(plan: Plan): void {
  for (const [key, value] of Object.entries(plan)) {
    const text = JSON.stringify(value);
    line(`${key.padEnd(13)}${text.length > 200 ? `${text.slice(0, 200)}…` : text}`);
  }
}

/** `lab trace FILE`: every variable's value and gradient for the first batch, as JSON. */
export async function tracePlan(file: string, places: Places): Promise<void> {
  const plan = await readPlan(file);
  const bench = benchHere(places);
  try {
    json(await bench.trace(plan));
  } finally {
    bench.close();
  }
}
