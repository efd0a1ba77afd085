import type { Plan } from '../plan/schema.ts';
import { optimizerOf } from '../optimizers.ts';
import { drawOf, pythonRoot, type Draw } from './draws.ts';
import { importsOf } from './imports.ts';
import { outlineOf, sourceOf, type DenseBlock, type Given, type Outline } from './outline.ts';
import { pythonData, torchArrays, torchDigits } from './python.ts';
import { backward, forward, lossValue } from './scratch_passes.ts';
import { activationFunctions, updates } from './scratch_tables.ts';
import { indented, list, matrix, remarked, sections, vector } from './text.ts';
import {
  countedBatch,
  deviceLine,
  endReport,
  epochReport,
  examplesToDevice,
  penaltyConstants,
  penaltyFormula,
  penaltyTerm,
  stoppingLines,
  stoppingStart,
} from './torch.ts';

/** PyTorch as a calculator of matrices: forward, backward and the update are written by hand, without autograd. */
export function pytorchScratch(plan: Plan, given: Given): string {
  const outline = outlineOf(plan, given);
  const mnist = plan.data.kind === 'mnist';
  const { schedule } = outline;
  return sections(
    [
      `# ${outline.title}, forward and backward propagation by hand`,
      `# pip install torch${mnist ? ' torchvision' : ''}${sourceOf(plan) === 'files' ? ' numpy' : ''}`,
      '# Numbers in parentheses are the equations of the lecture; examples are rows here.',
    ],
    importsOf([
      ...(schedule?.kind === 'cosine' ? ['import math'] : []),
      ...(sourceOf(plan) === 'files' ? ['import numpy as np'] : []),
      'import torch',
      ...(mnist ? ['from torchvision import datasets'] : []),
    ]),
    [`torch.manual_seed(${plan.seed})`, deviceLine],
    ['# initial values; W is (outputs × inputs)', ...outline.dense.flatMap((block) => initial(block, outline))],
    [
      ...frozenRemark(outline),
      `params = ${list(
        learning(outline).flatMap(({ W, b }) => (b === null ? [W] : [W, b])),
        0,
      )}`,
    ],
    ...activationFunctions(plan),
    forward(outline),
    ['def loss(o, y):  # L  (5.3.4)', ...indented(lossValue(plan.loss))],
    penalty(outline),
    backward(outline, learning(outline)),
    [...(mnist ? torchDigits(outline) : pythonData(outline, torchArrays)), ...examplesToDevice(outline)],
    constants(outline),
    training(outline),
  );
}

const learning = ({ dense }: Outline): DenseBlock[] => dense.filter(({ frozen }) => !frozen);

const frozenRemark = ({ dense }: Outline): string[] =>
  dense.some(({ frozen }) => frozen) ? ['# what learns; the other layers are frozen'] : [];

function initial(block: DenseBlock, outline: Outline): string[] {
  const { W, b, nIn, nOut } = block;
  const values = outline.values.get(W);
  const biases = b === null ? undefined : outline.values.get(b);
  const { draw, formula } = drawOf(block, pythonRoot);
  return [
    ...(values
      ? [`${W} = torch.tensor(${matrix(values, nOut, nIn)}, dtype=torch.float32, device=device)  # ${nOut} × ${nIn}`]
      : remarked([[`${W} = ${drawn(draw, nOut, nIn)}`, formula]], '#')),
    ...(b === null
      ? []
      : biases
        ? [`${b} = torch.tensor(${vector(biases)}, dtype=torch.float32, device=device)  # ${nOut}`]
        : [`${b} = torch.zeros(${nOut}, device=device)`]),
  ];
}

function drawn(draw: Draw, nOut: number, nIn: number): string {
  switch (draw.kind) {
    case 'constant':
      return `torch.full((${nOut}, ${nIn}), ${draw.value}, device=device)`;
    case 'normal':
      return `torch.randn(${nOut}, ${nIn}, device=device) * ${draw.deviation}`;
    case 'uniform':
      return `(2 * torch.rand(${nOut}, ${nIn}, device=device) - 1) * ${draw.bound}`;
    case 'orthogonal':
      return `torch.nn.init.orthogonal_(torch.empty(${nOut}, ${nIn}, device=device), gain=${draw.gain})`;
  }
}

