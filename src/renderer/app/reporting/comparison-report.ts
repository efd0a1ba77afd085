import { differencesOf, resultIds, results, resultsOf } from '../../../core/compare.ts';
import { m } from '../../../core/words/m.ts';
import { int, short } from '../../../core/words/numbers.ts';
import type { Column, Comparison } from '../../compare/comparison.svelte.ts';
import { attachedPlan } from '../../report/attached.ts';
import { dayOf } from '../../report/day.ts';
import type { Report, SheetTable } from '../../report/report.ts';
import { branchOf, madeOf } from './run-report.ts';

/** What networks beside each other are called on paper: as a lesson calls them, else by letter and name. */
export const namesOf = ({ columns, captions, group }: Comparison): string[] =>
  columns.map(({ session }, i) => {
    const name = captions?.[i]?.name ?? session.info?.name ?? session.plan.name;
    return captions ? name : `${group.letterOf(session)} · ${name}`;
  });

/** What networks have come to at the steps they stand at; null where none of them has begun. */
export function resultTable(columns: readonly Column[], names: readonly string[], title: string): SheetTable | null {
  const rows = columns.map(({ session }, i) => {
    const found = session.frame && resultsOf(session.frame);
    const value = (id: (typeof resultIds)[number]): string => {
      const one = found?.[id] ?? null;
      return one === null ? '–' : short(one, 4);
    };
    return [names[i] ?? '', session.step === null ? '–' : int(session.step), ...resultIds.map(value)];
  });
  if (columns.every(({ session }) => !session.frame)) return null;
  const head = [m.print_network(), m.compare_step(), ...resultIds.map((id) => results[id].title())];
  // what was measured of none of them is no column
  const kept = head.map((_, i) => i < 2 || rows.some((row) => row[i] !== '–'));
  const only = (cells: string[]): string[] => cells.filter((_, i) => kept[i]);
  return { title, head: only(head), rows: rows.map(only) };
}

/** Settings that differ, at most, for a title that says them. */
const SAID = 3;

/** Runs beside each other as a report says it: what is the same, what differs, what they came to. Null where none has begun. */
export async function comparisonReport(comparison: Comparison): Promise<Report | null> {
  const { columns, group } = comparison;
  const sessions = columns.map(({ session }) => session);
  if (sessions.every(({ info }) => !info)) return null;
  const names = namesOf(comparison);
  const plans = sessions.map(({ plan }) => plan);
  const { differ, same } = differencesOf(plans);
  const attached = await Promise.all(sessions.map(({ plan, info }) => attachedPlan(plan, info?.id ?? null)));
  const step = int(sessions[0]?.step ?? 0);
  const table = resultTable(
    columns,
    names,
    m.report_results({ step, letter: sessions[0] ? group.letterOf(sessions[0]) : '' }),
  );
  const runs = sessions.flatMap(({ info }) => info?.id ?? []);
  const versions = [...new Set(sessions.flatMap(({ info }) => info?.wrote?.version ?? []))].join(', ');
  const ours = sessions
    .map(({ info }, i) =>
      m.report_foot_run({
        run: String(info?.id ?? '–'),
        hash: attached[i]?.hash ?? '',
        seed: String(plans[i]?.seed ?? ''),
      }),
    )
    .join('; ');
  return {
    about: m.report_about_comparison({ n: String(columns.length) }),
    title:
      differ.length > 0 && differ.length <= SAID
        ? m.report_part_about({ name: plans[0]?.name ?? '', about: differ.map(({ title }) => title).join(', ') })
        : [...new Set(sessions.map(({ info, plan }) => info?.name ?? plan.name))].join(' · '),
    measured: dayOf(Math.max(...sessions.map(({ info }) => info?.createdAt ?? 0))),
    facts: same,
    tables: [
      ...(differ.length === 0
        ? []
        : [
            {
              title: m.report_differs(),
              head: [m.report_setting(), ...names],
              rows: differ.map(({ title, values }) => [title, ...values]),
            },
          ]),
      ...(table ? [table] : []),
    ],
    again: [
      ...new Set(
        sessions.flatMap(({ info, plan }, i) => [madeOf(info, plan, attached[i]?.hash ?? ''), ...branchOf(info)]),
      ),
      m.report_verify({ command: runs.map((run) => `\`lab verify ${run}\``).join(', ') }),
      m.report_elsewhere({ command: '`lab run FILE.html`' }),
    ],
    foot: [
      versions === '' ? ours : m.report_foot_runs({ version: versions, runs: ours }),
      m.report_replay({ command: `lab compare ${runs.join(' ')}` }),
    ],
    attached: attached.map(({ hash: _hash, ...rest }) => rest),
  };
}
