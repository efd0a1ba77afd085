import type { ActivationId } from '../activations.ts';
import { Points } from '../sweep/points.ts';
import { resultTable } from '../sweep/table.ts';
import type { Sweep } from '../sweep/schema.ts';
import type { LossId } from '../losses.ts';
import type { OptimizerId } from '../optimizers.ts';
import { literal, type Literal } from './python_literal.ts';
import { rayPoints, type RayPoints } from './ray_points.ts';
import { rayMain, rayNetwork, rayTraining } from './ray_program.ts';
import { counted, oneLine, sections } from './text.ts';
import { activationModules, noiseModule, torchLosses, torchOptimizers } from './torch.ts';

/** The versions that the program was run with (programs of sweeps: ray.slow.ts). */
export const rayVersion = '2.60.0';

/** A sweep as one program for Ray Tune: every point a trial, which trains its network by PyTorch. */
export function ray(sweep: Sweep): string {
  const points = new Points(sweep);
  const made = rayPoints(points);
  const plans = Array.from({ length: points.total }, (_, point) => points.planAt(point));
  const mnist = sweep.plan.data.kind === 'mnist';
  return sections(
    [
      `# ${oneLine(sweep.name)}: ${counted(points.total, 'run')} by Ray Tune ${rayVersion}`,
      `# pip install "ray[tune]==${rayVersion}" torch${mnist ? ' torchvision' : ''}`,
      '# python sweep.py                    on this computer, each run on one core',
      '# python sweep.py --gpus 0.25        four runs share a GPU',
      '# python sweep.py --address auto     on the cluster that this computer belongs to',
      '# The results are results.csv, with the columns that the lab writes.',
      ...remarks(made, mnist),
    ],
    [
      'import argparse',
      'import base64',
      'import copy',
      'import csv',
      'import math',
      'import time',
      '',
      'import ray',
      'import torch',
      'from ray import tune',
      'from torch import nn',
      ...(mnist ? ['from torchvision import datasets'] : []),
    ],
    [
      '# What all runs have, and what each has otherwise. A layer is',
      "# ['dense', inputs, units, bias?, frozen?, how its weights are drawn], or an activation, dropout or noise.",
      `BASE = ${block(made.base)}`,
      'POINTS = [',
      ...made.points.map((own) => `    ${literal(own)},`),
      ']',
    ],
    columnsOf(points, made),
    [
      ...(mnist ? [] : ['# Examples and initial values, as base64 of float32.', ...listed('DATA', made.data)]),
      ...listed('INITIAL', made.initial),
    ],
    noiseModule({ plan: { ...sweep.plan, network: plans.flatMap(({ network }) => network) } }),
    tables(plans),
    ...rayNetwork(mnist),
    ...rayTraining,
    ...rayMain,
  );
}

const remarks = ({ oneSeed, initial }: RayPoints, mnist: boolean): string[] => [
  ...(mnist ? ['# The lab has 10,000 digits of its own; these are the first of MNIST.'] : []),
  ...(oneSeed
    ? ['# The examples of all seeds are too many to be written here: all runs have those of the first seed.']
    : []),
  ...(initial.length === 0
    ? ['# The initial values are too many to be written here: PyTorch draws its own by the same rule.']
    : []),
];

const block = (settings: Record<string, Literal>): string =>
  ['{', ...Object.entries(settings).map(([key, value]) => `    ${literal(key)}: ${literal(value)},`), '}'].join('\n');

const listed = (name: string, items: readonly Literal[]): string[] =>
  items.length === 0 ? [`${name} = []`] : [`${name} = [`, ...items.map((item) => `    ${literal(item)},`), ']'];

/** What the CSV has of each point before it was run, and its head. */
function columnsOf(points: Points, { base, points: own }: RayPoints): string[] {
  const { head, rows } = resultTable(points, []);
  const layers = Math.max(
    ...[base, ...own].map((settings) => (Array.isArray(settings['layers']) ? densesIn(settings['layers']) : 0)),
  );
  const norms = Array.from({ length: layers }, (_, i) => `norm W${i + 1}`);
  const known = head.indexOf('status');
  return [
    `COLUMNS = ${literal([...head, ...norms])}`,
    '# What is known of each row beforehand: its number, what varies, its seed.',
    'KNOWN = [',
    ...rows.map((row) => `    ${literal(row.slice(0, known))},`),
    ']',
  ];
}
const densesIn = (layers: readonly Literal[]): number =>
  layers.filter((layer) => Array.isArray(layer) && layer[0] === 'dense').length;

/** What the sweep needs of activations, losses and optimizers. */
function tables(plans: readonly Sweep['plan'][]): string[] {
  const used = <T extends string>(of: (plan: Sweep['plan']) => readonly T[]): T[] => [...new Set(plans.flatMap(of))];
  const activations = used<ActivationId>(({ network }) =>
    network.flatMap((layer) => (layer.type === 'activation' ? [layer.fn] : [])),
  );
  const losses = used<LossId>(({ loss }) => [loss]);
  const optimizers = used<OptimizerId>(({ optimizer }) => [optimizer.kind]);
  return [
    'ACTIVATIONS = {',
    ...activations.map((id) => `    '${id}': lambda: ${activationModules[id]},`),
    '}',
    '# L of outputs o and targets y: a sum over columns, a mean over examples',
    'LOSSES = {',
    ...losses.map((id) => `    '${id}': lambda o, y: ${torchLosses[id](2)},`),
    '}',
    'OPTIMIZERS = {',
    ...optimizers.map((id) => `    '${id}': lambda params, eta, r: ${optimizerOf(id)},`),
    '}',
  ];
}

/** The rates of a run, as expressions. */
const rate = (name: string): string => `r['${name}']`;
const rates = {
  momentum: rate('momentum'),
  alpha: rate('alpha'),
  beta1: rate('beta1'),
  beta2: rate('beta2'),
  epsilon: rate('epsilon'),
  decay: rate('decay'),
};
/** PyTorch refuses Nesterov's step without momentum; it would be a step of SGD. */
const optimizerOf = (id: OptimizerId): string =>
  id === 'nesterov'
    ? `torch.optim.SGD(params, lr=eta, momentum=${rates.momentum}, nesterov=${rates.momentum} > 0)`
    : torchOptimizers[id]('params', 'eta', rates);