function penalty(outline: Outline): string[] {
  if (!outline.penalty) return [];
  return [
    ...penaltyConstants(outline),
    '',
    `def penalty():  # ${penaltyFormula(outline.penalty)}  (5.3.5)`,
    `    weights = ${list(
      outline.dense.map(({ W }) => W),
      4,
    )}`,
    `    return sum(${penaltyTerm(outline.penalty, 'W')} for W in weights)`,
  ];
}

/** η, the optimizer's constants and its memory. */
function constants({ plan, rates, learningRate, schedule, total }: Outline): string[] {
  const { kind } = plan.optimizer;
  const { memory, rates: own } = optimizerOf(kind);
  return [
    `eta = ${learningRate}`,
    ...(Object.keys(own) as (keyof typeof rates)[]).map((id) => `${id} = ${rates[id]}`),
    ...memory.map((letter) => `${letter}s = [torch.zeros_like(p) for p in params]`),
    ...(schedule?.kind === 'step'
      ? [
          '',
          'def rate(epoch):  # the learning rate drops',
          `    return eta * ${schedule.factor} ** ((epoch - 1) // ${schedule.every})`,
        ]
      : []),
    ...(schedule?.kind === 'cosine'
      ? [
          '',
          'def rate(step):  # the learning rate goes down half a cosine',
          Number(schedule.floor) === 0
            ? `    return eta / 2 * (1 + math.cos(math.pi * step / ${total}))`
            : `    return ${schedule.floor} + (eta - ${schedule.floor}) / 2 * (1 + math.cos(math.pi * step / ${total}))`,
        ]
      : []),
  ];
}

const lossOn = (name: string): string => `loss(forward(X_${name})[0], y_${name}).item()`;

function training(outline: Outline): string[] {
  const { plan, penalty: s, clip, schedule, lastStep, patience, epochs, random } = outline;
  const { batchSize } = plan;
  const { memory } = optimizerOf(plan.optimizer.kind);
  const remembered = memory.map((letter) => `, ${letter}s`).join('');
  const each = ['p', 'g', ...memory].join(', ');
  return [
    ...stoppingStart(patience, '[p.clone() for p in params]'),
    'step = 0',
    `for epoch in range(1, ${epochs + 1}):`,
    '    loss_sum, count = 0.0, 0',
    ...(plan.shuffle
      ? [
          `    for batch in torch.randperm(len(X_train)).split(${batchSize}):`,
          '        X, y = X_train[batch], y_train[batch]',
        ]
      : [`    for X, y in zip(X_train.split(${batchSize}), y_train.split(${batchSize})):`]),
    `        o, kept = forward(X${random ? ', training=True' : ''})`,
    '        L = loss(o, y)',
    ...(s ? ['        J = L + penalty()  # (5.3.6)'] : []),
    '        if step == 0:',
    `            print(f'step 0  loss {L.item():.7g}${s ? '  objective {J.item():.7g}' : ''}')`,
    '        grads = backward(X, y, o, *kept)',
    ...(clip === null
      ? []
      : [
          '        norm = torch.sqrt(sum((g ** 2).sum() for g in grads))',
          `        grads = [g * min(1, ${clip} / (norm.item() + 1e-6)) for g in grads]  # not longer than ${clip}`,
        ]),
    ...(schedule ? [`        eta_t = rate(${schedule.kind === 'step' ? 'epoch' : 'step'})`] : []),
    `        for ${each} in zip(params, grads${remembered}):`,
    ...updates[plan.optimizer.kind](schedule ? 'eta_t' : 'eta').map((line) => `            ${line}`),
    ...indented(countedBatch, 8),
    '        step += 1',
    ...(lastStep === null ? [] : [`        if step == ${lastStep}:`, '            break']),
    ...epochReport(outline, lossOn),
    ...stoppingLines(outline, '[p.clone() for p in params]', [
      'for p, best_p in zip(params, best_params):',
      '    p.copy_(best_p)',
    ]),
    ...endReport(outline, lossOn),
  ];
}
