import { numbersOf, settingsOf } from './float32.ts';
import { graphOf } from '../graph/graph.ts';
import { losses, type Loss } from '../losses.ts';
import { mnist, mostClassesOf, planeDatasets } from '../datasets.ts';
import { optimizerOf, rateIds } from '../optimizers.ts';
import { keyframeOf, largestKeyframe, memoryOf, totalOf, usualLimit } from './memory.ts';
import type { Problem } from './problem.ts';
import { limits, type Plan } from './schema.ts';
import { scheduleConstantIds, scheduleOf } from '../schedules.ts';
import { shapeOf } from './shape.ts';

/** What is wrong with a plan beyond its form: shapes that do not fit, sizes that cannot be held. Computes nothing.
 *  @param most bytes a run may take */
export function problemsOf(plan: Plan, most = usualLimit): Problem[] {
  const problems: Problem[] = [...dataProblems(plan)];
  if (problems.length > 0) return problems; // shapes below would be guesses
  problems.push(...numbersOf(plan), ...settingsOf(plan));
  const shape = shapeOf(plan);
  const loss: Loss = losses[plan.loss];
  const report = (at: string, code: Problem['code'], values: Problem['values'] = {}, hint?: true): void => {
    problems.push(hint ? { at, code, values, hint } : { at, code, values });
  };

  const { schedule } = plan.optimizer;
  if (schedule)
    for (const id of scheduleConstantIds)
      if (schedule[id] !== undefined && scheduleOf(schedule.kind).constants[id] === undefined)
        report(`optimizer.schedule.${id}`, 'rate-unused', {
          rate: id,
          taker: `The ${scheduleOf(schedule.kind).title} schedule`,
        });
  if ((plan.data.labelNoise ?? 0) > 0 && shape.classes === 0) report('data.labelNoise', 'label-noise-values');
  if ((plan.data.imbalance ?? 1) > 1 && shape.classes === 0) report('data.imbalance', 'imbalance-values');
  if (plan.earlyStopping && shape.validation + shape.test === 0) report('earlyStopping', 'stopping-needs-validation');
  const { rates } = optimizerOf(plan.optimizer.kind);
  for (const id of rateIds)
    if (plan.optimizer[id] !== undefined && rates[id] === undefined)
      report(`optimizer.${id}`, 'rate-unused', { rate: id, taker: optimizerOf(plan.optimizer.kind).title });
  if (plan.batchSize > shape.train)
    report('batchSize', 'batch-exceeds-data', { batch: plan.batchSize, train: shape.train });
  // the values of a set of the plane go below 0, which is no chance
  const chances = plan.data.kind !== 'inline' && loss.includes === 'sigmoid';
  if ((loss.target === 'class' || chances) && shape.classes === 0)
    report('loss', 'loss-needs-classes', { loss: loss.title });

  let lastDense = -1;
  let outputs = shape.width;
  plan.network.forEach((layer, i) => {
    if (layer.type !== 'dense') return;
    lastDense = i;
    outputs = layer.units;
  });
  if (lastDense < 0) {
    report('network', 'no-weights');
    return problems;
  }
  if (plan.network.every((layer) => layer.type !== 'dense' || layer.frozen)) report('network', 'all-frozen');
  const classesFit = loss.target === 'class' && plan.data.kind === 'inline' && outputs > shape.outputs;
  if (shape.outputs !== outputs && !classesFit && !problems.some((p) => p.at === 'loss'))
    report(`network[${lastDense}].units`, 'outputs-differ', {
      units: outputs,
      outputs: shape.outputs,
      loss: loss.title,
    });
  const last = plan.network.at(-1);
  if (last?.type === 'activation' && last.fn === 'sigmoid' && loss.includes === 'sigmoid')
    report(`network[${plan.network.length - 1}]`, 'sigmoid-twice', {}, true);

  const graph = graphOf(plan, shape);
  const memory = memoryOf(plan);
  const bytes = totalOf(memory);
  if (bytes > most)
    report('network', 'too-much-memory', { need: Math.ceil(bytes / 1e6), most: Math.floor(most / 1e6) });
  else if (keyframeOf(plan, memory) > largestKeyframe)
    report('network', 'keyframe-too-large', {
      need: Math.ceil(keyframeOf(plan, memory) / 1e6),
      most: Math.floor(largestKeyframe / 1e6),
    });
  plan.network.forEach((layer, i) => {
    const W = graph.layers[i]?.parameters[0];
    if (layer.type !== 'dense' || W === undefined || plan.parameters?.[W]) return;
    if (layer.init.kind === 'given') report(`network[${i}].init`, 'parameter-missing', { name: W });
    const least = Math.min(layer.units, graph.layers[i]?.inputWidth ?? 0);
    if (layer.init.kind === 'orthogonal' && least > limits.orthogonal)
      report(`network[${i}].init`, 'orthogonal-too-large', { most: limits.orthogonal });
  });
  for (const [name, given] of Object.entries(plan.parameters ?? {})) {
    const variable = graph.variables.find((v) => v.role === 'parameter' && v.name === name);
    if (!variable) {
      report(`parameters.${name}`, 'parameter-unknown', { name });
      continue;
    }
    const { columns } = variable;
    const rows = Number(variable.rows);
    const fits =
      name.startsWith('W') && Array.isArray(given[0])
        ? given.length === rows && given.every((row) => Array.isArray(row) && row.length === columns)
        : name.startsWith('b') && given.length === columns && given.every((v) => typeof v === 'number');
    if (!fits)
      report(`parameters.${name}`, 'parameter-shape', {
        name,
        shape: name.startsWith('W') ? `${rows} rows of ${columns} numbers` : `a list of ${columns} numbers`,
      });
  }
  return problems;
}

