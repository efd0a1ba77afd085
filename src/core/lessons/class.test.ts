import { describe, expect, test } from 'vitest';
import { answersFile, answersOf, classLimits, hashOf, readAnswers } from './answers.ts';
import { classOf, type HandedIn } from './class.ts';
import { cellSign, cellText, refusalText, remarkText, sheetRows } from './class-words.ts';
import { claimKey, noProgress, wrongBefore, type Progress } from './progress.ts';
import { lessonOf } from './registry.ts';
import type { Lesson } from './schema.ts';

const whole = lessonOf('backward');
/** One step of each kind, and two claims. */
const lesson: Lesson = {
  ...whole,
  steps: [
    { kind: 'do', id: 'walk', says: 'Walk.', done: 'walked > 3' },
    { kind: 'number', id: 'w', says: 'What is it?', answer: 'loss' },
    { kind: 'choose', id: 'why', says: 'Why?', options: ['this', 'that'], answer: 2, because: 'so' },
    { kind: 'predict', id: 'guess', says: 'What comes?', options: ['up', 'down'], came: '1' },
  ],
  claims: whole.claims.slice(0, 2),
};
const place = { id: 'backward', number: '1.2', lesson };

function handedIn(name: string, progress: Partial<Progress>, file = `${name}.answers.json`): HandedIn {
  return { file, answers: answersOf(place, { ...noProgress(lesson), at: 1000, seconds: 130, ...progress }, name) };
}
const [first, second] = lesson.claims.map((claim, i) => claimKey(claim, i));
const mia = handedIn('Mia', {
  done: ['walk'],
  answers: {
    w: { given: '0.9041', right: true, tries: 3, wrong: ['0.86412', '0.8644'] },
    why: { given: '1', right: false, tries: 1 },
    guess: { given: '1', right: false, tries: 1, came: 2 },
  },
  claims: { [first ?? '']: { got: 0.5, holds: true }, [second ?? '']: { got: null, holds: false } },
});
const ben = handedIn('Ben', {
  answers: {
    w: { given: '0.9', right: false, tries: 2, shown: true, wrong: ['0.864'] },
    why: { given: '2', right: true, tries: 1 },
    guess: { given: '2', right: true, tries: 1, came: 2, late: true },
  },
});
const same = (): string => hashOf(lesson);
const only = (files: readonly HandedIn[]) => {
  const { tables, remarks } = classOf(files, same);
  const [table] = tables;
  if (!table || tables.length > 1) throw new Error('one table is meant');
  return { table, remarks };
};

describe('a class', () => {
  test('is a table: pupils by name, a column for each step and claim, how many have it', () => {
    const { table, remarks } = only([mia, ben, handedIn('', {}, 'x.answers.json')]);
    expect(remarks).toEqual([]);
    expect(table.columns.map(({ label }) => label)).toEqual(['1', '2', '3', '4', 'C1', 'C2']);
    expect(table.rows.map(({ name, minutes }) => [name, minutes])).toEqual([
      ['Ben', 2],
      ['Mia', 2],
      ['', 2],
    ]);
    expect(table.rows.map(({ cells }) => cells.map(cellText))).toEqual([
      ['', 'had it shown', 'right', 'down; it came: down (after playing)', '', ''],
      ['done', 'right at try 3', 'wrong: this', 'up; it came: down', '0.5000', 'no number, not as claimed'],
      ['', '', '', '', '', ''],
    ]);
    expect(table.rows.map(({ cells }) => cells.map(cellSign).join(' '))).toEqual([
      '· ○ ✓ ✓ · ·',
      '✓ ✓3 ✕ ≠ ✓ ✕',
      '· · · · · ·',
    ]);
    expect(table.counts).toEqual([1, 1, 1, 2, 1, 0]);
  });

  test('has its wrong answers counted to three digits, each once a pupil; an answer that was shown is nobody’s', () => {
    const { table } = only([mia, ben]);
    expect(table.questions).toEqual([
      { label: '2', says: 'What is it?', answered: 2, wrong: [{ given: '0.864', pupils: 2 }] },
      { label: '3', says: 'Why?', answered: 2, wrong: [{ given: 'this', pupils: 1 }] },
    ]);
    expect(table.predictions).toEqual([
      {
        label: '4',
        says: 'What comes?',
        options: [
          { says: 'up', expected: 1, came: 0 },
          { says: 'down', expected: 1, came: 2 },
        ],
        right: 1,
        of: 2,
      },
    ]);
  });

  test('counts the newest of a pupil’s files, whichever came first; the nameless are told apart', () => {
    const newer = handedIn('mia', { at: 2000 }, 'new.answers.json');
    for (const files of [
      [mia, newer],
      [newer, mia],
    ]) {
      const { table, remarks } = only(files);
      expect(table.rows.map(({ file }) => file)).toEqual(['new.answers.json']);
      expect(remarks.map(remarkText).join()).toMatch(/^Mia\.answers\.json was left out: Mia handed in a newer file/);
    }
    expect(only([handedIn('', {}, 'a'), handedIn('', {}, 'b')]).table.rows).toHaveLength(2);
  });

  test('has a table of its own for another edition, which is said', () => {
    const changed = { ...lesson, minutes: lesson.minutes + 1 };
    const other = {
      file: 'old.answers.json',
      answers: answersOf({ ...place, lesson: changed }, noProgress(changed), 'Ida'),
    };
    const { tables, remarks } = classOf([other, mia, ben], same);
    expect(tables.map((table) => [table.other, table.rows.length])).toEqual([
      [false, 2],
      [true, 1],
    ]);
    expect(remarks.map(remarkText)).toEqual([
      'old.answers.json answers another edition of “Backward, by hand”, which has a table of its own.',
    ]);
    // where the lesson is not at hand, the edition that most pupils have is taken for it
    expect(classOf([other, mia, ben], () => null).tables.map((table) => table.other)).toEqual([false, true]);
  });

  test('leaves as rows for a spreadsheet', () => {
    const rows = sheetRows(only([mia]).table);
    expect(rows[0]).toEqual(['1.2 Backward, by hand']);
    expect(rows[1]?.slice(0, 4)).toEqual(['Name', 'File', 'Minutes', '1 Walk.']);
    expect(rows[2]?.slice(0, 5)).toEqual(['Mia', 'Mia.answers.json', '2', 'done', 'right at try 3']);
    expect(rows[3]).toEqual(['of all', '', '', '1 of 1', '1 of 1', '0 of 1', '1 of 1', '1 of 1', '0 of 1']);
  });
});

