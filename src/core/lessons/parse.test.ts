import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../plan/problem.ts';
import { problemLine } from '../words/problems.ts';
import { checkLesson, parseLesson } from './parse.ts';
import { lessonOf, type LessonId } from './registry.ts';
import { lessonLimits } from './schema.ts';

/** A lesson of the lecture with something else at a path such as 'steps.0.answer'; undefined takes it out. */
function put(path: string, value: unknown, id: LessonId = 'forward'): Record<string, unknown> {
  const lesson: Record<string, unknown> = structuredClone(lessonOf(id));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((o, key) => o[key] as Record<string, unknown>, lesson);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return lesson;
}
const choose = (answer: number): object => ({
  kind: 'choose',
  id: 'pick',
  says: '?',
  options: ['one', 'two'],
  answer,
  because: '.',
});
const done = (formula: string): object => ({ kind: 'do', id: 'doing', says: '?', done: formula });
const predict = (came: string): object => ({ kind: 'predict', id: 'guess', says: '?', options: ['a', 'b'], came });
const set = (settings: object, id?: LessonId): object => put('scenes.0.columns.0.set', settings, id);
const at = 'scenes[0].columns[0].set';

const descent = 'generalization';
const refused: [what: string, document: unknown, at: string, code: ProblemCode][] = [
  ['a newer version', put('lesson', 2), 'lesson', 'newer-version'],
  ['an older one', put('lesson', 0), 'lesson', 'not-one-of'],
  ['no version', put('lesson', undefined), 'lesson', 'missing'],
  ['a list', [], '', 'wrong-type'],
  ['nothing', null, '', 'wrong-type'],
  ['an unknown key', put('autor', 'me'), 'autor', 'unknown-key'],
  ['an unknown key of a step', put('steps.0.hint', 'no'), 'steps[0].hint', 'unknown-key'],
  ['an unknown key of a plan', put('scenes.0.plan.rate', 1), 'scenes[0].plan.rate', 'unknown-key'],
  ['an unknown kind of step', put('steps.0.kind', 'ask'), 'steps[0].kind', 'not-one-of'],
  ['no scene', put('scenes', []), 'scenes', 'too-few'],
  ['no network', put('scenes.0.columns', []), 'scenes[0].columns', 'too-few'],
  ['seven networks', put('scenes.0.columns', Array(7).fill({ name: 'One' })), 'scenes[0].columns', 'too-many'],
  [
    'a sweep that cannot be run',
    put('sweeps.0.sweep.axes.0.fields.0.at', 'network[9].units', descent),
    'sweeps[0].sweep.axes[0].fields[0]',
    'sweep-no-place',
  ],
  [
    'a sweep over two axes',
    put('sweeps.0.sweep.axes.1', { fields: [{ at: 'data.train' }], values: { list: [100, 120] } }, descent),
    'sweeps[0].sweep.axes',
    'too-many',
  ],
  ['results of other points', put('sweeps.0.results', [], descent), 'sweeps[0].results', 'lesson-results'],
  ['a step about no sweep', put('steps.14.sweep', 'width', descent), 'steps[14].sweep', 'lesson-unknown'],
  ['a claim about no sweep', put('claims.12.sweep', 'width', descent), 'claims[12].sweep', 'lesson-unknown'],
  ['a task about no sweep', put('steps.14.done', "ran('width')", descent), 'steps[14].done', 'lesson-unknown'],
  [
    'a network in a claim about a sweep',
    put('claims.12.measure', 'A.testLoss', descent),
    'claims[12].measure',
    'lesson-formula',
  ],
  [
    'a place that a sweep does not have',
    put('claims.12.measure', 'testLoss[10]', descent),
    'claims[12].measure',
    'lesson-formula',
  ],
  ['no step', put('steps', []), 'steps', 'too-few'],
  ['an unknown plot', put('scenes.0.plots', ['losses']), 'scenes[0].plots[0]', 'not-one-of'],
  ['an endless text', put('text', 'a'.repeat(lessonLimits.text + 1)), 'text', 'text-too-long'],
  ['a text of spaces', put('text', '   '), 'text', 'too-few'],
  ['a control character', put('about', 'a\u0007b'), 'about', 'unprintable'],
  ['an id that sorts elsewhere', put('steps.0.id', '1a'), 'steps[0].id', 'bad-id'],
  ['a bound in none of the forms', put('claims.0.is', { between: [1, 2] }), 'claims[0].is', 'no-form'],
  ['an id that every object has', put('steps.0.id', 'constructor'), 'steps[0].id', 'bad-id'],
  ['endless minutes', put('minutes', 1e300), 'minutes', 'too-high'],

  ['an id of a step twice', put('steps.1.id', lessonOf('forward').steps[0]?.id), 'steps[1].id', 'lesson-id-twice'],
  ['an id of a scene twice', put('scenes.1.id', 'equal', 'symmetry'), 'scenes[1].id', 'lesson-id-twice'],
  ['an unknown scene of a step', put('steps.0.scene', 'gone'), 'steps[0].scene', 'lesson-unknown'],
  ['an unknown scene of a claim', put('claims.0.scene', 'gone', 'depth'), 'claims[0].scene', 'lesson-unknown'],
  ['an unknown step', put('claims.0.after', 'gone', 'depth'), 'claims[0].after', 'lesson-unknown'],
  ['an answer beyond the options', put('steps.0', choose(3)), 'steps[0].answer', 'lesson-option'],

  ['an unknown step of a task', put('steps.0', done("done('wlak')")), 'steps[0].done', 'lesson-unknown'],
  ['an unknown scene of a task', put('steps.0', done("ended && scene == 'typo'")), 'steps[0].done', 'lesson-unknown'],
  ['a scene by its number', put('steps.0', done('ended && scene == 4')), 'steps[0].done', 'lesson-unknown'],
  ['a setting of no place', put('steps.0', done("setting('dpeth') == 2")), 'steps[0].done', 'sweep-no-place'],
  ['bounds with nothing between', put('claims.0.is', { least: 2, most: 1 }), 'claims[0].is', 'lesson-bounds'],
  ['a step after the end', put('claims.0.when', { step: 1e6 }), 'claims[0].when', 'lesson-when'],
  ['a row that there is not', put('steps.0.answer', 'W1[9][9]'), 'steps[0].answer', 'lesson-formula'],
  ['a whole matrix', put('claims.0.measure', 'W1'), 'claims[0].measure', 'lesson-formula'],

  ['a formula that cannot be read', put('steps.0.answer', 'z1[1'), 'steps[0].answer', 'lesson-formula'],
  ['a name that there is not', put('steps.0.answer', 'z9[1][1]'), 'steps[0].answer', 'lesson-formula'],
  ['a name of the language', put('steps.0.answer', 'constructor'), 'steps[0].answer', 'lesson-formula'],
  ['no number', put('steps.0.answer', 'null'), 'steps[0].answer', 'lesson-formula'],
  ['a network that there is not', put('steps.0.answer', 'B.loss'), 'steps[0].answer', 'lesson-formula'],
  ['a letter that is none', put('steps.0.answer', 'Q.loss'), 'steps[0].answer', 'lesson-formula'],
  ['a function that there is not', put('steps.0.answer', 'sum(W1)'), 'steps[0].answer', 'lesson-formula'],
  ['a function of too many', put('steps.0.answer', 'norm(W1, W2)'), 'steps[0].answer', 'lesson-formula'],
  ['a function of too few', put('steps.0.answer', 'lowest(loss)'), 'steps[0].answer', 'lesson-formula'],
  ['a name of a name of a name', put('steps.0.answer', 'A.loss.x'), 'steps[0].answer', 'lesson-formula'],
  ['a choice', put('steps.0.answer', 'loss > 1 ? 2 : 3'), 'steps[0].answer', 'lesson-formula'],
  ['an unknown operator', put('steps.0.answer', 'loss % 2'), 'steps[0].answer', 'lesson-formula'],
  ['an unknown sign', put('steps.0.answer', '1 + ~loss'), 'steps[0].answer', 'lesson-formula'],
  ['an unknown comparison', put('steps.0', done('step === 1')), 'steps[0].done', 'lesson-formula'],
  ['a bad mistake', put('steps.0.mistakes.0.is', 'z9'), 'steps[0].mistakes[0].is', 'lesson-formula'],
  ['a deed that there is not', put('steps.0', done('clicked')), 'steps[0].done', 'lesson-formula'],
  ['a deed of a network', put('steps.0', done('A.step > 1')), 'steps[0].done', 'lesson-formula'],
  ['a number of a run as a deed', put('steps.0', done('loss < 1')), 'steps[0].done', 'lesson-formula'],
  ['a deed of too few', put('steps.0', done("option('product')")), 'steps[0].done', 'lesson-formula'],
  ['a word and a number', put('steps.0', done('zoom + 1 > 2')), 'steps[0].done', 'lesson-formula'],
  ['the same behind another', put('steps.0', done('step > 9 && -walked > 2')), 'steps[0].done', 'lesson-formula'],
  ['a number for a word', put('steps.0', done('done(1)')), 'steps[0].done', 'lesson-formula'],
  ['what is never true', put('steps.0', done('step')), 'steps[0].done', 'lesson-formula'],
  ['a deed as a number of a run', put('steps.0', predict("zoom == 'graph'")), 'steps[0].came', 'lesson-formula'],
  ['a bad measure', put('claims.0.measure', 'A.losses', 'depth'), 'claims[0].measure', 'lesson-formula'],

  ['a knob that is none', put('scenes.0.knobs', ['batchSize', 'rate']), 'scenes[0].knobs.rate', 'sweep-no-place'],
  ['a number that is not there', put('scenes.0.knobs', ['x[2][1]']), 'scenes[0].knobs.x[2][1]', 'sweep-no-place'],
  ['a place that is none', set({ rate: 1 }), `${at}.rate`, 'sweep-no-place'],
  ['one after another', set({ batchSize: 1, rate: 1 }), `${at}.rate`, 'sweep-no-place'],
  ['a place of a claim', put('claims.0.given', { rate: 1 }, 'depth'), 'claims[0].given.rate', 'sweep-no-place'],
  [
    'of a contrast',
    put('claims.0.contrast', { seed: 1, rate: 1 }, 'depth'),
    'claims[0].contrast.rate',
    'sweep-no-place',
  ],
  ['a loss that there is not', set({ loss: 'hinge' }), `${at}.loss`, 'not-one-of'],
  ['an optimizer that there is not', set({ 'optimizer.kind': 'constructor' }), `${at}.optimizer.kind`, 'not-one-of'],
  [
    'an initial rule',
    set({ 'network[*].init.kind': 'x', 'network[*].init.scale': 1 }, 'depth'),
    `${at}.network[*].init.kind`,
    'not-one-of',
  ],
  ['half an example', set({ batchSize: 0.5 }), `${at}.batchSize`, 'not-whole'],
  ['a word for a number', set({ 'x[1][1]': 'two' }), `${at}.x[1][1]`, 'not-a-number'],
  ['a number as a word', set({ batchSize: '1' }), `${at}.batchSize`, 'wrong-type'],
  ['ten million layers', set({ depth: 1e7 }, 'depth'), `${at}.depth`, 'wrong-type'],
  ['a bad value of a claim', put('claims.0.given', { batchSize: -1 }, 'depth'), 'claims[0].given.batchSize', 'too-low'],
  ['of a contrast', put('claims.0.contrast', { loss: 'hinge' }, 'depth'), 'claims[0].contrast.loss', 'not-one-of'],
];

