import { z } from 'zod';

/** What a teacher has set for a lesson: not listed, or listed and not to be opened. Its progress is kept. */
const ruleSchema = z.enum(['hidden', 'locked']);
export type Rule = z.infer<typeof ruleSchema>;

/** Rules by lesson, as the lab's settings keep them under `lessonRules`. */
export const rulesSchema = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/), ruleSchema);
export type Rules = Readonly<Record<string, Rule>>;
export const rulesKey = 'lessonRules';

/** Rules as they were kept; what is not understood is no rule. */
export const rulesIn = (kept: unknown): Rules => rulesSchema.safeParse(kept).data ?? {};

/** The rule of a lesson; null where it is free. */
export const ruleOf = (rules: Rules, id: string): Rule | null =>
  Object.hasOwn(rules, id) ? (rules[id] ?? null) : null;

/** The same rules with another for some lessons; null for none. */
export const withRule = (rules: Rules, ids: readonly string[], rule: Rule | null): Rules => ({
  ...Object.fromEntries(Object.entries(rules).filter(([id]) => !ids.includes(id))),
  ...(rule && Object.fromEntries(ids.map((id) => [id, rule]))),
});

/** The lesson that a person names by its id or its number: `depth`, `2.2`, `T1`. */
export const named = <E extends { id: string; number: string }>(entries: readonly E[], name: string): E | null =>
  entries.find(({ id, number }) => id === name || number.toLowerCase() === name.toLowerCase()) ?? null;
