import { sweepTargetIds, sweepTargetOf } from '../../core/code/sweep-targets.ts';
import { sweepFrom } from './sweep-command.ts';
import { m } from '../../core/words/m.ts';
import { PlainError, UsageError } from './terminal.ts';

/** `lab sweep FILE --code TARGET`: the sweep as a program. @returns the exit code */
export async function printSweepCode(file: string, target: string): Promise<number> {
  const id = sweepTargetIds.find((known) => known === target);
  if (!id) throw new UsageError(`“${target}” is none of ${sweepTargetIds.join(', ')}.`);
  const sweep = await sweepFrom(file);
  if ('sha256' in sweep.plan.data) throw new PlainError(m.code_sweep_stored());
  process.stdout.write(sweepTargetOf(id).generate(sweep));
  return 0;
}
