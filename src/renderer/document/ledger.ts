import { deltaOf, replayed } from '../../core/plan/edits.ts';
import type { Replies } from '../../core/contract/window.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { LabClient } from '../lab/client.ts';
import { nextState, stateOf, type State } from './states.ts';
import { entryOf, type Entry } from './history.ts';

type Entries = readonly Entry<State>[];

/** What the lab has of one experiment's history, so that a save tells no more than what is new.
 *
 *  A save that failed may have been stored all the same. The next one then tells what has changed since the last that was
 *  answered, which replaces it: what an edit has taken out of `entries` never comes back to it. */
export class Ledger {
  readonly experiment: number;
  private readonly client: Pick<LabClient, 'call'>;
  /** What the lab has for certain; more may follow. */
  private known: Entries;

  constructor(client: Pick<LabClient, 'call'>, experiment: number, known: Entries = []) {
    this.client = client;
    this.experiment = experiment;
    this.known = known;
  }

  /** Saves the present state and the way to it. One at a time. @throws LabError what the lab answered */
  async save({ entries, position }: { entries: Entries; position: number }): Promise<void> {
    const present = entries[position];
    if (!present) throw new Error(`no state at ${position}`);
    const from = commonLength(this.known, entries);
    const states = entries.slice(from).map(({ key, label, state }, i) => ({
      key,
      label,
      ...deltaOf(entries[from + i - 1]?.state.plan ?? null, state.plan),
    }));
    const edits = { from, after: entries[from - 1]?.key ?? null, states, position };
    const args = { experiment: this.experiment, plan: present.state.plan, edits };
    const { restarted } = (await this.client.call('saveExperiment', args)).value;
    this.known = restarted ? [] : entries;
    // another window saved in between; told from the first state on, the history needs nothing before it
    if (restarted && from > 0) await this.save({ entries, position });
  }
}

const commonLength = (a: Entries, b: Entries): number => {
  const differs = a.findIndex((entry, i) => entry !== b[i]);
  return differs < 0 ? a.length : differs;
};

/** A stored history as the window goes on from it. States that are no plans any more end it on either side; where the
 *  present one is none, or nothing was stored, it begins with `plan`. */
export function restored(
  client: Pick<LabClient, 'call'>,
  experiment: number,
  plan: Plan,
  stored: Replies['history'],
): { ledger: Ledger; entries: Entries; position: number } {
  const plans = replayed(stored.states);
  const { position } = stored;
  const first = plans.lastIndexOf(null, position) + 1;
  const end = plans.indexOf(null, position);
  const entries: Entry<State>[] = [];
  for (const [i, one] of plans.slice(first, end < 0 ? undefined : end).entries()) {
    const stateBefore = entries.at(-1)?.state;
    const { key, label } = stored.states[first + i] ?? entryOf('', null);
    if (one) entries.push({ key, label, state: stateBefore ? nextState(stateBefore, one) : stateOf(one) });
  }
  if (!entries[position - first])
    return { ledger: new Ledger(client, experiment), entries: [entryOf('', stateOf(plan))], position: 0 };
  const known = first === 0 ? entries : [];
  return { ledger: new Ledger(client, experiment, known), entries, position: position - first };
}
