import { expect, test } from 'vitest';
import { answersOf, classLimits } from '../../core/lessons/answers.ts';
import { noProgress } from '../../core/lessons/progress.ts';
import { lessonOf } from '../../core/lessons/registry.ts';
import { Classroom } from './classroom.svelte.ts';
import { Course } from './course.svelte.ts';

const lesson = lessonOf('depth');
function handedIn(name: string, minutes = lesson.minutes): File {
  const edition = { ...lesson, minutes };
  const place = { id: 'depth', number: '2.2', lesson: edition };
  return new File([JSON.stringify(answersOf(place, noProgress(edition), name))], `${name}.answers.json`);
}

test('files are read beside those before; what is none is said, and nothing is left when it is closed', async () => {
  const room = new Classroom(new Course());
  await room.take([
    handedIn('Mia'),
    new File(['{'], 'half.answers.json'),
    new File([' '.repeat(classLimits.bytes + 1)], 'x'),
  ]);
  await room.take([handedIn('Ben'), handedIn('Ida', 99)]);
  expect(room.open).toBe(true);
  expect(room.tables.map(({ other, rows }) => [other, rows.map(({ name }) => name)])).toEqual([
    [false, ['Ben', 'Mia']],
    [true, ['Ida']], // of another edition than the lesson at hand
  ]);
  expect(room.remarks).toEqual([
    'half.answers.json is damaged and was left out: have it saved once more.',
    'x is larger than 1 MB and was left out: a file of answers is much smaller.',
    'Ida.answers.json answers another edition of “Depth: sigmoid against ReLU”, which has a table of its own.',
  ]);
  room.close();
  expect([room.open, room.tables.length, room.remarks.length, room.count]).toEqual([false, 0, 0, 0]);
});

test('of too many files the first are read', async () => {
  const room = new Classroom(new Course());
  await room.take(Array.from({ length: classLimits.files + 1 }, (_, i) => handedIn(`p${i}`)));
  expect(room.count).toBe(classLimits.files);
  expect(room.remarks).toEqual([`Only ${classLimits.files} files are read at once: read the others after these.`]);
  await room.take([handedIn('last')]);
  expect(room.count).toBe(classLimits.files + 1);
});

test('pupils without a name are told apart though their files are called alike; the same file again is the same', async () => {
  const room = new Classroom(new Course());
  const nameless = (seconds: number): File => {
    const answers = answersOf({ id: 'depth', number: '2.2', lesson }, { ...noProgress(lesson), seconds }, '');
    return new File([JSON.stringify(answers)], 'a.answers.json');
  };
  await room.take([nameless(60), nameless(70)]);
  await room.take([nameless(60)]);
  expect(room.tables.map(({ rows }) => rows.map(({ file }) => file))).toEqual([
    ['a.answers.json', 'a.answers.json (2)'],
  ]);
});
