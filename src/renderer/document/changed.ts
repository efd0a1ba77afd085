import { changesRun } from '../../core/plan/edits.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';

/** The longest name (core/plan/text.ts). */
const MOST = 120;

const changedName = (name: string): string => m.bar_document_changed({ name }).slice(0, MOST);

/** `after`, with a name that says what it is: what was a preset and is no longer becomes “…, changed”, and what is the preset
 *  again has its name again. A name that was given by hand stays. */
export function renamed(before: Plan, after: Plan, presets: readonly Plan[]): Plan {
  if (after.name !== before.name) return after;
  const was = (name: string, plan: Plan): Plan | undefined =>
    presets.find((preset) => name === preset.name && !changesRun(preset, plan));
  if (was(before.name, before)) return changesRun(before, after) ? { ...after, name: changedName(before.name) } : after;
  const again = presets.find((preset) => before.name === changedName(preset.name) && !changesRun(preset, after));
  return again ? { ...after, name: again.name } : after;
}
