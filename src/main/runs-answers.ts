import type { RunFacts } from '../core/contract/runs.ts';
import { planFieldIds } from '../core/compare/plan-fields.ts';
import type { RunInfo } from '../core/run.ts';
import type { Deletions } from './deletions.ts';
import type { News } from './news.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store/store.ts';
import type { Answers } from './window-link.ts';

type RunsCalls = 'runs' | 'runIds' | 'runFacts' | 'storage' | 'tagRuns' | 'noteRun' | 'deleteRuns' | 'restoreRuns';

interface Parts {
  store: Store;
  recorder: Recorder;
  deletions: Deletions;
  news: News;
  /** The newest of a run. @throws LabError run-unknown */
  info: (run: number) => RunInfo;
  /** Refuses a run that another process trains. */
  trainedHere: (run: number) => void;
}

/** The lab's answers about many runs at once. */
export function runsAnswers({ store, recorder, deletions, news, info, trainedHere }: Parts): Pick<Answers, RunsCalls> {
  const newest = (stored: RunInfo): RunInfo => shortened(recorder.info(stored.id) ?? stored);
  return {
    runs(args) {
      // a run of another process may have died since we looked
      if (args.summary && store.list.live().some((run) => !recorder.info(run))) store.markInterrupted();
      return {
        value: {
          rows: store.list.rows(args).map((row) => (row.kind === 'run' ? { ...row, info: newest(row.info) } : row)),
          ...(args.summary && { summary: store.summary(args) }),
        },
      };
    },
    runIds: (args) => ({ value: { runs: store.list.runIds(args) } }),
    runFacts: ({ run }) => ({ value: factsOf(store, info(run)) }),
    storage: () => ({ value: store.storage() }),
    tagRuns({ runs, add, remove }) {
      store.patiently(() => store.marks.tag(runs, add, remove));
      news.tell({ type: 'runsNoted', runs });
      return { value: null };
    },
    noteRun({ run, note }) {
      store.patiently(() => store.marks.note(run, note));
      news.tell({ type: 'runsNoted', runs: [run] });
      return { value: null };
    },
    deleteRuns({ runs }) {
      for (const run of store.list.live(runs)) trainedHere(run);
      return { value: { at: deletions.delete(runs) } };
    },
    restoreRuns({ at }) {
      const runs = deletions.restore(at);
      return { value: { runs } };
    },
  };
}

/** A run whose curve has the digits that a small picture shows. */
function shortened(info: RunInfo): RunInfo {
  const few = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(4)));
  const curve = info.progress.curve.map(({ step, loss, testLoss }) => ({
    step,
    loss: few(loss),
    testLoss: few(testLoss),
  }));
  return { ...info, progress: { ...info.progress, curve } };
}

function factsOf(store: Store, info: RunInfo): RunFacts {
  const { id: run, parent } = info;
  return {
    info,
    tags: store.marks.tagsOf(run),
    note: store.marks.noteOf(run),
    values: store.list.values(JSON.stringify([run]), planFieldIds).get(run) ?? {},
    branches: store.list.branchesOf(run),
    parentKept: parent !== null && store.list.kept(parent.run),
    stored: store.list.stored(run),
  };
}
