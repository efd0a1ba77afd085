import { claimKey, isDone, type Progress } from '../../core/lessons/progress.ts';
import { m } from '../../core/words/m.ts';
import type { Entry } from './course.svelte.ts';
import { shownNumber } from '../../core/lessons/shown.ts';

/** What a person has done of a lesson, as Markdown to hand in: answers, ticks, what was measured, and the time. */
export function sheetOf({ number, lesson }: Entry, progress: Progress, pupil: string): string {
  const given = (id: string, options?: readonly string[]): string => {
    const answer = progress.answers[id];
    if (!answer) return '–';
    const said = (n: number): string => options?.[n - 1] ?? shownNumber(n);
    const text = said(Number(answer.given));
    const tries = m.lessons_sheet_tries({ n: String(answer.tries) });
    if (answer.shown) return m.lessons_shown({ value: text });
    if (answer.came !== undefined) return m.lessons_sheet_came({ given: text, came: said(answer.came) });
    return `${text} (${answer.right ? m.lessons_right() : m.lessons_wrong()}, ${tries})`;
  };
  const steps = lesson.steps.map((step) => {
    const mark = isDone(step, progress) ? 'x' : ' ';
    const answer = step.kind === 'do' ? '' : `\n  **${given(step.id, 'options' in step ? step.options : undefined)}**`;
    return `- [${mark}] ${step.says}${answer}`;
  });
  const claims = lesson.claims.map((claim, i) => {
    const measured = progress.claims[claimKey(claim, i)];
    const mark = measured ? (measured.holds ? 'x' : '✕') : ' ';
    const got = measured
      ? measured.got === null
        ? m.lessons_no_number()
        : shownNumber(measured.got)
      : m.lessons_waits();
    const where =
      measured?.run === undefined
        ? ''
        : ` (${m.lessons_sheet_run({ run: String(measured.run), step: String(measured.step ?? '') })})`;
    return `- [${mark}] ${claim.says}\n  ${claim.quantity}: **${got}**${where}`;
  });
  return [
    `# ${number} ${lesson.title}`,
    ...(pupil === '' ? [] : [pupil]),
    m.lessons_sheet_when({
      date: new Date(progress.at || Date.now()).toLocaleString(),
      minutes: String(Math.round(progress.seconds / 60)),
    }),
    `## ${m.lessons_do()}`,
    steps.join('\n'),
    `## ${m.lessons_claims()}`,
    claims.join('\n'),
    '',
  ].join('\n\n');
}
