import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyRun } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import { presets } from '../../core/plan/presets.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { framesFrom, progressAt } from '../fake-trainer.ts';
import { backUp, backupsIn } from '../keeping/backups.ts';
import { fill } from '../keeping/testing/fill.ts';
import { newRun } from '../run-record.ts';
import { databaseName, fromSqlite } from './sqlite-error.ts';
import { Store } from './store.ts';

/** Each kind of damage is done so often, with other places each time. */
const ROUNDS = 24;
const BATCHES = 5;

let base: string;
/** A folder as a crash leaves it: with a backup, and batches that are in the log alone. And one with another database. */
let whole: string;
let other: string;
let run: number;

const wal = `${databaseName}-wal`;
const crash = (folder: string, to: string): void => {
  cpSync(folder, to, { recursive: true, filter: (path) => !path.endsWith('.lock') });
};

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  [whole, other] = ['whole', 'other'].map((name) => join(base, name)) as [string, string];
  for (const to of [whole, other]) {
    const folder = `${to}-live`;
    fill(folder, 60, 300);
    await backUp(folder, 5, () => undefined);
    const store = new Store(folder);
    run = store.runs.create('gone', newRun(1, presets.moons, false)).id;
    for (let n = 0; n < BATCHES; n++) store.append(run, 2 * n, framesFrom(2 * n, 2), progressAt(2 * n + 1));
    crash(folder, to);
    store.close();
  }
});
afterAll(() => rmSync(base, { recursive: true }));

/** mulberry32, so that what failed fails again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Below = ReturnType<typeof seeded>;
const PAGE = 4096;
const FRAME = 24 + PAGE;
const flip = (bytes: Buffer, at: number, random: Below): void => {
  if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
};
const bend =
  (file: string, change: (bytes: Buffer, random: Below) => Buffer | undefined) =>
  (folder: string, random: Below): void => {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    writeFileSync(path, change(bytes, random) ?? bytes);
  };
const zero = (bytes: Buffer, random: Below): undefined => {
  const from = random(bytes.length);
  bytes.fill(0, from, Math.min(bytes.length, from + 1 + random(3 * PAGE)));
};

const kinds: Record<string, (folder: string, random: Below) => void> = {
  'cut between pages': bend(databaseName, (b, random) => b.subarray(0, PAGE * random(b.length / PAGE))),
  'cut within a page': bend(databaseName, (b, random) => b.subarray(0, 1 + random(b.length - 1))),
  'a range of zeros': bend(databaseName, zero),
  'a bit of the header': bend(databaseName, (b, random) => {
    flip(b, random(100), random);
  }),
  'bits of the schema': bend(databaseName, (b, random) => {
    for (let i = 0; i < 3; i++) flip(b, 100 + random(3 * PAGE), random);
    return undefined;
  }),
  'the heads of pages': bend(databaseName, (b, random) => {
    for (let i = 0; i < 4; i++) flip(b, PAGE * (1 + random(b.length / PAGE - 1)) + random(16), random);
    return undefined;
  }),
  'bits anywhere': bend(databaseName, (b, random) => {
    for (let i = 0; i < 20; i++) flip(b, random(b.length), random);
    return undefined;
  }),
  'no database': (folder) => rmSync(join(folder, databaseName)),
  'an empty database': (folder) => writeFileSync(join(folder, databaseName), ''),
  'a text in its place': (folder, random) => writeFileSync(join(folder, databaseName), 'x'.repeat(1 + random(9000))),
  'a newer database': (folder, random) => {
    rmSync(join(folder, wal)); // which has a page of the present version
    bend(databaseName, (b) => {
      b.writeUInt32BE(100 + random(1000), 60);
      return undefined;
    })(folder, random);
  },
  'log cut between frames': bend(wal, (b, random) => b.subarray(0, 32 + FRAME * random((b.length - 32) / FRAME))),
  'log cut within a frame': bend(wal, (b, random) => b.subarray(0, 1 + random(b.length - 1))),
  'a range of zeros in the log': bend(wal, zero),
  'a bit of the log’s header': bend(wal, (b, random) => {
    flip(b, random(32), random);
  }),
  'bits anywhere in the log': bend(wal, (b, random) => {
    for (let i = 0; i < 3; i++) flip(b, random(b.length), random);
    return undefined;
  }),
  'no log': (folder) => rmSync(join(folder, wal)),
  'an empty log': (folder) => writeFileSync(join(folder, wal), ''),
  'the log of another database': (folder) => copyFileSync(join(other, wal), join(folder, wal)),
  'no index of the log': (folder) => rmSync(join(folder, `${databaseName}-shm`)),
  'bits of what was noted': bend('acknowledged.bin', (b, random) => {
    flip(b, random(b.length), random);
  }),
};

/** What is told whatever the round. */
const certain: Record<string, string> = {
  'no database': 'store-rescued',
  'an empty database': 'store-rescued',
  'a text in its place': 'store-rescued',
  'no log': 'store-lost',
  'an empty log': 'store-lost',
  'the log of another database': 'store-lost',
};

