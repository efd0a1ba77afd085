import { differencesOf } from '../../../core/compare.ts';
import { engineName, engineOf } from '../../../core/engines.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { RunInfo } from '../../../core/run.ts';
import { m } from '../../../core/words/m.ts';
import { attachedPlan } from '../../report/attached.ts';
import { dayOf } from '../../report/day.ts';
import type { Report } from '../../report/report.ts';
import { courseTable, layersTable } from '../../report/run-tables.ts';
import type { Session } from '../../run/session.svelte.ts';
import { statusOf } from './status.ts';

/** What carried out a run's steps. */
const engineOfRun = ({ progress: { engine } }: RunInfo, plan: Plan): string =>
  engineName(engine ?? { engine: engineOf(plan), backend: plan.backend ?? null });

/** One run, as a sentence says it. */
export function madeOf(info: RunInfo | null, plan: Plan, hash: string): string {
  const { seed, name } = plan;
  if (!info) return m.report_made_none({ name, seed: String(seed), hash });
  const values = { run: String(info.id), name: info.name, engine: engineOfRun(info, plan), seed: String(seed), hash };
  const { wrote } = info;
  return wrote ? m.report_made_by({ ...values, ...wrote }) : m.report_made(values);
}

/** That a branch is no run of its plan alone. */
export const branchOf = (info: RunInfo | null): string[] =>
  info?.parent ? [m.report_branch({ step: String(info.parent.step), run: String(info.parent.run) })] : [];

/** A run with all it recorded, as a report says it at the step that it stands at. Null where there is no run. */
export async function runReport(session: Session): Promise<Report | null> {
  const { info, plan, opened, frame } = session;
  if (!info || !opened || !frame || opened.recording.rows === 0) return null;
  const { hash, ...attached } = await attachedPlan(plan, info.id);
  const run = String(info.id);
  const layers = layersTable(plan, frame);
  const { status, best } = info.progress;
  const version = info.wrote?.version;
  const ours = m.report_foot_run({ run, hash, seed: String(plan.seed) });
  return {
    about: m.report_about_run({ run }),
    title: info.name,
    measured: dayOf(info.createdAt),
    facts: differencesOf([plan]).same,
    tables: [
      courseTable(opened.recording, statusOf(status), frame.scalars.step, best?.step),
      ...(layers ? [layers] : []),
    ],
    again: [
      madeOf(info, plan, hash),
      ...branchOf(info),
      m.report_verify({ command: `\`lab verify ${run}\`` }),
      m.report_elsewhere({ command: '`lab run FILE.html`' }),
    ],
    foot: [
      version ? m.report_foot_runs({ version, runs: ours }) : ours,
      m.report_replay({ command: `lab verify ${run}` }),
    ],
    attached: [attached],
  };
}
