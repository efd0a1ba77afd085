// For tests: opens the store of a folder three times and prints what came of it, as a line of JSON: the milliseconds of the fastest
// and, where it cannot be opened, why.
import { LabError } from '../../../core/errors.ts';
import { errorSentence } from '../../../core/words/errors.ts';
import { Store } from '../store.ts';

const [folder = ''] = process.argv.slice(2);
let sentence: string | null = null;
const times = Array.from({ length: 3 }, () => {
  const begun = performance.now();
  try {
    new Store(folder).close();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    sentence = errorSentence(error);
  }
  return performance.now() - begun;
});
console.log(JSON.stringify({ ms: Math.min(...times), sentence }));
