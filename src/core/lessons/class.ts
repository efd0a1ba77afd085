import { short } from '../words/numbers.ts';
import type { AnsweredClaim, AnsweredStep, Answers } from './answers.ts';

/** A file of answers that was read. */
export interface HandedIn {
  file: string;
  answers: Answers;
}

/** What a pupil did at one step or claim. */
export type Cell =
  | { kind: 'waits' }
  | { kind: 'done' }
  /** At which try. */
  | { kind: 'right'; tries: number }
  | { kind: 'wrong'; given: string; tries: number }
  | { kind: 'shown' }
  | { kind: 'predicted'; given: string; came: string | null; late: boolean }
  | { kind: 'holds' | 'contradicted'; got: number | null };

/** A step or a claim: `3`, or `C1`. */
export interface Column {
  label: string;
  kind: AnsweredStep['kind'] | 'claim';
  says: string;
}
export interface Row {
  name: string;
  file: string;
  minutes: number;
  cells: Cell[];
}
/** A wrong answer, and how many pupils gave it. */
export interface Wrong {
  given: string;
  pupils: number;
}
/** A question, with what was answered wrong, the most frequent first. */
export interface Question {
  label: string;
  says: string;
  /** Pupils who answered it at all. */
  answered: number;
  wrong: Wrong[];
}
/** A prediction: of each option how many expected it, and with how many of all it came true. */
export interface Prediction {
  label: string;
  says: string;
  options: { says: string; expected: number; came: number }[];
  /** Whose prediction came true, of those with whom something came. */
  right: number;
  of: number;
}
/** A class's answers to one edition of a lesson. */
export interface ClassTable {
  number: string;
  title: string;
  hash: string;
  /** Whether it is another edition than the one at hand. */
  other: boolean;
  columns: Column[];
  /** By name. */
  rows: Row[];
  /** Of each column: pupils who have it done, right, or measured. */
  counts: number[];
  questions: Question[];
  predictions: Prediction[];
}

/** Something to say of a file: it answers another edition of its lesson, or a newer file of the same pupil counts instead. */
export interface Remark {
  kind: 'edition' | 'twice';
  file: string;
  name: string;
  title: string;
}

/** Files by names that differ: pupils without a name are told apart by their files, which come from folders of their own under one
 *  name. The same file again keeps its name. */
export function toldApart(files: readonly HandedIn[]): HandedIn[] {
  const known = new Map<string, string>();
  return files.map(({ file, answers }) => {
    const text = JSON.stringify(answers);
    let name = file;
    for (let i = 2; known.has(name) && known.get(name) !== text; i++) name = `${file} (${i})`;
    known.set(name, text);
    return { file: name, answers };
  });
}

/** A class's files as tables: one for each lesson, and for each edition of it. Of two files of the same pupil the newest counts;
 *  pupils without a name are told apart by their files.
 *  @param known the hash of a lesson as it is at hand, by its id in the lecture or its title; null where it is not */
export function classOf(
  files: readonly HandedIn[],
  known: (lesson: Answers['lesson']) => string | null,
): { tables: ClassTable[]; remarks: Remark[] } {
  const remarks: Remark[] = [];
  const editions = new Map<string, Map<string, HandedIn>>();
  for (const one of files) {
    const { name, lesson, at } = one.answers;
    const edition = `${lesson.id ?? ''} ${lesson.hash} ${lesson.title}`;
    const pupils = editions.get(edition) ?? new Map<string, HandedIn>();
    editions.set(edition, pupils);
    const pupil = name === '' ? `file ${one.file}` : `name ${name.toLocaleLowerCase()}`;
    const before = pupils.get(pupil);
    const [kept, left] = before && before.answers.at > at ? [before, one] : [one, before];
    pupils.set(pupil, kept);
    if (left) remarks.push({ kind: 'twice', file: left.file, name: left.answers.name, title: lesson.title });
  }
  const all = [...editions.values()].map((pupils) => [...pupils.values()]);
  const tables = all.flatMap((handed): ClassTable[] => {
    const lesson = handed[0]?.answers.lesson;
    if (!lesson) return [];
    const hash = known(lesson) ?? mostFrequent(all, lesson);
    const other = hash !== lesson.hash;
    if (other)
      for (const { file, answers } of handed)
        remarks.push({ kind: 'edition', file, name: answers.name, title: lesson.title });
    return [tableOf(handed, other)];
  });
  const order = new Intl.Collator(undefined, { numeric: true });
  tables.sort((a, b) => order.compare(a.number, b.number) || Number(a.other) - Number(b.other));
  return { tables, remarks };
}

/** The hash of the edition that most pupils answered. */
function mostFrequent(all: readonly HandedIn[][], { id, title }: Answers['lesson']): string {
  const same = all.filter(([one]) => one?.answers.lesson.id === id && one?.answers.lesson.title === title);
  const [most] = same.sort((a, b) => b.length - a.length);
  return most?.[0]?.answers.lesson.hash ?? '';
}

