import papaparse from 'papaparse';
import {
  bestOf,
  differencesOf,
  resultIds,
  results,
  resultsAtEnd,
  resultsOf,
  type Results,
} from '../../core/compare.ts';
import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import type { RunDetail } from '../../core/run.ts';
import { beginningOf } from '../../core/words/lineage.ts';
import type { Store } from '../store/store.ts';
import { stepOf, type At } from './branch-command.ts';
import { columnsIn } from './commands.ts';
import { json, line, number, percent, table } from './print.ts';

/** How a comparison is printed. */
export type Form = 'text' | 'json' | 'csv';

/** A run beside others. */
interface Compared {
  detail: RunDetail;
  /** The step whose results these are; null where the run has no frame there. */
  step: number | null;
  results: Results;
}

const letters = 'ABCDEF';

/** `lab compare A B …`: what differs in the plans of 2 to 6 runs, what is the same, and what they have come to: at their ends, or in
 *  the frame shown at a step or epoch. @throws LabError run-unknown, UsageError */
export function compareRuns(store: Store, runs: readonly number[], at: At, form: Form): void {
  const all = runs.map((run) => comparedAt(store, run, at));
  const differences = differencesOf(all.map(({ detail }) => detail.plan));
  /** A branch may differ from its run in where it begins alone. */
  const origins = all.map(({ detail: { info, plan } }) => info.parent && beginningOf(info.parent, columnsIn(plan)));
  switch (form) {
    case 'json':
      json({
        runs: all.map(({ detail: { info } }, i) => ({
          letter: letters[i],
          run: info.id,
          name: info.name,
          status: info.progress.status,
          parent: info.parent,
        })),
        ...differences,
        results: { step: all.map(({ step }) => step), ...eachResult((own) => own) },
      });
      break;
    case 'csv':
      for (const row of papaparse.unparse(rowsOf(), { escapeFormulae: true, newline: '\n' }).split('\n')) line(row);
      break;
    case 'text':
      print();
      break;
  }

  function eachResult<T>(of: (own: (number | null)[]) => T): Record<string, T> {
    return Object.fromEntries(resultIds.map((id) => [id, of(all.map((one) => one.results[id]))]));
  }

  function rowsOf(): (string | number | null)[][] {
    return [
      ['', '', ...all.map((_, i) => letters[i] ?? '')],
      ['run', 'number', ...all.map(({ detail }) => detail.info.id)],
      ['run', 'name', ...all.map(({ detail }) => detail.info.name)],
      ['run', 'status', ...all.map(({ detail }) => detail.info.progress.status)],
      ...(origins.some(Boolean) ? [['run', 'branch of', ...origins]] : []),
      ...differences.differ.map(({ title, values }) => ['differs', title, ...values]),
      ['result', 'step', ...all.map(({ step }) => step)],
      ...resultIds.map((id) => ['result', results[id].title(), ...all.map((one) => one.results[id])]),
      ...differences.same.map(({ title, value }) => ['same', title, ...all.map(() => value)]),
    ];
  }

  function print(): void {
    const marked = (id: (typeof resultIds)[number]): string[] => {
      const best = bestOf(
        id,
        all.map((one) => one.results),
      );
      const written = id === 'accuracy' ? percent : number;
      return all.map((one, i) => `${written(one.results[id])}${best.includes(i) ? ' *' : ''}`);
    };
    const where = at.step === undefined && at.epoch === undefined ? 'at the end' : 'there';
    console.log(
      table([
        ['', ...all.map((_, i) => letters[i] ?? '')],
        ['run', ...all.map(({ detail }) => `${detail.info.id} ${detail.info.name}`)],
        ['status', ...all.map(({ detail }) => detail.info.progress.status)],
        ...(origins.some(Boolean) ? [['branch of', ...origins.map((origin) => origin ?? '–')]] : []),
        ...differences.differ.map(({ title, values }) => [title, ...values]),
        [`step ${where}`, ...all.map(({ step }) => (step === null ? '–' : String(step)))],
        ...resultIds.map((id) => [results[id].title(), ...marked(id)]),
      ]),
    );
    console.log('* the best of them');
    if (differences.differ.length === 0) line('Their plans do not differ.');
    const same = differences.same.map(({ title, value }) => `${title} ${value}`).join(', ');
    line(`The same in all (${differences.same.length}): ${same}.`);
  }
}

function comparedAt(store: Store, run: number, at: At): Compared {
  const detail = store.runs.detail(run);
  const wanted = stepOf(at, detail.plan);
  const found = store.frames.newestBefore(run, 'frame', wanted ?? detail.info.progress.step);
  if (found?.bytes === null)
    console.error(`The frame of run ${run} at step ${found.step} is damaged on disk and was left out.`);
  const frame: Frame | null = found?.bytes ? decodeFrame(found.bytes, detail.layout) : null;
  if (wanted === null)
    return { detail, step: detail.info.progress.step, results: resultsAtEnd(detail.info.progress, frame) };
  const nothing = Object.fromEntries(resultIds.map((id) => [id, null])) as Results;
  return { detail, step: frame?.scalars.step ?? null, results: frame ? resultsOf(frame) : nothing };
}
