import { formProblems, readJson } from '../plan/parse.ts';
import { pathOf, type Problem } from '../plan/problem.ts';
import { problemsOf } from '../plan/problems.ts';
import { planSchema, type Plan } from '../plan/schema.ts';
import { stepsPerEpoch, totalSteps } from '../plan/shape.ts';
import { placeAt } from '../sweep/places.ts';
import { Points } from '../sweep/points.ts';
import { checkSweep } from '../sweep/problems.ts';
import { exactValue } from './exact.ts';
import { formulasIn } from './formulas.ts';
import { hasSettings, plansOf, sceneOf, withSettings } from './scene.ts';
import { lessonLimits, lessonSchema, type Lesson, type Settings, type When } from './schema.ts';

export type ParsedLesson = { lesson: Lesson; problems: [] } | { lesson: null; problems: Problem[] };

/** Brackets within brackets of a lesson. */
const DEPTH = 10;
/** Problems that are told. */
const MOST_TOLD = 100;

/** Reads a lesson. Never throws: what is wrong comes back as problems that name the place.
 *  @param most bytes a run may take */
export function parseLesson(text: string, most?: number): ParsedLesson {
  if (text.length > lessonLimits.bytes) {
    const values = { most: lessonLimits.bytes / 2 ** 20 };
    return { lesson: null, problems: [{ at: '', code: 'too-large', values }] };
  }
  const read = readJson(text, DEPTH);
  return 'problem' in read ? { lesson: null, problems: [read.problem] } : checkLesson(read.document, most);
}

/** Checks a lesson that is already an object. */
export function checkLesson(document: unknown, most?: number): ParsedLesson {
  if (typeof document === 'object' && document !== null && 'lesson' in document) {
    const version: unknown = document.lesson;
    if (Number.isSafeInteger(version) && Number(version) > 1)
      return {
        lesson: null,
        problems: [{ at: 'lesson', code: 'newer-version', values: { version: Number(version) } }],
      };
  }
  const result = lessonSchema.safeParse(document);
  if (!result.success) return { lesson: null, problems: formProblems(result.error, document) };
  const lesson = result.data;
  const html = htmlIn(lesson, []);
  if (html.length > 0) return { lesson: null, problems: html.slice(0, MOST_TOLD) };
  const settings = [...placesIn(lesson), ...sweepsIn(lesson, most)];
  // plans that are none cannot be looked at, nor formulas over networks that could not be held
  const plans = settings.length > 0 ? [] : [...plansIn(lesson, most), ...timesIn(lesson)];
  const formulas = settings.length > 0 || plans.length > 0 ? [] : formulasIn(lesson);
  const problems = [...settings, ...namesIn(lesson), ...plans, ...formulas].slice(0, MOST_TOLD);
  return problems.length > 0 ? { lesson: null, problems } : { lesson, problems: [] };
}

