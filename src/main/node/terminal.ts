import { LabError } from '../../core/errors.ts';
import { escaped } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';

/** A mistake in how a command was called: the sentence, then exit code 2. */
export class UsageError extends Error {}

/** A failure outside the lab that a person can mend: the sentence, then exit code 1. */
export class PlainError extends Error {}

/** Runs a command to its exit code. Expected failures become one sentence on stderr; anything else is a bug and keeps its
 *  stack. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  // whoever reads us may stop early, as head does
  process.stdout.on('error', () => process.exit(0));
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    if (error instanceof LabError) console.error(escaped(errorSentence(error)));
    else if (error instanceof UsageError || error instanceof PlainError) console.error(escaped(error.message, '\n'));
    else console.error(error);
  }
}

/** Says how a data folder was found, before anything else is said of what is in it. */
export function sayNotices({ notices }: { notices: readonly LabError[] }): void {
  for (const notice of notices) console.error(escaped(errorSentence(notice)));
}

/** Node's errors about options are ours about usage. @throws UsageError */
export function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Resolves when the person or the system asks for the end. A second signal ends the process at once. */
export const ended = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(1));
      });
    }
  });
