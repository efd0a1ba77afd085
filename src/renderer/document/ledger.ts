import { deltaOf, replayed } from '../../core/plan/edits.ts';
import type { Replies } from '../../core/contract/window.ts';
import { LabError } from '../../core/errors.ts';
import type { LabClient } from '../lab/client.ts';
import { commonLength, merge, presentOf, type Brought, type Entries, type Version } from './merge.ts';
import { entryOf, type Entry } from './history.ts';
import { nextState, stateOf, type State } from './states.ts';

/** Who hears what a ledger finds out about its experiment. */
export interface Reader {
  /** Another window's edits are now part of `mine`. */
  merged(ledger: Ledger, brought: Brought): void;
  /** The experiment was deleted; `edited` here since the last save, so that it is begun anew. */
  gone(ledger: Ledger, edited: boolean): void;
  /** It was created anew, and is another one now. */
  begun(ledger: Ledger): void;
}

/** One experiment's history here and in the lab: what a save needs to tell, and what comes of it where another window saved
 *  in between (decision 0021).
 *
 *  A save that failed may have been stored all the same. So each has a name, and where the lab says that it has the last
 *  one of that name, it was. */
export class Ledger {
  experiment: number;
  /** The history as it is here. */
  mine: Version;
  /** Whether the lab may have something newer than this knows. */
  stale = false;
  /** Whether the lab has no such experiment any more. */
  gone = false;
  /** What `mine` was when the lab had the same; and of the states there those that it has for certain. */
  private base: Version;
  private rows: Entries;
  private revision: string | null;
  private attempts: { revision: string; version: Version }[] = [];
  private readonly own = new Set<string>();
  private readonly client: Pick<LabClient, 'call'>;
  private readonly reader: Reader;

  constructor(client: Pick<LabClient, 'call'>, experiment: number, stored: Replies['history'], reader: Reader) {
    this.client = client;
    this.experiment = experiment;
    this.reader = reader;
    const { version, rows } = restored(stored);
    this.mine = version;
    this.base = version;
    this.rows = rows;
    this.revision = stored.revision;
  }

  /** Another window has saved. */
  heard(revision: string | null): void {
    if (revision !== this.revision) this.stale = true;
  }

  /** Saves the present state and the way to it, and takes in what other windows saved. One at a time.
   *  @throws LabError what the lab answered */
  async save(): Promise<void> {
    try {
      if (!this.gone) {
        await this.agree();
        return;
      }
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'experiment-unknown')) throw error;
      [this.gone, this.stale, this.rows, this.revision, this.attempts] = [true, false, [], null, []];
      this.reader.gone(this, this.edited);
    }
    if (!this.edited) return;
    const { plan } = presentOf(this.mine).state;
    this.experiment = (await this.client.call('createExperiment', { plan })).value.id;
    this.gone = false;
    this.reader.begun(this);
    await this.agree();
  }

  private get edited(): boolean {
    return this.mine !== this.base;
  }

  private async agree(): Promise<void> {
    if (this.stale) await this.pull();
    while (this.edited && !(await this.send())) await this.pull();
  }

  /** @returns whether it was saved: not where another window did */
  private async send(): Promise<boolean> {
    const version = this.mine;
    const { entries, position } = version;
    const from = commonLength(this.rows, entries);
    const states = entries.slice(from).map(({ key, label, state }, i) => ({
      key,
      label,
      ...deltaOf(entries[from + i - 1]?.state.plan ?? null, state.plan),
    }));
    const last = this.attempts.at(-1);
    const revision = last?.version === version ? last.revision : crypto.randomUUID();
    if (last?.version !== version) this.attempts.push({ revision, version });
    const edits = { on: this.revision, revision, from, states, position };
    const args = { experiment: this.experiment, plan: presentOf(version).state.plan, edits };
    const { saved } = (await this.client.call('saveExperiment', args)).value;
    if (saved) this.settle(version, revision);
    return saved;
  }

  /** Takes in what the lab has. */
  private async pull(): Promise<void> {
    this.stale = false;
    let stored: Replies['history'];
    try {
      stored = (await this.client.call('history', { experiment: this.experiment })).value;
    } catch (error) {
      this.stale = true;
      throw error;
    }
    if (stored.revision === this.revision) return;
    const attempt = this.attempts.find(({ revision }) => revision === stored.revision);
    if (attempt) {
      this.settle(attempt.version, attempt.revision);
      return;
    }
    const { version, rows } = restored(stored, this.mine, this.base);
    const reached = this.attempts.findLast((attempt) => follows(version, attempt.version));
    if (reached) this.settle(reached.version, reached.revision);
    const brought = merge(this.base, this.mine, version, this.own);
    [this.base, this.rows, this.revision, this.attempts] = [version, rows, stored.revision, []];
    this.mine = brought.version;
    this.reader.merged(this, brought);
  }

  /** The lab has this version. */
  private settle(version: Version, revision: string): void {
    for (const { key } of version.entries.slice(commonLength(this.rows, version.entries))) this.own.add(key);
    [this.base, this.rows, this.revision, this.attempts] = [version, version.entries, revision, []];
  }
}

/** Whether a history goes on from a version: its past is in the other's, and nothing that was undone of it. */
function follows({ entries, position }: Version, before: Version): boolean {
  const past = new Set(entries.slice(0, position + 1).map(({ key }) => key));
  return before.entries.every(({ key }, i) => past.has(key) === i <= before.position);
}

/** A stored history as the window goes on from it. States that are no plans any more end it on either side; where the
 *  present one is none, or nothing was stored, it begins with the plan. States of the versions that the window had before
 *  are those, and layers that are equal keep their keys.
 *  @returns `rows`: of its states those that the lab has at the same places */
function restored(stored: Replies['history'], ...had: readonly Version[]): { version: Version; rows: Entries } {
  const plans = replayed(stored.states);
  const { position } = stored;
  const first = plans.lastIndexOf(null, position) + 1;
  const end = plans.indexOf(null, position);
  const known = new Map(had.flatMap((version) => version.entries.map((entry) => [entry.key, entry] as const)));
  const [latest] = had;
  const near = latest && presentOf(latest).state;
  const entries: Entry<State>[] = [];
  for (const [i, plan] of plans.slice(first, end < 0 ? undefined : end).entries()) {
    const stateBefore = entries.at(-1)?.state ?? near;
    const { key, label } = stored.states[first + i] ?? entryOf('', null);
    if (!plan) continue;
    const state = stateBefore ? nextState(stateBefore, plan) : stateOf(plan);
    const same = known.get(key);
    entries.push(same?.label === label ? same : { key, label, state: same?.state ?? state });
  }
  if (!entries[position - first]) {
    const state = near ? nextState(near, stored.plan) : stateOf(stored.plan);
    return { version: { entries: [entryOf('', state)], position: 0 }, rows: [] };
  }
  return { version: { entries, position: position - first }, rows: first === 0 ? entries : [] };
}
