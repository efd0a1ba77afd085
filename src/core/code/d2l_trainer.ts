import type { Outline } from './outline.ts';
import { indented } from './text.ts';
import { stoppingLines, stoppingStart } from './torch.ts';

/** A Trainer that says how it goes, ends within an epoch and stops early, none of which d2l's own does. */
export const d2lTrainer = (outline: Outline): string[] => [
  'class Trainer(d2l.Trainer):',
  ...(outline.patience === null ? [] : [...fit(outline), '']),
  ...epoch(outline),
  '',
  "    def count_loss(self, L, n):  # the mean over examples; d2l's plot shows the mean over batches",
  '        self.loss_sum += L * n',
  '        self.count += n',
];

/** d2l's own `fit` with early stopping in its loop. */
function fit(outline: Outline): string[] {
  const { patience, held } = outline;
  const copy = 'copy.deepcopy(model.state_dict())';
  const L = `L_${held?.name ?? 'test'}`;
  const lines = stoppingLines(outline, copy, ['model.load_state_dict(best_params)']);
  return [
    "    def fit(self, model, data):  # d2l's own, and it stops early",
    '        self.prepare_data(data)',
    '        self.prepare_model(model)',
    '        self.optim = model.configure_optimizers()',
    '        self.train_batch_idx = self.val_batch_idx = 0',
    ...indented(stoppingStart(patience, copy), 8),
    '        for self.epoch in range(self.max_epochs):',
    '            self.fit_epoch()',
    `            epoch, ${L} = self.epoch + 1, self.${L}`,
    ...indented(lines, 8),
  ];
}

function epoch({ held, lastStep, perEpoch, patience }: Outline): string[] {
  const report = "print(f'epoch {self.epoch + 1}  loss {self.loss_sum / self.count:.7g}";
  const own = patience === null ? '' : 'self.';
  const batches = lastStep === null ? 0 : lastStep % perEpoch;
  return [
    '    def fit_epoch(self):',
    '        self.loss_sum, self.count = 0.0, 0',
    ...(lastStep === null
      ? []
      : [
          '        if self.epoch == self.max_epochs - 1:  # the run ends within this epoch',
          `            self.train_dataloader = itertools.islice(self.train_dataloader, ${batches})`,
        ]),
    '        super().fit_epoch()',
    ...(held
      ? [
          `        X, y = self.prepare_batch((X_${held.name}, y_${held.name}))`,
          '        with torch.no_grad():',
          '            self.model.eval()',
          `            ${own}L_${held.name} = self.model.loss(self.model(X), y).item()`,
          `        ${report}  ${held.says} {${own}L_${held.name}:.7g}')`,
        ]
      : [`        ${report}')`]),
  ];
}
