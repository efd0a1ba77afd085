import { graphOf } from '../../core/graph/graph.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch, totalSteps } from '../../core/plan/shape.ts';
import type { Change } from '../../core/run.ts';
import type { Places } from './places.ts';
import { record } from './run-command.ts';
import { PlainError, UsageError } from './terminal.ts';

/** Where in a run, as options say it: a step, or an epoch's end. */
export interface At {
  step?: string | undefined;
  epoch?: string | undefined;
}

/** The step that options name. @returns null where they name none @throws UsageError */
export function stepOf({ step, epoch }: At, plan: Plan): number | null {
  if (step !== undefined && epoch !== undefined) throw new UsageError('Give a step or an epoch, not both.');
  if (step !== undefined) return countOf('--step', step);
  return epoch === undefined ? null : countOf('--epoch', epoch) * stepsPerEpoch(plan);
}

/** @throws UsageError */
export function countOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${option} is a whole number, not “${text}”.`);
}

export interface BranchOptions extends At {
  /** `W1[3,0]=0.5` */
  set: readonly string[];
  /** How far the branch is trained; to the end of the plan where neither is given. */
  steps?: string | undefined;
  epochs?: string | undefined;
}

/** `lab branch RUN --step N --set …`: a new run that goes on from a step of another one, some of its parameters changed.
 *  @returns the exit code @throws UsageError, PlainError, LabError run-unknown, step-unknown, keyframe-damaged */
export async function branchRun(
  run: number,
  options: BranchOptions,
  planOf: (run: number) => Plan,
  folder: string,
  places: Places,
  asJson: boolean,
): Promise<number> {
  const plan = planOf(run);
  const step = stepOf(options, plan);
  if (step === null) throw new UsageError('Say where the branch begins: --step N or --epoch N.');
  const changes = options.set.map((text) => changeOf(text, plan));
  const more = moreOf(options, plan);
  const last = totalSteps(plan);
  // with entries changed and no steps asked for, what the changed network has come to is worth a run of its own
  if (step === last && (more !== null || changes.length === 0))
    throw new PlainError(
      `Step ${last} is the last of run ${run}, so a branch there has nothing left to train: name an earlier step with --step or --epoch.`,
    );
  return record(
    folder,
    places,
    asJson,
    async (client) => {
      const paused = more !== null;
      const { value } = await client.call('branch', { run, step, changes, speed: null, paused });
      if (paused) await client.call('control', { run: value.info.id, action: 'play', until: step + more });
      return value;
    },
    more === null ? Infinity : step + more,
  );
}

/** How many steps to train; null for all that the plan has. @throws UsageError */
function moreOf({ steps, epochs }: BranchOptions, plan: Plan): number | null {
  if (steps !== undefined && epochs !== undefined) throw new UsageError('Give --steps or --epochs, not both.');
  if (steps === undefined && epochs === undefined) return null;
  const more =
    steps === undefined ? countOf('--epochs', epochs ?? '') * stepsPerEpoch(plan) : countOf('--steps', steps);
  if (more === 0) throw new UsageError('A branch takes one step at least.');
  return more;
}

/** A change as it is written: the parameter, row and column (of a bias its place), counted from 0 as the window and `lab show` do;
 *  with one number, W is counted row after row. @throws UsageError where it is no change, PlainError where the network has no such entry */
export function changeOf(text: string, plan: Plan): Change {
  const [, name = '', first, second, number = ''] =
    /^([Wb][1-9]\d{0,2})\[(\d{1,9})(?:,(\d{1,9}))?\]=(.+)$/.exec(text) ?? [];
  const value = Number(number);
  if (name === '' || number.trim() === '' || !Number.isFinite(Math.fround(value))) throw new UsageError(noChange(text));
  const { variables } = graphOf(plan, shapeOf(plan));
  const variable = variables.find((own) => own.role === 'parameter' && own.name === name);
  if (!variable) throw new PlainError(`The network has no ${name}.`);
  const [rows, columns] = [Number(variable.rows), variable.columns];
  const [row, column] = [Number(first), Number(second)];
  const index = second === undefined ? row : row * columns + column;
  const inside = second === undefined ? index < rows * columns : row < rows && column < columns && name.startsWith('W');
  if (!inside) {
    const size = name.startsWith('W') ? `${rows} × ${columns}` : `a vector of ${columns}`;
    throw new PlainError(
      `${name} is ${size}: it has no ${text.slice(0, text.indexOf('='))}. Entries are counted from 0.`,
    );
  }
  return { name, index, value };
}

function noChange(text: string): string {
  const example = '--set W2[1,0]=0.5 (row and column, from 0) or --set b1[3]=0';
  return /^\w+(\.\w+)*=/.test(text)
    ? `--set changes numbers of W and b, as ${example}. A branch goes on with the plan of its run: for “${text}”, run another plan.`
    : `“${text}” is no change. Write ${example}.`;
}
