import type { PlanValue } from '../../core/compare/plan-fields.ts';
import { settings, settingIds, type Setting } from '../../core/plan/settings.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { settingText } from '../../core/words/settings.ts';

/** Without case and accents: what a search compares. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Sorts as people count: `Moons 2` before `Moons 10`. How many digits a number has comes before them. */
export const naturalKey = (text: string): string =>
  folded(text).replace(/\d+/g, (digits) => `${String.fromCharCode(47 + Math.min(10, digits.length))}${digits}`);

/** The words of a search; `#12` is the run of that number. */
export const wordsOf = (search: string): string[] => folded(search).split(/\s+/).filter(Boolean);

/** How a field sorts. */
export const fieldKey = (value: PlanValue): PlanValue => (typeof value === 'number' ? value : naturalKey(value));

/** What a search finds of a plan: its fields, its settings as the window writes them, and by their ids. */
export function planText(plan: Plan, values: readonly PlanValue[]): string {
  const told = settingsOf(plan).flatMap((setting) => [settingText(setting), String(setting.value)]);
  let text = '';
  for (const one of [...told, ...values.map(String)]) if (!text.includes(one)) text += `${one} `;
  return folded(text);
}

/** The settings of a plan; none of one from an earlier version that lacks a part. */
function settingsOf(plan: Plan): Setting[] {
  try {
    return settingIds.flatMap((id) => {
      const value: Setting['value'] | undefined = settings[id](plan);
      return value === undefined ? [] : [{ id, value }];
    });
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}
