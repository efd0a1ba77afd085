import { m } from '../../../core/words/m.ts';
import type { Table } from '../../frames/table.ts';
import type { Distribution } from './distribution.ts';
import { levelOf, type Sample } from './history.ts';

/** One layer of the table of now. */
export interface TableRow {
  name: string;
  values: Distribution | null;
  saturated: number;
  dead: number;
}

const numbers = (): string[] => [
  m.plots_head_count(),
  m.plots_head_mean(),
  m.plots_head_std(),
  m.plots_head_least(),
  '25 %',
  m.plots_head_median(),
  '75 %',
  m.plots_head_largest(),
  m.plots_head_zeros(),
];

/** One row a layer; saturated and dead are shares of the batch, zeros are exact ones, NaN where they are not known. */
export const nowTable = (caption: string, rows: readonly TableRow[]): Table => ({
  caption,
  head: [m.plots_head_name(), ...numbers(), m.plots_head_saturated(), m.plots_head_dead()],
  rows: rows.map(({ name, values, saturated, dead }) => {
    const q = (p: number): number => (values && values.total > 0 ? values.quantile(p) : NaN);
    const of = values ?? { total: 0, mean: NaN, std: NaN, zeros: NaN };
    return [name, of.total, of.mean, of.std, q(0), q(0.25), q(0.5), q(0.75), q(1), of.zeros, saturated, dead];
  }),
});

/** One row a sampled step and layer. */
export const courseTable = (caption: string, names: readonly string[], samples: readonly Sample[]): Table => ({
  caption,
  head: [m.plots_head_step(), m.plots_head_name(), ...numbers()],
  rows: samples.flatMap(({ step, of }) =>
    names.map((name, i) => {
      const summary = of[i];
      const q = (p: Parameters<typeof levelOf>[0]): number => summary?.quantiles[levelOf(p)] ?? NaN;
      const { total, mean, std, zeros } = summary ?? { total: 0, mean: NaN, std: NaN, zeros: NaN };
      return [step, name, total, mean, std, q(0), q(0.25), q(0.5), q(0.75), q(1), zeros];
    }),
  ),
});
