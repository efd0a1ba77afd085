import type { KeepingReplies } from '../../core/contract/keeping.ts';
import type { EngineState } from '../../core/engines.ts';
import type { Answers } from '../window-link.ts';
import { diagnosisText, engineLines, programLines } from './diagnosis.ts';
import type { Keeping } from './keeping.ts';

interface Parts {
  keeping: Keeping;
  host: string;
  /** Where kernels.wasm lies. */
  resources: string;
  engines: () => Promise<EngineState[]>;
}

/** The lab's answers about its data folder as a whole. */
export function keepingAnswers({ keeping, host, resources, engines }: Parts): Pick<Answers, keyof KeepingReplies> {
  return {
    dataFolder: () => ({ value: keeping.facts }),
    keep({ act, ...of }) {
      keeping.begin(act, of);
      return { value: null };
    },
    cancelKeeping() {
      keeping.cancel();
      return { value: null };
    },
    async diagnose() {
      const [computes, folder] = await Promise.all([engineLines(engines), keeping.folderLines()]);
      const lines = [...programLines(host, resources), ...computes, ...folder];
      return { value: { lines, text: diagnosisText(lines) } };
    },
  };
}
