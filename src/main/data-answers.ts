import { dataSetOf } from '../core/data/data-set.ts';
import { LabError } from '../core/errors.ts';
import type { Sources } from './sources.ts';
import type { Store } from './store/store.ts';
import type { Answers } from './window-link.ts';

type DataCalls = 'digits' | 'dataSets' | 'dataSet' | 'addDataSet' | 'removeDataSet';

/** The lab's answers about what plans take their examples from. */
export function dataAnswers(store: Store, { digits }: Sources): Pick<Answers, DataCalls> {
  return {
    digits: async () => ({ value: null, payload: [await digits.bytes()] }),
    dataSets: () => ({ value: store.dataSets.all() }),
    removeDataSet({ sha256, name }) {
      if (!store.patiently(() => store.dataSets.remove(sha256))) throw new LabError('data-used', { name });
      return { value: null };
    },
    dataSet({ sha256, title }) {
      const bytes = store.dataSets.bytes(sha256);
      if (!bytes) throw new LabError('data-unknown', { title });
      return { value: { size: bytes.length }, payload: [bytes] };
    },
    addDataSet({ name, size }, { payload }) {
      const bytes = payload.subarray(0, size);
      dataSetOf(bytes, name); // nothing is stored that is none
      return { value: { sha256: store.patiently(() => store.dataSets.add(name, bytes)) } };
    },
  };
}
