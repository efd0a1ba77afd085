import { changesRun, partsBetween, redone, type PlanKey } from '../../core/plan/edits.ts';
import { entryOf, type Entry } from './history.ts';
import type { State } from './states.ts';

export type Entries = readonly Entry<State>[];
/** A history and which of its states is the present one. Never changed in place. */
export interface Version {
  readonly entries: Entries;
  readonly position: number;
}

/** @throws Error where there is none, which is a bug */
export function presentOf({ entries, position }: Version): Entry<State> {
  const present = entries[position];
  if (!present) throw new Error(`no state at ${position}`);
  return present;
}

export const commonLength = (a: Entries, b: Entries): number => {
  const differs = a.findIndex((entry, i) => entry !== b[i]);
  return differs < 0 ? a.length : differs;
};

/** What another window's save brought. */
export interface Brought {
  /** The history from here on: the other's own object where nothing is to be told to the lab. */
  version: Version;
  /** The parts that it changed; those of them that an edit made here put on top again; and those edited here that it took
   *  the place of. */
  parts: PlanKey[];
  kept: PlanKey[];
  lost: PlanKey[];
  /** Which way the state is that was on screen here. */
  back: 'Undo' | 'Redo';
}

/** What two windows made of `base`: the other's history, and on top of it what was done here since. Part by part the later
 *  save wins, and what it replaced is the state before it, under undo. `own` has the keys of the states made here that were
 *  saved before: what another window has thrown away of them, by undoing it and going on, is put under undo again. */
export function merge(base: Version, mine: Version, other: Version, own: ReadonlySet<string>): Brought {
  const before = presentOf(base);
  const past = base.entries.slice(0, base.position + 1);
  const keys = new Set(other.entries.map(({ key }) => key));
  const theirs = keeping(
    past.findLast(({ key }) => own.has(key) && !keys.has(key)),
    other,
  );
  const version = mine === base ? theirs : rebased(base, mine, theirs);
  const parts = partsBetween(before.state.plan, presentOf(other).state.plan);
  const now = partsBetween(before.state.plan, presentOf(mine).state.plan);
  const saved = past.flatMap(({ key, state }, i) => {
    const last = past[i - 1];
    return last && own.has(key) ? partsBetween(last.state.plan, state.plan) : [];
  });
  const sameName = presentOf(version).state.plan.name === presentOf(other).state.plan.name;
  const kept = parts.filter((part) => now.includes(part) && !(part === 'name' && sameName));
  const lost = parts.filter((part) => !now.includes(part) && saved.includes(part));
  const at = version.entries.findIndex(({ key }) => key === before.key);
  return { version, parts, kept, lost, back: at > version.position ? 'Redo' : 'Undo' };
}

/** A version with one more state right before the present one. */
function keeping(lost: Entry<State> | undefined, version: Version): Version {
  if (!lost) return version;
  const { entries, position } = version;
  const present = presentOf(version);
  // under its own key, so that the other window finds it there and puts nothing back in turn
  const kept = [entryOf(lost.label, lost.state), { ...present, label: present.label || 'edit in another window' }];
  return { entries: [...entries.slice(0, position), ...kept, ...entries.slice(position + 1)], position: position + 1 };
}

interface Step {
  key: string;
  label: string;
  before: State;
  after: State;
}

/** What led from the present state of `base` to that of `mine`, made anew on the present state of `theirs`. */
function rebased(base: Version, mine: Version, theirs: Version): Version {
  const start = presentOf(base);
  const fork = Math.min(base.position, mine.position, commonLength(base.entries, mine.entries) - 1);
  const steps = mine.entries.slice(fork + 1).map(({ key, label, state: after }, i): Step => {
    const before = i === 0 && mine.position > fork ? start.state : (mine.entries[fork + i]?.state ?? start.state);
    return { key, label, before, after };
  });
  const done = steps.slice(0, mine.position - fork);
  if (done.length === 0 && base.position > fork) {
    const count = base.position - fork;
    const label = count === 1 ? `take back ${start.label}` : `take back ${count} edits`;
    done.push({ key: '', label, before: start.state, after: presentOf(mine).state });
  }
  const kept = theirs.entries.slice(0, theirs.position + 1);
  const past = new Set(kept.map(({ key }) => key)); // a redo may be done there too
  const entries = withSteps(
    kept,
    done.filter(({ key }) => !past.has(key)),
  );
  if (entries.length === kept.length && theirs.entries.length > kept.length) return theirs;
  // what was undone here can be done again
  const undone = steps.slice(mine.position - fork);
  const known = new Set(done.length > 0 ? [] : base.entries.map(({ key }) => key));
  const all = withSteps(
    entries,
    undone.filter(({ key }) => !known.has(key)),
  );
  return all.length === kept.length ? theirs : { entries: all, position: entries.length - 1 };
}

/** The entries, and after them one for each step that changes anything there. */
function withSteps(entries: Entries, steps: readonly Step[]): Entries {
  const all = [...entries];
  for (const { label, before, after } of steps) {
    const at = all.at(-1)?.state;
    if (!at) break;
    const state = onto(at, before, after);
    if (state !== at) all.push(entryOf(label, state));
  }
  return all;
}

/** A state with what led from `before` to `after` done to it; the state itself where it has all of that. */
export function onto(at: State, before: State, after: State): State {
  const done = redone(at.plan, before.plan, after.plan);
  // a name that an edit brought along (“…, changed”) does not take the place of one that was given meanwhile
  const byTheWay = after.plan.name !== before.plan.name && changesRun(before.plan, after.plan);
  const given = at.plan.name !== before.plan.name;
  const plan = byTheWay && given ? { ...done, name: at.plan.name } : done;
  return plan === at.plan ? at : { plan, keys: plan.network === after.plan.network ? after.keys : at.keys };
}
