import { losses, type Loss } from '../losses.ts';
import { rateIds } from '../optimizers.ts';
import type { Problem } from './problem.ts';
import { limits, type Plan } from './schema.ts';

// Everything is computed in float32: what it cannot hold is said where it is written, before it turns up as ∞ elsewhere.

const overflows = (value: number): boolean => !Number.isFinite(Math.fround(value));
const vanishes = (value: number): boolean => value !== 0 && Math.fround(value) === 0;

/** The first number of the rows for which something holds, and the row it is in. */
function firstOf(
  rows: readonly (number | readonly number[])[],
  holds: (value: number) => boolean,
): { row: number; found: number } | null {
  for (const [row, entry] of rows.entries()) {
    const found = typeof entry === 'number' ? (holds(entry) ? entry : undefined) : entry.find(holds);
    if (found !== undefined) return { row, found };
  }
  return null;
}

/** Examples whose numbers float32 or the loss cannot take: the first of x, and the first of y. */
export function numbersOf(plan: Plan): Problem[] {
  const { data } = plan;
  if (data.kind !== 'inline') return [];
  const problems: Problem[] = [];
  const x = firstOf(data.x, overflows);
  if (x) problems.push({ at: `data.x[${x.row}]`, code: 'beyond-float32', values: { found: x.found } });
  const y = targetProblem(plan, data.y);
  if (y) problems.push(y);
  return problems;
}

function targetProblem(plan: Plan, targets: readonly (number | readonly number[])[]): Problem | null {
  const loss: Loss = losses[plan.loss];
  if (typeof targets[0] === 'number') {
    const label = firstOf(targets, (value) => value >= limits.units);
    return label && { at: `data.y[${label.row}]`, code: 'too-high', values: { most: limits.units - 1 } };
  }
  const large = firstOf(targets, overflows);
  if (large) return { at: `data.y[${large.row}]`, code: 'beyond-float32', values: { found: large.found } };
  const odd = loss.includes === 'sigmoid' ? firstOf(targets, (value) => !(value >= 0 && value <= 1)) : null;
  return odd && { at: `data.y[${odd.row}]`, code: 'target-no-chance', values: { found: odd.found, loss: loss.title } };
}

/** Parameters beyond float32, and settings so small that they are 0 there. */
export function settingsOf(plan: Plan): Problem[] {
  const { optimizer, network } = plan;
  const settings: [at: string, value: number | undefined][] = [
    ['weightDecay', plan.weightDecay],
    ['l1', plan.l1],
    ['optimizer.learningRate', optimizer.learningRate],
    ['optimizer.clip', optimizer.clip],
    ['optimizer.schedule.floor', optimizer.schedule?.floor],
    ...rateIds.map((id): [string, number | undefined] => [`optimizer.${id}`, optimizer[id]]),
    ...network.flatMap((layer, i): [string, number | undefined][] => {
      if (layer.type === 'dense') return [[`network[${i}].init.scale`, layer.init.scale]];
      return layer.type === 'noise' ? [[`network[${i}].sigma`, layer.sigma]] : [];
    }),
  ];
  const problems: Problem[] = [];
  for (const [at, value] of settings)
    if (value !== undefined && vanishes(value)) problems.push({ at, code: 'below-float32', values: { found: value } });
  for (const [name, given] of Object.entries(plan.parameters ?? {})) {
    const large = firstOf(given, overflows);
    if (large) problems.push({ at: `parameters.${name}`, code: 'beyond-float32', values: { found: large.found } });
  }
  return problems;
}