describe('what is wrong is said with its place', () => {
  test.each(refused)('%s (%#)', (_what, document, place, code) => {
    const { lesson, problems } = checkLesson(document);
    expect(lesson).toBeNull();
    expect(problems.map((problem) => [problem.at, problem.code])).toContainEqual([place, code]);
    for (const problem of problems) expect(problemLine(problem)).toMatch(/[a-z].*\.$/); // a sentence
  });

  test('a plan that cannot run, by its network', () => {
    const { problems } = checkLesson(put('scenes.0.columns.0.parameters', { W1: [[1, 2, 3]] }));
    expect(problems[0]?.at).toMatch(/^scenes\[0\]\.columns\[0\]: /);
    const large = checkLesson(lessonOf('memory'), 1000);
    expect(large.problems.map(({ code }) => code)).toContain('too-much-memory');
    expect(checkLesson(lessonOf('memory')).problems).toEqual([]);
  });

  test('a formula of a scene is about the networks of that scene', () => {
    const two = put('steps.0', { ...predict('lowest(A.loss, B.loss)'), scene: 'equal' }, 'symmetry');
    expect(checkLesson(two).problems).toEqual([]);
    const swap = { ...predict('D.loss'), scene: 'swap' }; // of three networks
    expect(checkLesson(put('steps.0', swap, 'symmetry')).problems.map((problem) => problem.at)).toEqual([
      'steps[0].came',
    ]);
  });

  test.each([
    "ended && !done('doing') || zoom == 'graph'",
    "setting('optimizer.kind') == 'adam'",
    "setting('depth') + 1 >= 12",
    "option('product', 'sigma') < 1",
    'true',
  ])('%s is a deed', (formula) => {
    expect(checkLesson(put('steps.0', done(formula))).problems).toEqual([]);
  });

  test('every problem, not only the first', () => {
    const lesson = { ...put('steps.0.answer', 'z9'), claims: put('claims.0.scene', 'gone')['claims'] };
    expect(
      checkLesson(lesson)
        .problems.map((problem) => problem.at)
        .sort(),
    ).toEqual(['claims[0].scene', 'steps[0].answer']);
  });
});

