import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { framesFrom, progressAt } from '../fake-trainer.ts';
import { newRun } from '../run-record.ts';
import { notedIn } from './acknowledged.ts';
import { databaseName } from './sqlite-error.ts';
import { Store } from './store.ts';

let base: string;
const at = (name: string): string => join(base, name);
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'goldilocks-'))));
afterEach(() => rmSync(base, { recursive: true }));

const BATCHES = 20;
/** A folder as a process leaves it that is ended in the middle of a run of so many batches of two frames. */
function crashed(name: string): { run: number } {
  const store = new Store(at(`${name}-live`));
  try {
    const run = store.runs.create('gone', newRun(1, presets.moons, false)).id;
    for (let n = 0; n < BATCHES; n++) store.append(run, 2 * n, framesFrom(2 * n, 2), progressAt(2 * n + 1));
    cpSync(at(`${name}-live`), at(name), { recursive: true, filter: (path) => !path.endsWith('.lock') });
    return { run };
  } finally {
    store.close();
  }
}
const log = (name: string): string => join(at(name), `${databaseName}-wal`);
function opened(name: string): { said: string[]; frames: number; step: number } {
  const store = new Store(at(name));
  try {
    const [run] = [...store.runs.some([1]).values()];
    return {
      said: store.notices.map(errorSentence),
      frames: run ? store.frames.readAfter(run.id, -1, 1e9).frames.length : 0,
      step: run?.progress.step ?? -1,
    };
  } finally {
    store.close();
  }
}

/** Ends of the frames of a log that end a transaction [sqlite.org/fileformat2.html, 4.1]. */
function commits(file: string): number[] {
  const bytes = readFileSync(file);
  const page = bytes.readUInt32BE(8);
  const ends: number[] = [];
  for (let from = 32; from + 24 + page <= bytes.length; from += 24 + page)
    if (bytes.readUInt32BE(from + 4) > 0 && bytes.compare(bytes, 16, 24, from + 8, from + 16) === 0)
      ends.push(from + 24 + page);
  return ends;
}

test('a folder that lost nothing says nothing', () => {
  crashed('whole');
  expect(opened('whole')).toEqual({ said: [], frames: 2 * BATCHES, step: 2 * BATCHES - 1 });
  expect(opened('whole').said).toEqual([]);
});

test('batches that were acknowledged and went with the end of the log are told, once, and the log is kept', () => {
  crashed('cut');
  const ends = commits(log('cut'));
  truncateSync(log('cut'), (ends.at(-4) ?? 0) + 1);
  const cut = readFileSync(log('cut'));
  const { said, frames, step } = opened('cut');
  expect([frames, step]).toEqual([2 * BATCHES - 6, 2 * BATCHES - 7]);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /newest changes that goldilocks\.db had stored \(3 of them\) are missing.+run 1 \(Moons\) ends at step 33, and had been stored to step 39; the damaged log is kept as backups\/damaged-\S+\.db-wal\./,
  );
  const [, kept = ''] = /(backups\/\S+-wal)/.exec(said[0] ?? '') ?? [];
  expect(readFileSync(join(at('cut'), kept)).equals(cut)).toBe(true);
  expect(opened('cut').said).toEqual([]);
});

test('an older copy of the database in its place is told as a loss', () => {
  const store = new Store(at('a'));
  const run = store.runs.create('gone', newRun(1, presets.moons, false)).id;
  store.append(run, 0, framesFrom(0, 2), progressAt(1, 'finished'));
  store.close();
  copyFileSync(join(at('a'), databaseName), at('older.db'));
  const again = new Store(at('a'));
  again.append(run, 2, framesFrom(2, 2), progressAt(3, 'finished'));
  again.settings.set('theme', 'dark');
  again.close();
  copyFileSync(at('older.db'), join(at('a'), databaseName));
  expect(opened('a').said[0]).toMatch(/ends at step 1, and had been stored to step 3/);
  expect(opened('a').said).toEqual([]);
});

test('the log of another database is put aside and not carried out', () => {
  crashed('one');
  crashed('other');
  // one that is in the file itself, with nothing in its log
  opened('one');
  const before = readFileSync(join(at('one'), databaseName));
  const foreign = readFileSync(log('other'));
  writeFileSync(log('one'), foreign);
  const { frames, said } = opened('one');
  expect([frames, said]).toEqual([2 * BATCHES, []]);
  expect(before.length).toBeLessThanOrEqual(readFileSync(join(at('one'), databaseName)).length);
  expect(existsSync(join(at('one'), 'backups'))).toBe(true);
});

test('what is noted grows with every process that writes, and one that is torn says nothing', () => {
  const [a, b] = [new Store(at('two')), new Store(at('two'))];
  const runs = [a, b].map((store) => store.runs.create('gone', newRun(1, presets.moons, false)).id);
  let last = 0;
  for (let n = 0; n < 20; n++) {
    [a, b].forEach((store, i) => store.append(runs[i] ?? 0, n, framesFrom(n, 1), progressAt(n)));
    const count = Math.max(...notedIn(at('two')).map((noted) => noted.count));
    expect(count).toBeGreaterThan(last);
    last = count;
  }
  a.close();
  b.close();
  expect(opened('two').said).toEqual([]);
  const file = join(at('two'), 'acknowledged.bin');
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 16, 24); // the count of the first record
  writeFileSync(file, bytes);
  expect(opened('two').said).toEqual([]);
});

test('what is stored in other ways than by a batch is counted as well', async () => {
  const store = new Store(at('b'));
  const counted = (): number => Math.max(...notedIn(at('b')).map(({ count }) => count));
  const run = store.runs.create('gone', newRun(1, presets.moons, false)).id;
  const acts: (() => unknown)[] = [
    () => store.experiments.create(presets.moons),
    () => store.experiments.save(1, { ...presets.moons, name: 'Other' }),
    () => {
      store.settings.set('theme', 'dark');
    },
    () => store.marks.note(run, 'a note'),
    () => store.dataSets.add('a.csv', new Uint8Array(10)),
    () => {
      store.runs.delete(run);
    },
  ];
  for (const act of acts) {
    await Promise.resolve();
    const before = counted();
    act();
    await Promise.resolve();
    expect(counted()).toBeGreaterThan(before);
  }
  store.close();
});
