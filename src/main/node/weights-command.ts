import { MOST_WEIGHTS, planWithWeights } from '../../core/tensors/weights.ts';
import { memoryLimit } from '../memory-limit.ts';
import { checkPlan } from '../../core/plan/parse.ts';
import { LabError } from '../../core/errors.ts';
import { readBytes } from '../text-file.ts';
import { readPlan } from './input.ts';

/** `lab weights PLAN FILE`: the plan with a file's weights as its parameters, as JSON.
 *  @throws LabError file-unreadable, plan-invalid, file-bad */
export async function printWeights(planFile: string, file: string): Promise<void> {
  const plan = await readPlan(planFile);
  const changed = planWithWeights(plan, await readBytes(file, MOST_WEIGHTS), file);
  const { problems } = checkPlan(changed, memoryLimit());
  const wrong = problems.filter(({ hint }) => !hint);
  if (wrong.length > 0) throw new LabError('plan-invalid', {}, wrong);
  console.log(JSON.stringify(changed, null, 2));
}
