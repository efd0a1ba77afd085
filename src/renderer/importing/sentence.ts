import { LabError } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';

/** Why a file was not read, in a sentence: whatever a browser has against it is told as well. */
export function sentenceOf(error: unknown, file: string): string {
  if (error instanceof LabError) return errorSentence(error);
  console.warn(error);
  const reason = error instanceof Error ? error.message : String(error);
  return errorSentence(new LabError('file-unreadable', { file, reason: reason || m.errors_place_start() }));
}
