import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import papaparse from 'papaparse';
import { classLimits, readAnswers } from '../../core/lessons/answers.ts';
import { classOf, toldApart, type ClassTable, type HandedIn } from '../../core/lessons/class.ts';
import { cellSign, refusalText, remarkText, sheetRows } from '../../core/lessons/class-words.ts';
import { editionAmong } from '../../core/lessons/editions.ts';
import { lessonIds, lessonOf, numberOfLesson } from '../../core/lessons/registry.ts';
import { LabError } from '../../core/errors.ts';
import { escaped } from '../../core/plan/text.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { m } from '../../core/words/m.ts';
import { readText } from '../text-file.ts';
import type { Form } from './compare-command.ts';
import { json, line, table } from './print.ts';

/** `lab answers FILES…`: what a class handed in, a table for each lesson; what there is to say of a file goes to stderr.
 *  @returns 1 where no file could be read */
export async function printClass(files: readonly string[], form: Form): Promise<number> {
  const say = (sentence: string): void => console.error(escaped(sentence));
  const read: HandedIn[] = [];
  for (const path of files.slice(0, classLimits.files)) {
    const file = basename(path);
    try {
      const found = (await isLarge(path)) ? ({ refusal: 'large' } as const) : readAnswers(file, await readText(path));
      if ('answers' in found) read.push({ file, answers: found.answers });
      else say(refusalText(file, found.refusal));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      say(errorSentence(error));
    }
  }
  if (files.length > classLimits.files) say(m.class_many({ most: String(classLimits.files) }));
  const lecture = lessonIds.map((id) => ({ id, number: numberOfLesson(id), lesson: lessonOf(id) }));
  const { tables, remarks } = classOf(toldApart(read), editionAmong(lecture));
  for (const remark of remarks) say(remarkText(remark));
  switch (form) {
    case 'json':
      json(tables);
      break;
    case 'csv':
      for (const one of tables)
        for (const row of papaparse.unparse(sheetRows(one), { escapeFormulae: true, newline: '\n' }).split('\n'))
          line(row);
      break;
    case 'text':
      tables.forEach(print);
      break;
  }
  return tables.length > 0 ? 0 : 1;
}

function print({ number, title, other, columns, rows, counts, questions, predictions }: ClassTable, i: number): void {
  const all = String(rows.length);
  if (i > 0) line('');
  line(`${number} ${title}${other ? ` (${m.class_other_edition()})` : ''}`);
  console.log(
    table([
      [m.class_name(), m.class_min(), ...columns.map(({ label }) => label)],
      ...rows.map(({ name, file, minutes, cells }) => [name || file, String(minutes), ...cells.map(cellSign)]),
      [m.class_of_all(), '', ...counts.map((n) => `${n}/${all}`)],
    ]),
  );
  for (const { label, answered, wrong } of questions) {
    const list = wrong.slice(0, MOST).map(({ given, pupils }) => `${given} (${pupils})`);
    if (list.length > 0)
      line(`${label}  ${m.class_wrong_of({ given: list.join(', ') })}; ${m.class_wrong_head({ n: String(answered) })}`);
  }
  for (const { label, options, right, of } of predictions) {
    const list = options.map(({ says, expected }) => `${says} (${expected})`);
    line(`${label}  ${list.join(', ')}; ${m.class_prediction_right({ n: String(right), all: String(of) })}`);
  }
}

/** Whether a file is not to be read at all; of one that is not there, reading says so. */
const isLarge = async (path: string): Promise<boolean> =>
  ((await stat(path).catch(() => null))?.size ?? 0) > classLimits.bytes;

/** Wrong answers to a question that are told. */
const MOST = 5;
