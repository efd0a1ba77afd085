import { sweepTargetIds, sweepTargetOf } from '../../core/code/sweep-targets.ts';
import { sweepFrom } from './sweep-command.ts';
import { UsageError } from './terminal.ts';

/** `lab sweep FILE --code TARGET`: the sweep as a program. @returns the exit code */
export async function printSweepCode(file: string, target: string): Promise<number> {
  const id = sweepTargetIds.find((known) => known === target);
  if (!id) throw new UsageError(`“${target}” is none of ${sweepTargetIds.join(', ')}.`);
  process.stdout.write(sweepTargetOf(id).generate(await sweepFrom(file)));
  return 0;
}
