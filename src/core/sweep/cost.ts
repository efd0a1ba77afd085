import { graphOf } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf, totalSteps } from '../plan/shape.ts';

/** What an engine's step costs beside its products, and a run beside its steps, in multiply-adds: measured on small networks. */
const PER_STEP = 4000;
const PER_RUN = 20e6;

/** What a run costs, in multiply-adds: steps × (3 · parameters × batch + what a step costs anyhow), and what a run does. Tells
 *  how long is left from how long the others took. */
export function costOfRun(plan: Plan): number {
  const shape = shapeOf(plan);
  const { variables } = graphOf(plan, shape);
  const parameters = variables.reduce(
    (sum, { role, rows, columns }) => (role === 'parameter' ? sum + Number(rows) * columns : sum),
    0,
  );
  return PER_RUN + totalSteps(plan) * (PER_STEP + 3 * parameters * Math.min(plan.batchSize, shape.train));
}
