import { graphOf, type Graph } from '../graph/graph.ts';
import { formProblems, readJson } from '../plan/parse.ts';
import type { Problem } from '../plan/problem.ts';
import { problemsOf } from '../plan/problems.ts';
import { planSchema, type Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { placeAt } from '../sweep/places.ts';
import { deedFunctions, deedNames, noDeeds, scopeOfDeeds } from './deeds.ts';
import { exactValue } from './exact.ts';
import { figureNames, variableOf } from './evidence.ts';
import { isOperator, parseFormula, valueOf, type Node } from './expression.ts';
import { functionOf } from './functions.ts';
import { letters } from './measure.ts';
import { hasSettings, plansOf, sceneOf, withSettings } from './scene.ts';
import { lessonLimits, lessonSchema, type Lesson, type Scene, type Settings } from './schema.ts';

export type ParsedLesson = { lesson: Lesson; problems: [] } | { lesson: null; problems: Problem[] };

/** Brackets within brackets of a lesson. */
const DEPTH = 10;

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
    if (typeof version === 'number' && version > 1)
      return { lesson: null, problems: [{ at: 'lesson', code: 'newer-version', values: { version } }] };
  }
  const result = lessonSchema.safeParse(document);
  if (!result.success) return { lesson: null, problems: formProblems(result.error, document) };
  const lesson = result.data;
  const settings = placesIn(lesson);
  // plans that are none cannot be looked at
  const plans = settings.length > 0 ? [] : [...plansIn(lesson, most), ...formulasIn(lesson)];
  const problems = [...settings, ...namesIn(lesson), ...plans];
  return problems.length > 0 ? { lesson: null, problems } : { lesson, problems: [] };
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
  const unfit = ({ plan }: Scene, set: Settings, at: string): Problem[] => {
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
      const values = { expected: 'a valid value', found: `a ${typeof value}` };
      if (!hasSettings(next, { [place]: value })) return [{ at: where, code: 'wrong-type', values }];
    }
    return [];
  };
  return [
    ...lesson.scenes.flatMap((scene, i) => [
      ...missing(scene.plan, scene.knobs ?? [], `scenes[${i}].knobs`),
      ...scene.columns.flatMap(({ set = {} }, j) => unfit(scene, set, `scenes[${i}].columns[${j}].set`)),
    ]),
    ...lesson.claims.flatMap(({ scene, given = {}, contrast }, i) => [
      ...unfit(sceneOf(lesson, scene), given, `claims[${i}].given`),
      ...unfit(sceneOf(lesson, scene), contrast, `claims[${i}].contrast`),
    ]),
  ];
}

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
function namesIn({ scenes, steps, claims }: Lesson): Problem[] {
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
    ...steps.flatMap((step, i) => ('scene' in step ? unknown(step.scene, scenes, `steps[${i}].scene`) : [])),
    ...steps.flatMap((step, i): Problem[] =>
      step.kind === 'choose' && step.answer > step.options.length
        ? [{ at: `steps[${i}].answer`, code: 'lesson-option', values: { options: step.options.length } }]
        : [],
    ),
    ...claims.flatMap(({ scene, after }, i) => [
      ...unknown(scene, scenes, `claims[${i}].scene`),
      ...unknown(after, steps, `claims[${i}].after`),
    ]),
  ];
}

/** Formulas that cannot be read, or that speak of what there is not. */
function formulasIn(lesson: Lesson): Problem[] {
  const graphs = new Map<string, Graph[]>();
  const of = (id: string | undefined, given: Settings): Graph[] => {
    const scene = sceneOf(lesson, id);
    const key = `${scene.id} ${JSON.stringify(given)}`;
    const known = graphs.get(key) ?? plansOf(lesson, scene, given).map((plan) => graphOf(plan, shapeOf(plan)));
    graphs.set(key, known);
    return known;
  };
  const overRuns = (formula: string, at: string, scene: string | undefined, given: Settings = {}): Problem[] =>
    unread(formula, at, {
      name(name, letter) {
        const graph = of(scene, given)[letter === null ? 0 : (letters as readonly string[]).indexOf(letter)];
        return graph !== undefined && (figureNames.includes(name) || variableOf(graph, name) !== null);
      },
      call: (name, inputs) => {
        const known = functionOf(name);
        return known !== undefined && (inputs === known.inputs || (inputs > known.inputs && known.several === true));
      },
    });
  return [
    ...lesson.steps.flatMap((step, i) => {
      switch (step.kind) {
        case 'do': {
          const at = `steps[${i}].done`;
          const strange = unread(step.done, at, {
            name: (name, letter) => letter === null && deedNames.includes(name),
            call: (name, inputs) => Object.entries(deedFunctions).some(([one, n]) => one === name && n === inputs),
          });
          return strange.length > 0 ? strange : untrue(step.done, at);
        }
        case 'number':
          return [
            ...overRuns(step.answer, `steps[${i}].answer`, step.scene),
            ...(step.mistakes ?? []).flatMap(({ is }, j) => overRuns(is, `steps[${i}].mistakes[${j}].is`, step.scene)),
          ];
        case 'predict':
          return overRuns(step.came, `steps[${i}].came`, step.scene);
        case 'choose':
          return [];
      }
    }),
    ...lesson.claims.flatMap(({ measure, scene, given }, i) => overRuns(measure, `claims[${i}].measure`, scene, given)),
  ];
}

/** A formula over deeds of which a part is neither true nor false: `zoom + 1`. */
function untrue(formula: string, at: string): Problem[] {
  const parts = (node: Node): Node[] =>
    node.type === 'BinaryExpression' && (node.operator === '&&' || node.operator === '||')
      ? [node.left, node.right].flatMap(parts)
      : [node];
  const wrong = (reason: string): Problem[] => [{ at, code: 'lesson-formula', values: { reason } }];
  try {
    const fit = parts(parseFormula(formula) as Node).every(
      (part) => typeof valueOf(part, scopeOfDeeds(noDeeds)) === 'boolean',
    );
    return fit ? [] : wrong(`“${formula}” is neither true nor false`);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

interface Known {
  name: (name: string, letter: string | null) => boolean;
  call: (name: string, inputs: number) => boolean;
}

function unread(formula: string, at: string, known: Known): Problem[] {
  const wrong = (reason: string): Problem[] => [{ at, code: 'lesson-formula', values: { reason } }];
  const look = (node: Node): string | null => {
    switch (node.type) {
      case 'Literal':
        return null;
      case 'Identifier':
        return known.name(node.name, null) ? null : node.name;
      case 'MemberExpression': {
        const { computed, object, property } = node;
        if (computed) return look(object) ?? look(property);
        if (object.type !== 'Identifier' || property.type !== 'Identifier') return '.';
        return known.name(property.name, object.name) ? null : `${object.name}.${property.name}`;
      }
      case 'CallExpression': {
        const name = node.callee.type === 'Identifier' ? node.callee.name : '';
        if (!known.call(name, node.arguments.length)) return `${name}() of ${node.arguments.length}`;
        return node.arguments.map(look).find((one) => one !== null) ?? null;
      }
      case 'UnaryExpression':
        return isOperator(node) ? look(node.argument) : node.operator;
      case 'BinaryExpression':
        if (!isOperator(node)) return node.operator;
        return look(node.left) ?? look(node.right);
      default:
        return 'this';
    }
  };
  try {
    const strange = look(parseFormula(formula) as Node);
    return strange === null ? [] : wrong(`“${strange}” is not known in ${formula}`);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}