function dataProblems(plan: Plan): Problem[] {
  const { data } = plan;
  if (data.kind === 'mnist') {
    const asked = data.train + data.test + (data.validation ?? 0);
    if (asked > mnist.count) return [{ at: 'data', code: 'data-too-few-digits', values: { asked, have: mnist.count } }];
  }
  if (data.kind === 'table') {
    const names = [data.target.column, ...data.inputs.map(({ column }) => column)];
    const twice = names.findIndex((name, i) => names.indexOf(name) < i);
    if (twice > 0)
      return [{ at: `data.inputs[${twice - 1}]`, code: 'data-column-twice', values: { column: names[twice] ?? '' } }];
    const { parts } = data;
    if (parts && names.includes(parts.column))
      return [{ at: 'data.parts.column', code: 'data-column-twice', values: { column: parts.column } }];
    const words = parts ? [parts.train, parts.test, parts.validation].filter((word) => word !== undefined) : [];
    const repeated = [words, ...[data.target, ...data.inputs].map(({ categories }) => categories ?? [])]
      .map((all) => all.find((word, i) => all.indexOf(word) < i))
      .find((word) => word !== undefined);
    return repeated === undefined ? [] : [{ at: 'data', code: 'data-category-twice', values: { category: repeated } }];
  }
  if ('noise' in data) {
    const most = mostClassesOf(data.kind);
    const { title } = planeDatasets[data.kind];
    if (data.classes !== undefined && data.classes > most)
      return [{ at: 'data.classes', code: 'data-classes', values: { data: title, most } }];
    return [];
  }
  if (data.kind !== 'inline') return [];
  const width = data.x[0]?.length ?? 0;
  const first = data.y[0];
  const columns = Array.isArray(first) ? first.length : 0;
  return [
    ...writtenProblems('data', data, width, columns),
    ...(data.validation ? writtenProblems('data.validation', data.validation, width, columns) : []),
    ...(data.test ? writtenProblems('data.test', data.test, width, columns) : []),
  ].slice(0, 1);
}

/** Rows that stand in the plan: all as wide as the first of the training part, and as many targets as rows. */
function writtenProblems(
  at: string,
  { x, y }: Pick<Extract<Plan['data'], { kind: 'inline' }>, 'x' | 'y'>,
  width: number,
  columns: number,
): Problem[] {
  const ragged = x.findIndex((row) => row.length !== width);
  if (ragged >= 0)
    return [{ at: `${at}.x[${ragged}]`, code: 'data-ragged', values: { found: x[ragged]?.length ?? 0, width } }];
  if (x.length * width > limits.inlineNumbers)
    return [{ at: `${at}.x`, code: 'data-too-many-numbers', values: { most: limits.inlineNumbers } }];
  if (y.length !== x.length) return [{ at: `${at}.y`, code: 'data-rows-differ', values: { y: y.length, x: x.length } }];
  const uneven = y.findIndex((row) => (Array.isArray(row) ? row.length : 0) !== columns);
  if (uneven >= 0) {
    const row = y[uneven];
    return [
      {
        at: `${at}.y[${uneven}]`,
        code: 'data-ragged',
        values: { found: Array.isArray(row) ? row.length : 1, width: columns },
      },
    ];
  }
  return [];
}
