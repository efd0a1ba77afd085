import type { Plan } from '../plan/schema.ts';
import { outlineOf, type Given, type Outline } from './outline.ts';
import { pythonData, readsFile, torchArrays, torchDigits } from './python.ts';
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
    [`# ${outline.title}, in the style of d2l.ai`, '# pip install d2l'],
    [
      ...(readsFile(outline) ? ['import numpy as np'] : []),
      ...(outline.schedule?.kind === 'cosine' ? ['import math', ''] : []),
      'import torch',
      'from d2l import torch as d2l',
      'from torch import nn',
      ...(mnist ? ['from torchvision import datasets'] : []),
    ],
    [`torch.manual_seed(${plan.seed})`],
    noiseModule(outline),
    penaltyConstants(outline),
    network(outline),
    trainer(outline),
    mnist ? torchDigits(outline) : pythonData(outline, torchArrays),
    dataModule(outline),
    [
      ...(outline.lastStep === null
        ? []
        : [`# the lab stops after step ${outline.lastStep}; a Trainer counts whole epochs`]),
      ...(outline.patience === null
        ? []
        : [
            `# the lab stops after ${outline.patience} epochs without a new minimum of the test loss; a Trainer does not`,
          ]),
      `data = Data(batch_size=${plan.batchSize})`,
      'model = MLP()',
      `trainer = Trainer(max_epochs=${outline.epochs}` +
        (outline.clip === null ? ')' : `, gradient_clip_val=${outline.clip})`),
      'trainer.fit(model, data)',
    ],
  );
}

function dataModule({ plan, shape }: Outline): string[] {
  return [
    'class Data(d2l.DataModule):',
    '    def __init__(self, batch_size):',
    '        super().__init__()',
    '        self.save_hyperparameters()',
    '',
    '    def get_dataloader(self, train):',
    ...(shape.test > 0
      ? ['        tensors = (X_train, y_train) if train else (X_test, y_test)']
      : ['        tensors = (X_train, y_train)']),
    ...(plan.shuffle
      ? ['        return self.get_tensorloader(tensors, train)  # shuffles where it trains']
      : [
          '        dataset = torch.utils.data.TensorDataset(*tensors)',
          '        return torch.utils.data.DataLoader(dataset, self.batch_size)  # always in the same order',
        ]),
    ...(shape.test > 0 ? [] : ['', '    def val_dataloader(self):', '        return None  # no test examples']),
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
    '        self.trainer.losses.append(L.item())',
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

/** A Trainer that says how it goes; without it there would be the plot alone. */
function trainer({ shape }: Outline): string[] {
  return [
    'class Trainer(d2l.Trainer):',
    '    def fit_epoch(self):',
    '        self.losses = []',
    '        super().fit_epoch()',
    ...(shape.test > 0
      ? [
          '        with torch.no_grad():',
          '            self.model.eval()',
          '            test = self.model.loss(self.model(X_test), y_test)',
          '        mean = sum(self.losses) / len(self.losses)',
          "        print(f'epoch {self.epoch + 1}  loss {mean:.7g}  test loss {test.item():.7g}')",
        ]
      : [
          '        mean = sum(self.losses) / len(self.losses)',
          "        print(f'epoch {self.epoch + 1}  loss {mean:.7g}')",
        ]),
  ];
}
