import { LabError } from '../../core/errors.ts';
import { databaseName } from './sqlite-error.ts';

/** Parses what a column holds, which was JSON when it was stored. @throws LabError store-damaged */
export function stored(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new LabError('store-damaged', { file: databaseName });
    throw error;
  }
}
