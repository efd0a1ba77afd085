import { bytesOf } from '../graph/walker.ts';
import { graphOf } from '../graph/graph.ts';
import { losses, type Loss } from '../losses.ts';
import { mnist } from '../datasets.ts';
import { optimizerOf, rateIds } from '../optimizers.ts';
import type { Problem } from './problem.ts';
import { limits, type Plan } from './schema.ts';
import { shapeOf } from './shape.ts';

/** Most bytes a walker may take: what a 4 GB school PC can spare. */
export const memoryLimit = 1.5 * 2 ** 30;

/** What is wrong with a plan beyond its form: shapes that do not fit, sizes that cannot be held. Computes nothing. */
export function problemsOf(plan: Plan): Problem[] {
  const problems: Problem[] = [...dataProblems(plan)];
  if (problems.length > 0) return problems; // shapes below would be guesses
  const shape = shapeOf(plan);
  const loss: Loss = losses[plan.loss];
  const report = (at: string, code: Problem['code'], values: Problem['values'] = {}, hint?: true): void => {
    problems.push(hint ? { at, code, values, hint } : { at, code, values });
  };

  const { rates } = optimizerOf(plan.optimizer.kind);
  for (const id of rateIds)
    if (plan.optimizer[id] !== undefined && rates[id] === undefined)
      report(`optimizer.${id}`, 'rate-unused', { rate: id, optimizer: optimizerOf(plan.optimizer.kind).title });
  if (plan.batchSize > shape.train)
    report('batchSize', 'batch-exceeds-data', { batch: plan.batchSize, train: shape.train });
  if (loss.target === 'class' && shape.classes === 0) report('loss', 'loss-needs-classes', { loss: loss.title });

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
  const most = memoryLimit;
  const bytes = bytesOf(graph, plan.batchSize, plan.optimizer.kind);
  if (bytes > most)
    report('network', 'too-much-memory', { need: Math.ceil(bytes / 2 ** 20), most: Math.floor(most / 2 ** 20) });
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
  if (data.kind === 'mnist' && data.train + data.test > mnist.count)
    return [{ at: 'data', code: 'data-too-few-digits', values: { asked: data.train + data.test, have: mnist.count } }];
  if (data.kind !== 'inline') return [];
  const width = data.x[0]?.length ?? 0;
  const ragged = data.x.findIndex((row) => row.length !== width);
  if (ragged >= 0)
    return [{ at: `data.x[${ragged}]`, code: 'data-ragged', values: { found: data.x[ragged]?.length ?? 0, width } }];
  if (data.x.length * width > limits.inlineNumbers)
    return [{ at: 'data.x', code: 'data-too-many-numbers', values: { most: limits.inlineNumbers } }];
  if (data.y.length !== data.x.length)
    return [{ at: 'data.y', code: 'data-rows-differ', values: { y: data.y.length, x: data.x.length } }];
  const first = data.y[0];
  const columns = Array.isArray(first) ? first.length : 0;
  const uneven = data.y.findIndex((row) => (Array.isArray(row) ? row.length : 0) !== columns);
  if (uneven >= 0) {
    const row = data.y[uneven];
    return [
      {
        at: `data.y[${uneven}]`,
        code: 'data-ragged',
        values: { found: Array.isArray(row) ? row.length : 1, width: columns },
      },
    ];
  }
  return [];
}
