import { describe, expect, test } from 'vitest';
import { parseLesson } from './parse.ts';
import { lessonOf } from './registry.ts';
import { lessonLimits } from './schema.ts';

type Change = (lesson: ReturnType<typeof fresh>) => unknown;
const fresh = () => structuredClone(lessonOf('exercise1'));
/** What is wrong with a lesson that was changed in one thing. */
function problems(change: Change): string[] {
  const lesson = fresh();
  const changed = change(lesson);
  return parseLesson(JSON.stringify(changed ?? lesson)).problems.map(({ at, code }) => `${at} ${code}`);
}

test('a good one has none', () => {
  expect(problems(() => undefined)).toEqual([]);
});

describe('what is wrong is said with its place', () => {
  const cases: Record<string, Change> = {
    'lesson newer-version': (lesson) => ({ ...lesson, lesson: 2 }),
    'colour unknown-key': (lesson) => ({ ...lesson, colour: 'red' }),
    'steps[1].id lesson-id-twice': ({ steps }) => {
      if (steps[0] && steps[1]) steps[1].id = steps[0].id;
    },
    'claims[0].after lesson-unknown': ({ claims }) => {
      if (claims[0]) claims[0].after = 'nothing';
    },
    'claims[0].scene lesson-unknown': ({ claims }) => {
      if (claims[0]) claims[0].scene = 'nowhere';
    },
    'claims[0].measure lesson-formula': ({ claims }) => {
      if (claims[0]) claims[0].measure = 'A.nothing + 1';
    },
    'claims[1].measure lesson-formula': ({ claims }) => {
      if (claims[1]) claims[1].measure = 'F.loss'; // there are four
    },
    'claims[2].measure lesson-formula': ({ claims }) => {
      if (claims[2]) claims[2].measure = 'norm(A.W1, 2)';
    },
    'claims[3].contrast.network[9].units sweep-no-place': ({ claims }) => {
      if (claims[3]) claims[3].contrast = { 'network[9].units': 3 };
    },
    'steps[1].done lesson-formula': ({ steps }) => {
      if (steps[1]?.kind === 'do') steps[1].done = 'epoch >=';
    },
    'steps[4].answer lesson-option': ({ steps }) => {
      if (steps[4]?.kind === 'choose') steps[4].answer = 5;
    },
    'scenes[0].knobs.colour sweep-no-place': ({ scenes }) => {
      if (scenes[0]) scenes[0].knobs = ['colour'];
    },
  };
  test.each(Object.entries(cases))('%s', (said, change) => {
    const found = problems(change);
    // other letters of a formula may be unknown as well; the first is the one
    expect(found[0]).toBe(said);
  });
  test('a plan that cannot run, of each network that has it', () => {
    const found = problems(({ scenes }) => {
      if (scenes[0]) scenes[0].plan.batchSize = 20_000;
    });
    expect(found[0]).toBe('scenes[0].columns[0]: batchSize batch-exceeds-data');
    expect(found).toHaveLength(4);
  });
});

test('a text that is too large, too deep or no JSON is not read', () => {
  const code = (text: string): string | undefined => parseLesson(text).problems[0]?.code;
  expect(code(' '.repeat(lessonLimits.bytes + 1))).toBe('too-large');
  expect(code('['.repeat(50))).toBe('too-deep');
  expect(code('{')).toBe('not-json');
  expect(code('{"lesson": 1, "lesson": 1}')).toBe('key-twice');
});
