import { LabError } from '../../core/errors.ts';
import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';
import type { LostRun } from './acknowledged.ts';
import { databaseName } from './sqlite-error.ts';

/** What is told of changes that are missing. @param aside the file that has the damaged log now, if there is one */
export function lossOf(
  { changes, runs }: { changes: number; runs: readonly LostRun[] },
  aside: string | null,
): LabError {
  const clauses = [
    ...runs.map(({ run, name, step, until }) =>
      name === null
        ? m.errors_store_lost_whole({ run, until: int(until) })
        : m.errors_store_lost_run({ run, name, step: int(step), until: int(until) }),
    ),
    ...(aside === null ? [] : [m.errors_store_lost_log({ aside })]),
  ];
  const what = clauses.length === 0 ? '' : `: ${clauses.join('; ')}`;
  return new LabError('store-lost', { file: databaseName, changes: int(changes), what });
}
