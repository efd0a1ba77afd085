import { graphOf, rowsOf } from '../graph/graph.ts';
import type { Problem } from '../plan/problem.ts';
import { shapeOf } from '../plan/shape.ts';
import { placeAt } from '../sweep/places.ts';
import { Points } from '../sweep/points.ts';
import { deedFunctions, deedNames, noDeeds, scopeOfDeeds } from './deeds.ts';
import { figureNames, variableOf, type Evidence } from './evidence.ts';
import { exactValue } from './exact.ts';
import { isOperator, parseFormula, valueOf, type Node } from './expression.ts';
import { functionOf } from './functions.ts';
import { letters, measured } from './measure.ts';
import { plansOf, sceneOf } from './scene.ts';
import type { Lesson, Settings } from './schema.ts';
import { measuredOver, sweepNames } from './sweep-scope.ts';
import { trialOf } from './trial.ts';

/** What takes long is not tried: a file from outside is opened at once, or refused at once. */
const COSTLY = /\b(slope|product)\(/;
const MOST_ENTRIES = 1e6;
const isLarge = ({ graph, plan }: Evidence): boolean =>
  graph.variables.some((variable) => rowsOf(variable, plan.batchSize) * variable.columns > MOST_ENTRIES);

/** Formulas that cannot be read, or that speak of what there is not. */
export function formulasIn(lesson: Lesson): Problem[] {
  const trials = new Map<string, Evidence[]>();
  const of = (id: string | undefined, given: Settings): Evidence[] => {
    const scene = sceneOf(lesson, id);
    const key = `${scene.id} ${JSON.stringify(given)}`;
    const known =
      trials.get(key) ?? plansOf(lesson, scene, given).map((plan) => trialOf(plan, graphOf(plan, shapeOf(plan))));
    trials.set(key, known);
    return known;
  };
  const overRuns = (formula: string, at: string, scene: string | undefined, given: Settings = {}): Problem[] => {
    const strange = unread(formula, at, {
      name(name, letter) {
        const graph = of(scene, given)[letter === null ? 0 : (letters as readonly string[]).indexOf(letter)]?.graph;
        return graph !== undefined && (figureNames.includes(name) || variableOf(graph, name) !== null);
      },
      call: (name, inputs) => {
        const known = functionOf(name);
        return known !== undefined && (inputs === known.inputs || (inputs > known.inputs && known.several === true));
      },
    });
    if (strange.length > 0) return strange;
    const columns = of(scene, given);
    return columns.some(isLarge) || COSTLY.test(formula) ? [] : tried(at, () => measured(formula, columns));
  };
  return [
    ...lesson.steps.flatMap((step, i) => {
      switch (step.kind) {
        case 'do': {
          const at = `steps[${i}].done`;
          const strange = unread(step.done, at, {
            name: (name, letter) => letter === null && deedNames.includes(name),
            call: (name, inputs) => Object.entries(deedFunctions).some(([one, n]) => one === name && n === inputs),
          });
          return strange.length > 0 ? strange : [...untrue(step.done, at), ...unheardOf(lesson, step.done, at)];
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
    ...lesson.claims.flatMap(({ measure, scene, given, sweep }, i) => {
      const at = `claims[${i}].measure`;
      return sweep === undefined ? overRuns(measure, at, scene, given) : overSweep(lesson, measure, at, sweep);
    }),
  ];
}

/** A formula over a sweep: tried on one whose runs all came to the same. */
function overSweep({ sweeps = [] }: Lesson, formula: string, at: string, id: string): Problem[] {
  const found = sweeps.find((one) => one.id === id);
  if (!found) return []; // said by its name
  const strange = unread(formula, at, {
    name: (name, letter) => letter === null && sweepNames.includes(name),
    call: (name, inputs) => {
      const known = functionOf(name);
      return known !== undefined && (inputs === known.inputs || (inputs > known.inputs && known.several === true));
    },
  });
  if (strange.length > 0) return strange;
  const points = new Points(found.sweep);
  const one = { trainLoss: 1, testLoss: 1, trainAccuracy: 1, testAccuracy: 1, norm: 1 };
  return tried(at, () => measuredOver(formula, points, new Array<typeof one>(points.total).fill(one)));
}

/** A formula over deeds of which a part is neither true nor false: `zoom + 1`. */
function untrue(formula: string, at: string): Problem[] {
  const parts = (node: Node): Node[] =>
    node.type === 'BinaryExpression' && (node.operator === '&&' || node.operator === '||')
      ? [node.left, node.right].flatMap(parts)
      : [node];
  return tried(at, () => {
    const fit = parts(parseFormula(formula) as Node).every(
      (part) => typeof valueOf(part, scopeOfDeeds(noDeeds)) === 'boolean',
    );
    return fit ? undefined : `“${formula}” is neither true nor false`;
  });
}

/** Scenes, steps and places of a plan that a formula over deeds asks for by a word, and that are none: `scene == 'swaped'`,
 *  done('wlak'), setting('dpeth'). */
function unheardOf({ scenes, steps, sweeps = [] }: Lesson, formula: string, at: string): Problem[] {
  const among = (node: Node, all: readonly { id: string }[]): Problem[] =>
    node.type === 'Literal' && !all.some(({ id }) => id === node.value)
      ? [{ at, code: 'lesson-unknown', values: { name: String(node.value) } }]
      : [];
  const place = (node: Node): Problem[] => {
    const named = node.type === 'Literal' ? String(node.value) : '';
    const isThere = scenes.some(({ plan }) => placeAt(plan, named) !== null || exactValue(plan, named) !== undefined);
    return node.type !== 'Literal' || isThere ? [] : [{ at, code: 'sweep-no-place', values: { place: named } }];
  };
  const isScene = (node: Node): boolean => node.type === 'Identifier' && node.name === 'scene';
  const look = (node: Node): Problem[] => {
    switch (node.type) {
      case 'CallExpression': {
        const name = node.callee.type === 'Identifier' ? node.callee.name : '';
        return node.arguments.flatMap((input) =>
          name === 'done'
            ? among(input, steps)
            : name === 'ran'
              ? among(input, sweeps)
              : name === 'setting'
                ? place(input)
                : look(input),
        );
      }
      case 'UnaryExpression':
        return look(node.argument);
      case 'BinaryExpression': {
        const { left, right } = node;
        if (isScene(left)) return among(right, scenes);
        return isScene(right) ? among(left, scenes) : [...look(left), ...look(right)];
      }
      case 'MemberExpression':
      case 'Identifier':
      case 'Literal':
        return [];
    }
  };
  return look(parseFormula(formula) as Node);
}

/** What keeps a formula from being worked out. @param work says what is wrong with it, or throws */
function tried(at: string, work: () => unknown): Problem[] {
  const wrong = (reason: string): Problem[] => [{ at, code: 'lesson-formula', values: { reason } }];
  try {
    const reason = work();
    return typeof reason === 'string' ? wrong(reason) : [];
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

interface Known {
  name: (name: string, letter: string | null) => boolean;
  call: (name: string, inputs: number) => boolean;
}

function unread(formula: string, at: string, known: Known): Problem[] {
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
  return tried(at, () => {
    const strange = look(parseFormula(formula) as Node);
    return strange === null ? undefined : `“${strange}” is not known in ${formula}`;
  });
}
