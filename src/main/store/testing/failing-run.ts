// For tests: does what a store does, again and again in fresh folders, while every time another call to the system fails (faults.c
// is preloaded). What was acknowledged it prints as lines of JSON. Called with: a folder, the file of the control, the fault, and a
// data folder that is copied before every life ('' for lives that begin with none), and how far it is from one n to the next.
import { cpSync, mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LabError, type LabErrorCode } from '../../../core/errors.ts';
import { presets } from '../../../core/plan/presets.ts';
import { framesFrom, progressAt } from '../../fake-trainer.ts';
import { newRun } from '../../run-record.ts';
import { fromSqlite } from '../sqlite-error.ts';
import { Store } from '../store.ts';
import { FaultControl, type Fault } from './faults.ts';
import { BATCH, BATCHES, COLUMNS, FOLLOWED, type Told } from './failing-story.ts';

const [base = '', controlFile = '', given = '', template = '', stride = '1'] = process.argv.slice(2);
const control = new FaultControl(controlFile, false);
const fault = JSON.parse(given) as Fault;

const say = (told: Told): void => void writeSync(1, `${JSON.stringify(told)}\n`);

/** One life of a store, and who lives it: whatever fails is tried once more. */
class Life {
  readonly errors: LabErrorCode[] = [];
  private readonly n: number;

  constructor(n: number) {
    this.n = n;
  }

  /** @returns whether it was done; then that is acknowledged */
  does(what: string, work: () => void): boolean {
    return this.tries(what, work) || this.tries(what, work);
  }

  private tries(what: string, work: () => void): boolean {
    try {
      work();
      say({ type: 'done', n: this.n, what });
      return true;
    } catch (raw) {
      const error = fromSqlite(raw); // as window-link.ts does with whatever was asked for
      if (error instanceof LabError) this.errors.push(error.code);
      else
        say({ type: 'bug', n: this.n, act: what, stack: error instanceof Error ? String(error.stack) : String(error) });
      return false;
    }
  }
}

function trains(store: Store, life: Life): void {
  life.does('setting', () => store.settings.set('theme', { dark: true }));
  life.does('experiment', () => store.experiments.create(presets.moons));
  let run = 0;
  const begins = life.does('begin', () => {
    run = store.runs.create(store.announce(), newRun(1, { ...presets.moons, name: FOLLOWED }, false)).id;
  });
  if (!begins) return;
  let stored = 0;
  for (; stored < BATCHES; stored++) {
    const first = stored * BATCH;
    const append = (): void =>
      store.append(run, first, framesFrom(first, BATCH, COLUMNS), progressAt(first + BATCH - 1));
    if (!life.does(`batch ${stored}`, append)) break; // as the recorder: nothing after it before it is stored
  }
  life.does('note', () => store.marks.note(run, 'kept *well*'));
  life.does('read', () => store.frames.readAfter(run, -1, 1e9));
  life.does('list', () => store.runs.some([run]));
  life.does('storage', () => store.storage());
  if (stored < BATCHES) return;
  const finish = (): void => store.append(run, BATCHES * BATCH, [], progressAt(BATCHES * BATCH, 'finished'));
  if (life.does('finish', finish)) life.does('pack', () => Array.from(store.upkeep.pack(run)).length);
}

/** @returns how many calls there were */
function live(n: number): number {
  const folder = join(base, String(n));
  if (template) cpSync(template, folder, { recursive: true });
  else mkdirSync(folder);
  const life = new Life(n);
  control.set({ ...fault, nth: n });
  let store: Store | undefined;
  life.does('open', () => (store = new Store(folder)));
  if (store) trains(store, life);
  if (!fault.persistent) {
    // what a power cut would leave; what processes share in memory is gone then. Where all fails from now on, the end writes nothing
    control.only(0);
    cpSync(folder, `${folder}-cut`, { recursive: true, filter: (path) => !path.endsWith('-shm') });
    control.only(fault.kinds);
  }
  life.does('close', () => store?.close());
  control.only(0);
  const counts = control.read();
  say({ type: 'end', n, errors: life.errors, ...counts });
  return counts.counted;
}

const all = live(0);
for (let n = 1; n <= all; n += Number(stride)) live(n);
