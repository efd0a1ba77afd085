import type { Amounts } from '../../../core/contract/carry.ts';
import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';

const words: Record<keyof Amounts, (n: { n: number; shown: string }) => string> = {
  experiments: m.carry_amount_experiments,
  runs: m.carry_amount_runs,
  sweeps: m.carry_amount_sweeps,
  dataSets: m.carry_amount_data_sets,
  lessons: m.carry_amount_lessons,
};
const kinds = Object.keys(words) as (keyof Amounts)[];

/** What there is, in words: `1 experiment, 3 runs`. */
export const amountsText = (amounts: Amounts): string =>
  kinds
    .filter((kind) => amounts[kind] > 0)
    .map((kind) => words[kind]({ n: amounts[kind], shown: int(amounts[kind]) }))
    .join(', ') || m.carry_in_none();
