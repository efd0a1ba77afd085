import { clipboardRows, pastedText } from '../data/clipboard.ts';
import { bytesOf, dataSetOf } from '../data/data-set.ts';
import { dataLimits } from '../data/limits.ts';
import { idxOf } from '../data/idx.ts';
import { pictureSize } from '../data/picture-file.ts';
import { labelsBy, likelySource } from '../data/picture-labels.ts';
import { picturesOf } from '../data/pictures.ts';
import { rawTableOf } from '../data/raw-table.ts';
import { readTable, tableSetOf } from '../data/reading.ts';
import { drawnOf } from '../drawn/inline.ts';
import { LabError } from '../errors.ts';
import { readAnswers } from '../lessons/answers.ts';
import { refusalText } from '../lessons/class-words.ts';
import { classOf } from '../lessons/class.ts';
import { draftSchema } from '../lessons/draft.ts';
import { parseLesson } from '../lessons/parse.ts';
import { checkPlan, parsePlan } from '../plan/parse.ts';
import type { Problem } from '../plan/problem.ts';
import { Points } from '../sweep/points.ts';
import { parseSweep } from '../sweep/problems.ts';
import { sweepTargetOf } from '../code/sweep-targets.ts';
import { arraysOf } from '../tensors/npz.ts';
import { planWithWeights } from '../tensors/weights.ts';
import { zipEntries } from '../tensors/zip.ts';
import { lenient } from '../text-bytes.ts';
import { errorSentence } from '../words/errors.ts';
import { plan } from './samples.ts';

/** What becomes of a file: '' where it is taken, else the sentence that a person gets. What was taken is looked through; what is not
 *  sound of it is thrown, as is everything that is no LabError. */
export type Reader = (bytes: Uint8Array, file: string) => string;

/** For tests: everything of core that reads what comes from outside. */
export const readers: Readonly<Record<string, Reader>> = {
  plan: ofText((text) => {
    const { plan: read, problems } = parsePlan(text);
    if (!read) return refused('plan-invalid', problems);
    sound(checkPlan(JSON.parse(JSON.stringify(read))).plan !== null, 'a plan that is written is read');
    drawnOf(read.data);
    return '';
  }),
  lesson: ofText((text) => {
    const { lesson, problems } = parseLesson(text);
    if (!lesson) return refused('lesson-invalid', problems);
    sound(draftSchema.safeParse(lesson).success, 'a lesson is a draft');
    return '';
  }),
  sweep: ofText((text) => {
    const { sweep, problems } = parseSweep(text);
    if (!sweep) return refused('sweep-invalid', problems);
    const points = new Points(sweep);
    sound(checkPlan(points.planAt(points.total - 1)).plan !== null, 'the last point can run');
    if (!('sha256' in sweep.plan.data)) sweepTargetOf('ray').generate(sweep);
    return '';
  }),
  answers: ofText((text, file) => {
    const read = readAnswers(file, text);
    if ('refusal' in read) return refusalText(file, read.refusal);
    const { tables } = classOf([{ file, answers: read.answers }], () => null);
    sound(tables.length === 1, 'one table of one file');
    return '';
  }),
  clipboard: ofText((text) => {
    const { text: quoted, delimiter } = pastedText(text);
    const rows = clipboardRows(text);
    sound(rows.every((row) => row.length > 0) && quoted.length >= 0 && delimiter.length <= 1, 'rows of cells');
    tableIn(rows);
    return '';
  }),
  weights: ofBytes((bytes, file) => {
    const read = planWithWeights(plan, bytes, file);
    sound(checkPlan(read).plan !== null, 'a plan with weights can run');
  }),
  arrays: ofBytes((bytes, file) => {
    for (const { shape, values } of arraysOf(bytes, file).values())
      sound(shape.reduce((product, n) => product * n, 1) === values.length, 'as many numbers as its shape says');
  }),
  'data set': ofBytes((bytes, file) => {
    const set = dataSetOf(bytes, file);
    sound(dataSetOf(bytesOf(set), file).rows === set.rows, 'a set that is written is read');
  }),
  idx: ofBytes((bytes, file) => {
    const read = idxOf(bytes, file);
    sound(read.kind === 'labels' || read.pixels.length === 784 * read.count, 'pictures of 28 × 28');
  }),
  'idx pair': ofBytes((bytes, file) => {
    const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 1, 0);
    const set = picturesOf([
      { name: file, bytes },
      { name: 'labels', bytes: labels },
    ]);
    sound(set.pixels.length === 784 * set.rows && set.labels.length === set.rows, 'a label for each picture');
  }),
  zip: ofBytes((bytes, file) => {
    const entries = zipEntries(bytes, file);
    const paths = entries.map(({ name }) => name);
    labelsBy(likelySource(paths, [['a.png', 'x']]), paths, [['a.png', 'x']]);
    for (const { size, content } of entries)
      if (size <= 2 ** 20) sound(content().length === size, 'as long as it says');
  }),
  picture: (bytes) => {
    const size = pictureSize(bytes);
    sound(size === null || (size.width >= 0 && size.height >= 0), 'a size');
    return size ? '' : 'no PNG or JPEG';
  },
};

/** A table of such rows, each column read. */
function tableIn(rows: readonly string[][]): void {
  if (rows.some(({ length }) => length > dataLimits.columns)) return; // refused where a file is cut into cells
  const some = rows.slice(0, dataLimits.rows + 1);
  const raw = rawTableOf(some.map((cells, i) => ({ line: i + 1, cells })), null, false); // prettier-ignore
  const set = tableSetOf(readTable(raw), raw.rows.length);
  for (const { values } of set.columns) sound(values.length === set.rows, 'a value for each row');
}

function sound(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}

const refused = (code: 'plan-invalid' | 'lesson-invalid' | 'sweep-invalid', problems: Problem[]): string => {
  sound(problems.length > 0, 'what is refused has a problem');
  return errorSentence(new LabError(code, {}, problems));
};

function ofText(read: (text: string, file: string) => string): Reader {
  return (bytes, file) => read(lenient.decode(bytes), file);
}

function ofBytes(read: (bytes: Uint8Array, file: string) => void): Reader {
  return (bytes, file) => {
    try {
      read(bytes, file);
      return '';
    } catch (error) {
      if (error instanceof LabError) return errorSentence(error);
      throw error;
    }
  };
}
