import { activationsOf } from '../../core/frame/observed.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { m } from '../../core/words/m.ts';
import { fixed, int, short } from '../../core/words/numbers.ts';
import type { Recording } from '../run/recording.ts';
import type { SheetTable } from './report.ts';

/** A number as it is printed: four digits; what was not measured is a dash. */
const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : short(value, 4);
const share = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '–' : m.sweep_percent({ value: fixed(100 * value, 1) });

/** A step that is in the table, and why. */
interface Stop {
  step: number;
  why: string;
}

/** Losses and accuracies at the first, the middle and the last frame of a recording, where a watched loss was lowest, and at the step
 *  on screen; in the order of their steps. What was measured at none of them is no column.
 *  @param status how the run ended, or stands @param best the step of the lowest watched loss */
export function courseTable(recording: Recording, status: string, shown: number, best?: number): SheetTable {
  const { rows } = recording;
  const wanted: Stop[] = [
    { step: recording.stepOf(0), why: m.report_first() },
    { step: recording.stepOf(recording.rowAt(recording.stepOf(rows - 1) / 2)), why: m.report_middle() },
    { step: recording.stepOf(rows - 1), why: m.report_last({ status }) },
    ...(best === undefined
      ? []
      : [{ step: recording.stepOf(recording.rowAt(best)), why: m.report_best({ step: int(best) }) }]),
    { step: shown, why: m.report_shown() },
  ];
  const steps = [...new Set(wanted.map(({ step }) => step))].sort((a, b) => a - b);
  const validated = (which: 0 | 1, row: number): number | undefined => recording.validationColumn(which)[row];
  const columns: [title: string, of: (row: number) => string][] = [
    [m.transport_epoch(), (row) => int(recording.scalar('epoch', row))],
    [m.compare_result_train(), (row) => number(recording.scalar('epochLoss', row))],
    [m.compare_result_validation(), (row) => number(validated(0, row))],
    [m.compare_result_test(), (row) => number(recording.scalar('testLoss', row))],
    [m.report_result_validation_accuracy(), (row) => share(validated(1, row))],
    [m.report_result_test_accuracy(), (row) => share(recording.scalar('testAccuracy', row))],
  ];
  const stops = steps.map((step) => {
    const row = recording.rowAt(step);
    const why = wanted.filter((one) => one.step === step).map((one) => one.why);
    return { name: [...new Set(why)].join('; '), step: int(step), cells: columns.map(([, of]) => of(row)) };
  });
  const kept = columns.map((_, i) => i === 0 || stops.some(({ cells }) => cells[i] !== '–'));
  const only = (cells: string[]): string[] => cells.filter((_, i) => kept[i]);
  return {
    title: m.report_course(),
    head: [m.report_where(), m.compare_step(), ...only(columns.map(([title]) => title))],
    rows: stops.map(({ name, step, cells }) => [name, step, ...only(cells)]),
  };
}

/** Norms of each layer with weights in a frame: ‖W‖, ‖∂J/∂W‖ and the update ratio ‖ΔW‖ ∕ ‖W‖, and of the activation that follows it the
 *  share of z outside the Goldilocks zone and of units that are flat for the whole batch. Null where the frame has no norms. */
export function layersTable(plan: Plan, frame: Frame): SheetTable | null {
  const norms = frame.tensor('‖W‖');
  if (!norms) return null;
  const graph = graphOf(plan, shapeOf(plan));
  const [gradients, updates] = [frame.tensor('‖dW‖'), frame.tensor('‖ΔW‖')];
  const [saturated, dead] = [frame.tensor('saturated'), frame.tensor('dead')];
  const activations = activationsOf(graph);
  const rows = graph.weights.map((weight, i) => {
    const output = graph.layers.find(({ parameters }) => parameters[0] === weight)?.output;
    const follows = activations.findIndex(({ z }) => z === output);
    const norm = norms[i] ?? NaN;
    return [
      weight.replace(/^W/, ''),
      number(norm),
      number(gradients?.[i]),
      number((updates?.[i] ?? NaN) / norm),
      share(saturated?.[follows]),
      share(dead?.[follows]),
    ];
  });
  return {
    title: m.report_layers({ step: int(frame.scalars.step) }),
    head: [m.report_layer(), '‖W‖', '‖∂J/∂W‖', '‖ΔW‖ / ‖W‖', m.report_saturated(), m.report_dead()],
    rows,
  };
}