function tableOf(handed: readonly HandedIn[], other: boolean): ClassTable {
  const first = handed[0]?.answers;
  const { steps = [], claims = [] } = first ?? {};
  const all = handed.map(({ answers }) => answers);
  const order = new Intl.Collator();
  const rows = handed
    .map(({ file, answers }): Row => ({
      name: answers.name,
      file,
      minutes: Math.round(answers.seconds / 60),
      cells: [...steps.map((_, i) => cellOf(answers.steps[i])), ...claims.map((_, i) => claimCell(answers.claims[i]))],
    }))
    // who gave no name comes last
    .sort(
      (a, b) =>
        Number(a.name === '') - Number(b.name === '') || order.compare(a.name, b.name) || order.compare(a.file, b.file),
    );
  const columns: Column[] = [
    ...steps.map(({ kind, says }, i) => ({ label: String(i + 1), kind, says })),
    ...claims.map(({ says }, i) => ({ label: `C${i + 1}`, kind: 'claim' as const, says })),
  ];
  return {
    number: first?.lesson.number ?? '',
    title: first?.lesson.title ?? '',
    hash: first?.lesson.hash ?? '',
    other,
    columns,
    rows,
    counts: columns.map((_, i) => rows.filter(({ cells }) => isGood(cells[i])).length),
    questions: steps.flatMap((step, i) =>
      step.kind === 'number' || step.kind === 'choose' ? [questionOf(step, i, all)] : [],
    ),
    predictions: steps.flatMap((step, i) => (step.kind === 'predict' ? [predictionOf(step, i, all)] : [])),
  };
}

/** Whether something was done, answered right or predicted, or measured as claimed. */
function isGood(cell: Cell | undefined): boolean {
  switch (cell?.kind) {
    case 'done':
    case 'right':
    case 'predicted':
    case 'holds':
      return true;
    case undefined:
    case 'waits':
    case 'wrong':
    case 'shown':
    case 'contradicted':
      return false;
  }
}

/** What was done at a step. */
export function cellOf(step: AnsweredStep | undefined): Cell {
  if (!step) return { kind: 'waits' };
  const { kind, done, given, right, tries = 1, shown, late = false, came, options } = step;
  if (kind === 'do') return { kind: done ? 'done' : 'waits' };
  if (given === undefined) return { kind: 'waits' };
  if (shown) return { kind: 'shown' };
  if (kind === 'predict')
    return {
      kind: 'predicted',
      given: optionText(options, given),
      came: came === undefined ? null : optionText(options, String(came)),
      late,
    };
  return right ? { kind: 'right', tries } : { kind: 'wrong', given: answerText(step, given), tries };
}

const claimCell = (claim: AnsweredClaim | undefined): Cell =>
  claim?.holds === undefined
    ? { kind: 'waits' }
    : { kind: claim.holds ? 'holds' : 'contradicted', got: claim.got ?? null };

/** An option by its number. */
const optionText = (options: readonly string[] | undefined, given: string): string =>
  options?.[Number(given) - 1] ?? given;

/** An answer as it is told: an option in its words, a number to three digits, so that those that differ in the fourth are one. */
function answerText({ kind, options }: AnsweredStep, given: string): string {
  if (kind !== 'number') return optionText(options, given);
  const value = Number(given);
  return given.trim() === '' || Number.isNaN(value) ? given : short(value, 3);
}

/** What a pupil answered wrong to a question, each answer once. */
function wrongOf(step: AnsweredStep): string[] {
  const last = step.given !== undefined && step.right === false && step.shown !== true ? [step.given] : [];
  return [...new Set([...(step.wrong ?? []), ...last].map((given) => answerText(step, given)))];
}

function questionOf({ says }: AnsweredStep, i: number, all: readonly Answers[]): Question {
  const answered = all.flatMap(({ steps }) => (steps[i]?.given === undefined ? [] : [steps[i]]));
  const counts = new Map<string, number>();
  for (const given of answered.flatMap(wrongOf)) counts.set(given, (counts.get(given) ?? 0) + 1);
  const wrong = [...counts]
    .map(([given, pupils]) => ({ given, pupils }))
    .sort((a, b) => b.pupils - a.pupils || a.given.localeCompare(b.given, undefined, { numeric: true }));
  return { label: String(i + 1), says, answered: answered.length, wrong };
}

function predictionOf({ says, options = [] }: AnsweredStep, i: number, all: readonly Answers[]): Prediction {
  const made = all.flatMap(({ steps }) => (steps[i]?.given === undefined ? [] : [steps[i]]));
  const known = made.filter(({ came }) => came !== undefined);
  return {
    label: String(i + 1),
    says,
    options: options.map((option, k) => ({
      says: option,
      expected: made.filter(({ given }) => Number(given) === k + 1).length,
      came: known.filter(({ came }) => came === k + 1).length,
    })),
    right: known.filter(({ given, came }) => Number(given) === came).length,
    of: known.length,
  };
}
