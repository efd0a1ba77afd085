import Database from 'better-sqlite3';
import { join } from 'node:path';
import { chain, presets } from '../src/core/plan/presets.ts';
import type { Plan } from '../src/core/plan/schema.ts';
import { runStatuses, type Progress, type RunStatus } from '../src/core/run.ts';
import { newRun } from '../src/main/run-record.ts';
import { RunListing } from '../src/main/store/run-list.ts';
import { Runs } from '../src/main/store/runs.ts';
import { Store } from '../src/main/store/store.ts';

const kinds = ['moons', 'circle', 'square', 'gauss'] as const;
const nets = [
  [6, 3, 1],
  [12, 6, 1],
  [24, 12, 1],
  [8, 8, 8, 8, 8, 1],
  [4, 1],
];
const inits = ['zero', 'too_small', 'appropriate', 'too_large'] as const;
const fns = ['relu', 'sigmoid', 'tanh'] as const;
const rates = [0.003, 0.01, 0.03, 0.1, 0.3];
const of = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** The plan of the n-th run: settings go round at different paces, so that all pairs are met. */
function planOf(n: number): Plan {
  const network = chain(of(nets, n), of(fns, Math.floor(n / 5))).map((layer) =>
    layer.type === 'dense' ? { ...layer, init: { kind: of(inits, Math.floor(n / 3)) } } : layer,
  );
  const { data } = presets.moons;
  return {
    ...presets.moons,
    seed: n,
    network,
    data: { ...data, kind: of(kinds, Math.floor(n / 7)) } as Plan['data'],
    optimizer: { ...presets.moons.optimizer, learningRate: of(rates, Math.floor(n / 11)) },
  };
}

/** As a run of 3,000 steps ends: with a curve of 64 points. */
function ended(n: number): Progress {
  const status: RunStatus = n % 23 === 0 ? 'diverged' : n % 31 === 0 ? 'interrupted' : 'finished';
  const end = 0.02 + ((n * 7919) % 1000) / 1500;
  const curve = Array.from({ length: 64 }, (_, i) => {
    const loss = end + 0.69 * Math.exp(-i / (4 + (n % 13)));
    return { step: i * 47, loss, testLoss: loss * (1.05 + i / 300) };
  });
  const bad = status === 'diverged';
  return {
    status: runStatuses.includes(status) ? status : 'finished',
    step: status === 'interrupted' ? 1860 : 3000,
    epoch: 300,
    loss: bad ? null : end,
    testLoss: bad ? null : end * 1.26,
    testAccuracy: bad ? null : 1 - end / 2,
    seconds: 1 + (n % 50) / 10,
    speed: 0,
    curve,
  };
}

/** Puts so many runs without frames into a folder's store, in experiments of 50, every ninth a branch; some have tags and notes. */
export function fill(folder: string, count: number): void {
  const store = new Store(folder);
  const experiments = Array.from({ length: Math.ceil(count / 50) }, (_, i) =>
    store.experiments.create({ ...presets.moons, name: `Study ${i + 1}` }),
  );
  store.close();
  const db = new Database(join(folder, 'goldilocks.db'));
  const runs = new Runs(db, new RunListing(db));
  const began = Date.UTC(2026, 0, 1);
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      const plan = planOf(n);
      const experiment = of(experiments, Math.floor(n / 50)).id;
      const parent = n % 9 === 8 && n % 50 > 0 ? { run: n, name: `Moons ${n}`, step: 240, changes: [] } : null;
      const made = newRun(experiment, plan, false, `Moons ${n + 1}`, parent);
      const info = { ...made.info, createdAt: began + n * 60_000 };
      const { id } = runs.create('bench', { ...made, info });
      runs.advance(id, ended(n), 0, 20_000 + n);
    }
  })();
  db.close();
  const again = new Store(folder);
  for (let n = 0; n < count; n += 17) again.marks.tag([n + 1], [of(['lecture', 'keep', 'compare later'], n)], []);
  for (let n = 0; n < count; n += 40) again.marks.note(n + 1, `Run **${n + 1}** behaves as expected.`);
  again.close();
}
