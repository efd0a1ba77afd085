import type { Plan } from '../plan/schema.ts';
import { outlineOf, sourceOf, type Given, type Outline } from './outline.ts';
import { importsOf } from './imports.ts';
import { pythonData, torchArrays, torchDigits } from './python.ts';
import { indented, list, sections } from './text.ts';
import {
  countedBatch,
  deviceLine,
  endReport,
  epochReport,
  examplesToDevice,
  noiseModule,
  penaltyConstants,
  penaltyFormula,
  penaltyTerm,
  stoppingLines,
  stoppingStart,
  torchInitial,
  torchLayers,
  torchLosses,
  torchOptimizer,
} from './torch.ts';

/** PyTorch as one writes it: nn.Sequential, autograd, torch.optim. */
export function pytorch(plan: Plan, given: Given): string {
  const outline = outlineOf(plan, given);
  const mnist = plan.data.kind === 'mnist';
  return sections(
    [
      `# ${outline.title}`,
      `# pip install torch${mnist ? ' torchvision' : ''}${sourceOf(plan) === 'files' ? ' numpy' : ''}`,
    ],
    importsOf([
      ...(outline.patience === null ? [] : ['import copy']),
      ...(sourceOf(plan) === 'files' ? ['import numpy as np'] : []),
      'import torch',
      'from torch import nn',
      'from torch.utils.data import DataLoader, TensorDataset',
      ...(mnist ? ['from torchvision import datasets'] : []),
    ]),
    [`torch.manual_seed(${plan.seed})`, deviceLine],
    noiseModule(outline),
    ['# z = X Wᵀ + b, h = φ(z)', 'net = nn.Sequential(', ...indented(torchLayers(outline)), ').to(device)'],
    ['# initial values', ...torchInitial(outline, 'net')],
    ['def loss(o, y):', `    return ${torchLosses[plan.loss](outline.shape.targetWidth)}`],
    penalty(outline),
    [
      ...(mnist ? torchDigits(outline) : pythonData(outline, torchArrays)),
      ...examplesToDevice(outline),
      'batches = DataLoader(TensorDataset(X_train, y_train), ' +
        `batch_size=${plan.batchSize}, shuffle=${plan.shuffle ? 'True' : 'False'})`,
    ],
    testing(outline),
    optimizer(outline),
    training(outline),
  );
}

function penalty(outline: Outline): string[] {
  if (!outline.penalty) return [];
  const weights = list(
    outline.dense.map(({ index }) => `net[${index}].weight`),
    0,
  );
  return [
    ...penaltyConstants(outline),
    `weights = ${weights}`,
    '',
    `def penalty():  # ${penaltyFormula(outline.penalty)}`,
    `    return sum(${penaltyTerm(outline.penalty, 'W')} for W in weights)`,
  ];
}

const testing = ({ held, random }: Outline): string[] =>
  held
    ? [
        '@torch.no_grad()',
        'def loss_on(X, y):',
        ...(random ? ['    net.eval()  # nothing is dropped, no noise is added'] : []),
        '    return loss(net(X), y).item()',
      ]
    : [];
const lossOn = (name: string): string => `loss_on(X_${name}, y_${name})`;

function optimizer(outline: Outline): string[] {
  const { schedule, dense, total } = outline;
  const frozen = dense.some((block) => block.frozen);
  const named = frozen || outline.clip !== null;
  return [
    ...(frozen
      ? ['learning = [p for p in net.parameters() if p.requires_grad]']
      : named
        ? ['learning = list(net.parameters())']
        : []),
    `optimizer = ${torchOptimizer(outline, named ? 'learning' : 'net.parameters()')}`,
    ...(schedule?.kind === 'step'
      ? [`schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=${schedule.every}, gamma=${schedule.factor})`]
      : []),
    ...(schedule?.kind === 'cosine'
      ? [
          list(
            ['optimizer', `T_max=${total}`, `eta_min=${schedule.floor}`],
            0,
            'schedule = torch.optim.lr_scheduler.CosineAnnealingLR(',
            ')',
          ),
        ]
      : []),
  ];
}

function training(outline: Outline): string[] {
  const { penalty, clip, schedule, lastStep, patience, epochs, random } = outline;
  const copy = 'copy.deepcopy(net.state_dict())';
  return [
    ...stoppingStart(patience, copy),
    'step = 0',
    `for epoch in range(1, ${epochs + 1}):`,
    ...(random ? ['    net.train()'] : []),
    '    loss_sum, count = 0.0, 0',
    '    for X, y in batches:',
    '        L = loss(net(X), y)',
    ...(penalty ? ['        J = L + penalty()  # the objective'] : []),
    '        if step == 0:',
    `            print(f'step 0  loss {L.item():.7g}${penalty ? '  objective {J.item():.7g}' : ''}')`,
    '        optimizer.zero_grad()',
    `        ${penalty ? 'J' : 'L'}.backward()`,
    ...(clip === null ? [] : [`        nn.utils.clip_grad_norm_(learning, ${clip})`]),
    '        optimizer.step()',
    ...(schedule?.kind === 'cosine' ? ['        schedule.step()'] : []),
    ...indented(countedBatch, 8),
    '        step += 1',
    ...(lastStep === null ? [] : [`        if step == ${lastStep}:`, '            break']),
    ...(schedule?.kind === 'step' ? ['    schedule.step()'] : []),
    ...epochReport(outline, lossOn),
    ...stoppingLines(outline, copy, ['net.load_state_dict(best_params)']),
    ...endReport(outline, lossOn),
  ];
}
