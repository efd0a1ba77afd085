import { everyRun, noteSchema, resultIds, tagSchema, type RunQuery, type SortId } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import { planFieldIds } from '../../core/compare/plan-fields.ts';
import { escaped } from '../../core/plan/text.ts';
import type { RunInfo } from '../../core/run.ts';
import { originOf } from '../../core/words/lineage.ts';
import { json, number, percent, table } from './print.ts';
import { UsageError } from './terminal.ts';
import { withStore } from './with-store.ts';

/** Lines of text that are read at most where nobody asks for more. */
const LINES = 200;

/** Which runs `lab runs` lists; the newest last where no order is asked for. */
export interface Listing {
  search: string;
  tags: readonly string[];
  sort: RunQuery['sort'] | null;
  limit: number | null;
}

/** `test`, `test:down`. @throws UsageError */
export function sortOf(text: string): RunQuery['sort'] {
  const [by = '', way] = text.split(':');
  const known: readonly string[] = [...resultIds, ...planFieldIds];
  if (!known.includes(by) || (way !== undefined && way !== 'up' && way !== 'down'))
    throw new UsageError(`--sort takes KEY or KEY:down, with KEY one of ${known.join(', ')}.`);
  return { by: by as SortId, down: way === undefined ? by === 'accuracy' || by === 'started' : way === 'down' };
}

/** `lab runs`: a line for every run. */
export function listRuns(folder: string, asJson: boolean, { search, tags, sort, limit }: Listing): void {
  const most = limit ?? (asJson ? -1 : LINES);
  const query = { ...everyRun, search, tags, tree: false, sort: sort ?? everyRun.sort };
  const { runs, found } = withStore(
    folder,
    () => ({ runs: [], found: 0 }),
    (store) => {
      const ids = store.list.ids(query, most);
      const infos = store.runs.some(ids, false);
      const runs = (sort ? ids : ids.reverse()).flatMap((id) => {
        const info = infos.get(id);
        return info ? [{ ...info, tags: store.marks.tagsOf(id), note: store.marks.noteOf(id) }] : [];
      });
      return { runs, found: ids.length === most ? store.list.count(query) : ids.length };
    },
  );
  if (asJson) json(runs);
  else if (runs.length === 0) console.log(search || tags.length > 0 ? 'No run matches.' : 'There are no runs yet.');
  else {
    const tagged = runs.some((run) => run.tags.length > 0);
    const rows = runs.map((run) => (tagged ? [...listRow(run), run.tags.join(', ')] : listRow(run)));
    console.log(table([tagged ? [...listHead, 'tags'] : listHead, ...rows]));
    if (found > runs.length) console.log(`\n${runs.length} of ${found} runs; --limit N shows more.`);
  }
}

export const listHead = [
  'run',
  'name',
  'branch of',
  'network',
  'data',
  'status',
  'step',
  'of',
  'train loss',
  'test loss',
  'test acc.',
  'frames',
  'begun',
];
export const listRow = ({
  id,
  name,
  parent,
  architecture,
  data,
  progress,
  steps,
  frames,
  createdAt,
}: RunInfo): string[] => [
  String(id),
  name,
  parent ? originOf(parent) : '',
  architecture,
  data,
  progress.status,
  String(progress.step),
  String(steps),
  number(progress.loss),
  number(progress.testLoss),
  percent(progress.testAccuracy),
  String(frames),
  new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
];

const unknown = (run: number) => (): never => {
  throw new LabError('run-unknown', { run });
};

/** `lab note RUN [TEXT]`: writes a run's note, or prints it. @param text null: only prints
 *  @throws LabError run-unknown @throws UsageError */
export function noteRun(folder: string, run: number, text: string | null, asJson: boolean): void {
  if (text !== null && !noteSchema.safeParse(text).success)
    throw new UsageError('A note has at most 20,000 characters, all of them seen.');
  const note = withStore(folder, unknown(run), (store) => {
    store.runs.info(run);
    if (text !== null) store.patiently(() => store.marks.note(run, text));
    return store.marks.noteOf(run);
  });
  if (asJson) json({ run, note });
  else if (text === null && note !== '') console.log(escaped(note, '\n'));
}

/** `lab tag RUN [TAG…]`: gives a run tags, or takes them from it; prints those it has.
 *  @throws LabError run-unknown @throws UsageError */
export function tagRun(folder: string, run: number, tags: readonly string[], remove: boolean, asJson: boolean): void {
  const checked = tags.map((tag) => tagSchema.safeParse(tag));
  if (checked.some(({ success }) => !success))
    throw new UsageError('A tag is one short line of plain text, at most 40 characters.');
  const wanted = checked.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const now = withStore(folder, unknown(run), (store) => {
    store.runs.info(run);
    if (wanted.length > 0) store.patiently(() => store.marks.tag([run], remove ? [] : wanted, remove ? wanted : []));
    return store.marks.tagsOf(run);
  });
  if (asJson) json({ run, tags: now });
  else for (const tag of now) console.log(escaped(tag));
}