/** Does what a lab does with its store; what fails there fails with a sentence. @returns the codes of what failed */
function used(store: Store): string[] {
  const failed: string[] = [];
  const calm = <T>(act: () => T): T | null => {
    try {
      return act();
    } catch (error) {
      const known = fromSqlite(error);
      if (!(known instanceof LabError)) throw error;
      failed.push(known.code);
      expect(errorSentence(known)).toMatch(/\.$/);
      return null;
    }
  };
  calm(() => store.settings.all());
  calm(() => store.experiments.all().forEach(({ id }) => store.experiments.history(id)));
  calm(() => store.summary(everyRun));
  calm(() => store.storage());
  calm(() => store.sizes());
  const ids = calm(() => store.list.ids(everyRun)) ?? [];
  calm(() => store.list.rows({ ...everyRun, from: 0, count: 100, columns: [], summary: true }));
  calm(() => store.list.ids({ ...everyRun, search: 'moons kept' }));
  for (const id of ids) {
    calm(() => store.runs.detail(id));
    calm(() => store.frames.readAfter(id, -1, 1e9));
    calm(() => store.frames.outlineOf(id));
    calm(() => store.frames.keyframeBefore(id, 1e6));
    calm(() => {
      for (const shrunk of store.upkeep.pack(id)) if (shrunk.bytes < 0) return;
    });
  }
  calm(() => {
    store.settings.set('theme', 'dark');
  });
  const made = calm(() => store.runs.create(store.announce(), newRun(1, presets.moons, false)));
  if (made)
    calm(() => {
      store.append(made.id, 0, framesFrom(0, 3), progressAt(2));
    });
  calm(() => {
    store.close();
  });
  store.close();
  return failed;
}

const contents = (folder: string): Buffer[] =>
  [folder, backupsIn(folder)]
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place, { withFileTypes: true }).flatMap((e) => (e.isFile() ? [join(place, e.name)] : [])),
    )
    .map((path) => readFileSync(path));

test.each(Object.entries(kinds))('%s: a lab that works, or one sentence; and the bytes are kept', (kind, damage) => {
  const folder = join(base, 'damaged');
  for (let round = 0; round < ROUNDS; round++) {
    const where = `${kind}, round ${round}`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    cpSync(whole, folder, { recursive: true });
    damage(folder, seeded(1000 * Object.keys(kinds).indexOf(kind) + round));
    const [file, log] = [databaseName, wal].map((name) => {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    });
    const isKept = (bytes: Buffer | undefined): boolean =>
      bytes === undefined || bytes.length === 0 || contents(folder).some((kept) => kept.equals(bytes));
    let store: Store;
    try {
      store = new Store(folder);
    } catch (error) {
      if (!(error instanceof LabError)) throw new Error(where, { cause: error });
      expect(errorSentence(error), where).toMatch(/\.$/);
      expect([isKept(file), isKept(log)], `${where}: ${error.code}`).toEqual([true, true]);
      continue;
    }
    expect(kind, where).not.toBe('a newer database');
    const codes = store.notices.map(({ code }) => code);
    const expected = certain[kind];
    if (expected) expect(codes, where).toEqual([expected]);
    // a damaged file is put aside as it is; of a log that was read in part there is a copy
    if (codes.includes('store-rescued')) expect([isKept(file), isKept(log)], where).toEqual([true, true]);
    if (codes.includes('store-lost')) expect(isKept(log), where).toBe(true);
    if (kind === 'no index of the log') expect(codes, where).toEqual([]);
    let failed: string[];
    try {
      failed = used(store);
    } catch (error) {
      throw new Error(where, { cause: error });
    }
    if (/^no |^an empty|^log |in the log|log’s|of another|was noted/.test(kind)) expect(failed, where).toEqual([]);
    const again = new Store(folder); // and it stays so
    expect(
      again.notices.filter(({ code }) => code !== 'store-damaged'),
      where,
    ).toEqual([]);
    again.close();
  }
});

/** Ends of the frames of a log, and how many transactions end until there. */
function boundaries(bytes: Buffer): { end: number; commits: number }[] {
  const found: { end: number; commits: number }[] = [];
  for (let from = 32, commits = 0; from + FRAME <= bytes.length; from += FRAME) {
    if (bytes.readUInt32BE(from + 4) > 0) commits++;
    found.push({ end: from + FRAME, commits });
  }
  return found;
}

test('a log cut at every frame, and a byte before and behind: whole batches alone, and what is missing is told', () => {
  const bytes = readFileSync(join(whole, wal));
  const ends = boundaries(bytes);
  const folder = join(base, 'cut');
  // the last transactions are the batches
  const all = ends.at(-1)?.commits ?? 0;
  for (const { end } of ends)
    for (const cut of [end - 1, end, end + 1].filter((at) => at <= bytes.length)) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(whole, folder, { recursive: true });
      writeFileSync(join(folder, wal), bytes.subarray(0, cut));
      const commits = Math.max(0, ...ends.filter((one) => one.end <= cut).map((one) => one.commits));
      const batches = Math.max(0, commits - (all - BATCHES));
      const store = new Store(folder);
      const info = store.runs.some([run]).get(run);
      const frames = info ? store.frames.readAfter(run, -1, 1e9) : { frames: [], damaged: [] };
      expect([frames.frames.length, frames.damaged, info?.frames ?? 0, info?.progress.step ?? -1]).toEqual([
        2 * batches,
        [],
        2 * batches,
        info ? (batches === 0 ? 0 : 2 * batches - 1) : -1,
      ]);
      expect(store.notices.map(({ code }) => code)).toEqual(commits < all ? ['store-lost'] : []);
      store.close();
    }
});
