// What `npm run fuzz` runs: every reader of core, and the cutting of tables into cells.
import { readers, type Reader } from '../../src/core/testing/readers.ts';
import { hostile } from '../../src/core/testing/hostile.ts';
import { samples } from '../../src/core/testing/samples.ts';
import { checkWorkbook } from '../../src/renderer/importing/check-workbook.ts';
import { LabError } from '../../src/core/errors.ts';
import { errorSentence } from '../../src/core/words/errors.ts';

const workbook: Reader = (bytes, file) => {
  try {
    checkWorkbook(bytes, file);
    return '';
  } catch (error) {
    if (error instanceof LabError) return errorSentence(error);
    throw error;
  }
};

export const targets: Readonly<Record<string, Reader>> = { ...readers, workbook };

/** Inputs up to this size begin a corpus: larger ones would be all that is tried. */
const MOST_SEED = 20_000;

export const seeds: readonly Uint8Array[] = [
  ...Object.values(samples),
  ...hostile.flatMap(({ attack, bytes }) => (/million|thousand|MB|1 : 1000/.test(attack) ? [] : [bytes()])),
].filter(({ length }) => length <= MOST_SEED);