describe('a text', () => {
  const text = JSON.stringify(lessonOf('forward'));
  test('is read', () => {
    expect(parseLesson(text)).toEqual({ lesson: lessonOf('forward'), problems: [] });
  });
  test.each<[string, string, ProblemCode]>([
    ['half a lesson', text.slice(0, 500), 'not-json'],
    ['nothing', '', 'not-json'],
    ['a page', '<html></html>', 'not-json'],
    ['eleven brackets', `${'['.repeat(11)}${']'.repeat(11)}`, 'too-deep'],
    ['a hundred thousand brackets', '['.repeat(1e5), 'too-deep'],
    ['a key twice', text.replace('{"lesson":1,', '{"lesson":1,"lesson":1,'), 'key-twice'],
    ['too many letters', `${text}${' '.repeat(lessonLimits.bytes)}`, 'too-large'],
    ['an experiment', JSON.stringify(lessonOf('forward').scenes[0]?.plan), 'unknown-key'],
  ])('%s is none', (_what, own, code) => {
    const { lesson, problems } = parseLesson(own);
    expect(lesson).toBeNull();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
  test('ten brackets are read, and then are no lesson', () => {
    expect(parseLesson(`${'['.repeat(10)}${']'.repeat(10)}`).problems).toMatchObject([{ code: 'wrong-type' }]);
  });
  test.each([
    ['<img src=x onerror="alert(1)">', '<img src=x onerror="alert(1)">'],
    ['see <b>this</b>', '<b>'],
    ['a </script>', '</script>'],
    ['<!-- note -->', '<!--'],
  ])('HTML in it is refused: %s', (html, tag) => {
    expect(parseLesson(JSON.stringify(put('steps.0.says', html))).problems).toEqual([
      { at: 'steps[0].says', code: 'lesson-html', values: { tag } },
    ]);
  });
  test.each(['$a<b$ and $c>d$', '1 < 2 and 3 > 2', 'x <- y'])('%s is no HTML', (says) => {
    expect(parseLesson(JSON.stringify(put('steps.0.says', says))).problems).toEqual([]);
  });
  test('what JSON hides in __proto__ is an unknown key', () => {
    const own = text.replace('{"lesson":1,', '{"lesson":1,"__proto__":{"claims":[]},');
    expect(parseLesson(own).lesson).toBeNull();
  });
});