/** HTML in texts: it would be shown as it is written. What stands between dollars is a formula. */
function htmlIn(value: unknown, path: readonly PropertyKey[]): Problem[] {
  if (typeof value === 'string') {
    const [tag] = /<\/?[a-z][a-z0-9-]*(\s[^<>]*)?\/?>|<!--/i.exec(value.replace(/\$[^$]*\$/g, '')) ?? [];
    return tag === undefined ? [] : [{ at: pathOf(path), code: 'lesson-html', values: { tag: tag.slice(0, 40) } }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    htmlIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Places that are set and are none of their plan, and values that these cannot have. */
function placesIn(lesson: Lesson): Problem[] {
  const missing = (plan: Plan, keys: readonly string[], at: string): Problem[] =>
    keys.flatMap((place) =>
      placeAt(plan, place) || exactValue(plan, place) !== undefined
        ? []
        : [{ at: `${at}.${place}`, code: 'sweep-no-place', values: { place } } as const],
    );
  // one that is set before may make a place of the next
  const unfit = ({ plan }: { plan: Plan }, set: Settings, at: string): Problem[] => {
    let next = plan;
    for (const [place, value] of Object.entries(set)) {
      const [none] = missing(next, [place], at);
      if (none) return [none];
      next = withSettings(next, { [place]: value });
      const where = `${at}.${place}`;
      const { error } = planSchema.safeParse(next);
      if (error)
        return formProblems(error, next)
          .slice(0, 1)
          .map((problem) => ({ ...problem, at: where })); // of many layers once
      const values = { expected: 'valid value', found: `a ${typeof value}` };
      if (!hasSettings(next, { [place]: value })) return [{ at: where, code: 'wrong-type', values }];
    }
    return [];
  };
  return [
    ...lesson.scenes.flatMap((scene, i) => [
      ...missing(scene.plan, scene.knobs ?? [], `scenes[${i}].knobs`),
      ...scene.columns.flatMap(({ set = {} }, j) => unfit(scene, set, `scenes[${i}].columns[${j}].set`)),
    ]),
    ...lesson.claims.flatMap(({ scene, sweep, given = {}, contrast }, i) => {
      const of = lesson.sweeps?.find(({ id }) => id === sweep)?.sweep ?? sceneOf(lesson, scene);
      return [...unfit(of, given, `claims[${i}].given`), ...unfit(of, contrast, `claims[${i}].contrast`)];
    }),
  ];
}

/** Sweeps that cannot be run, are of more than one axis, or have results for other points than their own. */
const sweepsIn = ({ sweeps = [] }: Lesson, most?: number): Problem[] =>
  sweeps.flatMap(({ sweep, results }, i): Problem[] => {
    const at = `sweeps[${i}]`;
    const { problems } = checkSweep(sweep, most);
    if (problems.length > 0) return problems.map((problem) => ({ ...problem, at: `${at}.sweep.${problem.at}` }));
    if (sweep.axes.length > 1) return [{ at: `${at}.sweep.axes`, code: 'too-many', values: { most: 1 } }];
    const { total } = new Points(sweep);
    if (total > lessonLimits.points)
      return [{ at: `${at}.sweep`, code: 'too-many', values: { most: lessonLimits.points } }];
    if (results && results.length !== total)
      return [{ at: `${at}.results`, code: 'lesson-results', values: { found: results.length, points: total } }];
    return [];
  });

/** What keeps a network from running. */
const plansIn = (lesson: Lesson, most?: number): Problem[] =>
  lesson.scenes.flatMap((scene, i) =>
    plansOf(lesson, scene).flatMap((plan, j) =>
      problemsOf(plan, most)
        .filter(({ hint }) => !hint)
        .map((problem) => ({ ...problem, at: `scenes[${i}].columns[${j}]: ${problem.at}` })),
    ),
  );

/** Names that stand twice, and names of what there is not. */
function namesIn({ scenes, steps, claims, sweeps = [] }: Lesson): Problem[] {
  const twice = (all: readonly { id: string }[], list: string): Problem[] =>
    all.flatMap(({ id }, i) =>
      all.findIndex((one) => one.id === id) < i
        ? [{ at: `${list}[${i}].id`, code: 'lesson-id-twice', values: { id } } as const]
        : [],
    );
  const unknown = (name: string | undefined, among: readonly { id: string }[], at: string): Problem[] =>
    name === undefined || among.some(({ id }) => id === name)
      ? []
      : [{ at, code: 'lesson-unknown', values: { name } } as const];
  return [
    ...twice(scenes, 'scenes'),
    ...twice(steps, 'steps'),
    ...twice(sweeps, 'sweeps'),
    ...steps.flatMap((step, i) => ('sweep' in step ? unknown(step.sweep, sweeps, `steps[${i}].sweep`) : [])),
    ...claims.flatMap(({ sweep }, i) => unknown(sweep, sweeps, `claims[${i}].sweep`)),
    ...steps.flatMap((step, i) => ('scene' in step ? unknown(step.scene, scenes, `steps[${i}].scene`) : [])),
    ...steps.flatMap((step, i): Problem[] =>
      step.kind === 'choose' && step.answer > step.options.length
        ? [{ at: `steps[${i}].answer`, code: 'lesson-option', values: { options: step.options.length } }]
        : [],
    ),
    ...claims.flatMap(({ scene, after, is }, i): Problem[] => [
      ...unknown(scene, scenes, `claims[${i}].scene`),
      ...unknown(after, steps, `claims[${i}].after`),
      ...('least' in is && is.least > is.most
        ? [{ at: `claims[${i}].is`, code: 'lesson-bounds', values: {} } as const]
        : []),
    ]),
  ];
}

/** Steps and epochs after the end of a run. */
function timesIn(lesson: Lesson): Problem[] {
  const late = (when: When | undefined, id: string | undefined, at: string): Problem[] => {
    if (typeof when !== 'object') return [];
    const { plan } = sceneOf(lesson, id);
    const step = 'step' in when ? when.step : when.epoch * stepsPerEpoch(plan);
    const last = totalSteps(plan);
    return step <= last ? [] : [{ at, code: 'lesson-when', values: { last } }];
  };
  return [
    ...lesson.steps.flatMap((step, i) => ('when' in step ? late(step.when, step.scene, `steps[${i}].when`) : [])),
    ...lesson.claims.flatMap(({ when, scene }, i) => late(when, scene, `claims[${i}].when`)),
  ];
}