describe('a file of answers', () => {
  const text = JSON.stringify(mia.answers);
  const refused = (file: string, given: string): string => {
    const read = readAnswers(file, given);
    return 'refusal' in read ? read.refusal : 'read';
  };
  test('is what was handed in', () => {
    expect(readAnswers('mia.json', text)).toEqual({ answers: mia.answers });
    expect(answersFile(' Mia ', '1.2', 'Backward')).toBe('Mia – 1.2 Backward.answers.json');
    expect(answersFile('', '1.2', 'Backward')).toBe('1.2 Backward.answers.json');
  });
  test.each<[string, string, string]>([
    ['plan.json', '{"goldilocks":1}', 'none'],
    ['picture.png', '\u0089PNG', 'none'],
    ['mia.answers.json', text.slice(0, 200), 'damaged'],
    ['renamed.json', text.slice(0, 200), 'damaged'],
    ['mia.answers.json', text.replace('"seconds":130', '"seconds":-1'), 'damaged'],
    ['mia.answers.json', text.replace('"answers":1', '"answers":2'), 'newer'],
    ['mia.answers.json', text.replace('{', `{"x":"${'x'.repeat(classLimits.bytes)}",`), 'large'],
    ['mia.answers.json', '['.repeat(200_000), 'damaged'],
    ['mia.answers.json', '', 'damaged'],
  ])('%s is not, with a sentence', (file, given, refusal) => {
    expect(refused(file, given)).toBe(refusal);
    expect(refusalText(file, refusal as 'none')).toContain(file);
  });
  test('of another edition has another hash; spaces of its file are nothing of a lesson', () => {
    expect(hashOf(lesson)).toMatch(/^[0-9a-f]{8}$/);
    expect(hashOf(JSON.parse(JSON.stringify(lesson, null, 2)) as Lesson)).toBe(hashOf(lesson));
    expect(hashOf({ ...lesson, about: 'ψ' })).not.toBe(hashOf({ ...lesson, about: 'φ' }));
  });
});

test('wrong answers are kept with the next ones, at most twenty; right and shown ones are none', () => {
  let kept: { wrong?: string[] } = {};
  for (let i = 0; i < 30; i++) kept = wrongBefore({ given: String(i), right: false, tries: i + 1, ...kept });
  expect(kept.wrong).toHaveLength(20);
  expect(kept.wrong?.at(-1)).toBe('29');
  expect(wrongBefore(undefined)).toEqual({});
  expect(wrongBefore({ given: '1', right: true, tries: 1 })).toEqual({});
  expect(wrongBefore({ given: '1', right: false, shown: true, tries: 1, wrong: ['2'] })).toEqual({ wrong: ['2'] });
});
