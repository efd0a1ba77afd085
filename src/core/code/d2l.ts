import type { Plan } from '../plan/schema.ts';
import { d2lTrainer } from './d2l_trainer.ts';
import { importsOf } from './imports.ts';
import { outlineOf, sourceOf, testedAtEnd, type Given, type Outline } from './outline.ts';
import { pythonData, torchArrays, torchDigits } from './python.ts';
import { indented, list, sections } from './text.ts';
import {
  noiseModule,
  penaltyConstants,
  penaltyFormula,
  penaltyTerm,
  torchInitial,
  torchLayers,
  torchLosses,
  torchOptimizer,
} from './torch.ts';

/** PyTorch in the manner of “Dive into Deep Learning”: a d2l.Module (or Classifier), a DataModule and a Trainer. */
export function d2l(plan: Plan, given: Given): string {
  const outline = outlineOf(plan, given);
  const mnist = plan.data.kind === 'mnist';
  return sections(
    [
      `# ${outline.title}, in the style of d2l.ai`,
      '# d2l 1.0.3 asks for packages that are too old for a new Python, so it is installed without them, then new ones:',
      '# pip install --no-deps d2l==1.0.3',
      '# pip install torch torchvision scipy pandas requests ipython matplotlib matplotlib-inline',
    ],
    importsOf([
      ...(sourceOf(plan) === 'files' ? ['import numpy as np'] : []),
      ...(outline.schedule?.kind === 'cosine' ? ['import math'] : []),
      ...(outline.patience === null ? [] : ['import copy']),
      ...(outline.lastStep === null ? [] : ['import itertools']),
      'import torch',
      'from d2l import torch as d2l',
      'from torch import nn',
      ...(mnist ? ['from torchvision import datasets'] : []),
    ]),
    [`torch.manual_seed(${plan.seed})`],
    noiseModule(outline),
    penaltyConstants(outline),
    network(outline),
    d2lTrainer(outline),
    mnist ? torchDigits(outline) : pythonData(outline, torchArrays),
    dataModule(outline),
    [
      `data = Data(batch_size=${plan.batchSize})`,
      'model = MLP()',
      `trainer = Trainer(max_epochs=${outline.epochs}, num_gpus=1` + // where there is none, the CPU computes
        (outline.clip === null ? ')' : `, gradient_clip_val=${outline.clip})`),
      'trainer.fit(model, data)',
      ...(testedAtEnd(outline)
        ? [
            'with torch.no_grad():',
            '    model.eval()',
            '    X, y = trainer.prepare_batch((X_test, y_test))',
            "    print(f'test loss {model.loss(model(X), y).item():.7g}')",
          ]
        : []),
    ],
  );
}

function dataModule({ plan, held }: Outline): string[] {
  return [
    'class Data(d2l.DataModule):',
    '    def __init__(self, batch_size):',
    '        super().__init__()',
    '        self.save_hyperparameters()',
    '',
    '    def get_dataloader(self, train):',
    ...(held
      ? [`        tensors = (X_train, y_train) if train else (X_${held.name}, y_${held.name})`]
      : ['        tensors = (X_train, y_train)']),
    ...(plan.shuffle
      ? ['        return self.get_tensorloader(tensors, train)  # shuffles where it trains']
      : [
          '        dataset = torch.utils.data.TensorDataset(*tensors)',
          '        return torch.utils.data.DataLoader(dataset, self.batch_size)  # always in the same order',
        ]),
    ...(held ? [] : ['', '    def val_dataloader(self):', '        return None  # no examples to measure with']),
  ];
}

function network(outline: Outline): string[] {
  const { plan, classes, penalty, schedule, dense, shape } = outline;
  const frozen = dense.some((block) => block.frozen);
  const params = frozen ? '[p for p in self.parameters() if p.requires_grad]' : 'self.parameters()';
  return [
    `class MLP(d2l.${classes ? 'Classifier' : 'Module'}):`,
    '    def __init__(self):',
    '        super().__init__(plot_train_per_epoch=1)',
    '        self.net = nn.Sequential(  # z = X Wᵀ + b, h = φ(z)',
    ...indented(torchLayers(outline), 12),
    '        )',
    '        # initial values',
    ...indented(torchInitial(outline, 'self.net'), 8),
    '',
    // a Classifier has softmax cross-entropy already
    ...(classes
      ? []
      : ['    def loss(self, o, y):', `        return ${torchLosses[plan.loss](shape.targetWidth)}`, '']),
    ...(penalty
      ? [
          `    def penalty(self):  # ${penaltyFormula(penalty)}`,
          `        weights = ${list(
            dense.map(({ index }) => `self.net[${index}].weight`),
            8,
          )}`,
          `        return sum(${penaltyTerm(penalty, 'W')} for W in weights)`,
          '',
        ]
      : []),
    '    def training_step(self, batch):',
    '        L = super().training_step(batch)  # computes and plots the loss',
    '        self.trainer.count_loss(L.item(), len(batch[-1]))',
    '        if self.trainer.train_batch_idx == 0:',
    "            print(f'step 0  loss {L.item():.7g}')",
    ...(schedule
      ? [
          '        for group in self.trainer.optim.param_groups:',
          "            group['lr'] = self.rate(self.trainer.train_batch_idx)",
        ]
      : []),
    penalty ? '        return L + self.penalty()  # J' : '        return L',
    '',
    '    def configure_optimizers(self):',
    `        return ${torchOptimizer(outline, params)}`,
    ...rate(outline),
  ];
}

function rate({ schedule, learningRate, perEpoch, total }: Outline): string[] {
  switch (schedule?.kind) {
    case undefined:
      return [];
    case 'step':
      return [
        '',
        '    def rate(self, step):  # the learning rate drops',
        `        return ${learningRate} * ${schedule.factor} ** (step // ${schedule.every * perEpoch})`,
      ];
    case 'cosine':
      return [
        '',
        '    def rate(self, step):  # the learning rate goes down half a cosine',
        `        high, low = ${learningRate}, ${schedule.floor}`,
        `        return low + (high - low) / 2 * (1 + math.cos(math.pi * step / ${total}))`,
      ];
  }
}
