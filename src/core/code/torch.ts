import type { ActivationId } from '../activations.ts';
import type { Graph } from '../graph/graph.ts';
import type { LossId } from '../losses.ts';
import type { OptimizerId } from '../optimizers.ts';
import type { Layer } from '../plan/schema.ts';
import { drawOf, pythonRoot, type Draw } from './draws.ts';
import { testedAtEnd, type Outline } from './outline.ts';
import { matrix, rateText, remarked, stoppingWords, vector } from './text.ts';

// What the two targets share that build a network from torch.nn: PyTorch and d2l.

/** Modules of torch.nn. */
export const activationModules: Record<ActivationId, string> = {
  relu: 'nn.ReLU()',
  tanh: 'nn.Tanh()',
  sigmoid: 'nn.Sigmoid()',
  identity: 'nn.Identity()',
  leaky_relu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  gelu: 'nn.GELU()',
  silu: 'nn.SiLU()',
  softplus: 'nn.Softplus()',
};

/** L of the outputs o and targets y, normalised as in losses.ts: a sum over columns, a mean over examples. */
export const torchLosses: Record<LossId, (q: number) => string> = {
  binary_cross_entropy: (q) =>
    q === 1
      ? 'nn.functional.binary_cross_entropy_with_logits(o, y)'
      : "nn.functional.binary_cross_entropy_with_logits(o, y, reduction='sum') / len(y)",
  softmax_cross_entropy: () => 'nn.functional.cross_entropy(o, y)',
  squared_error: () => '((o - y) ** 2).sum() / (2 * len(y))',
};

/** What torch.optim has for each optimizer. */
export const torchOptimizers: Record<OptimizerId, (params: string, eta: string, rates: Outline['rates']) => string> = {
  sgd: (params, eta) => `torch.optim.SGD(${params}, lr=${eta})`,
  momentum: (params, eta, { momentum }) => `torch.optim.SGD(${params}, lr=${eta}, momentum=${momentum})`,
  nesterov: (params, eta, { momentum }) =>
    // PyTorch refuses Nesterov's step without momentum; it would be a step of SGD
    `torch.optim.SGD(${params}, lr=${eta}${Number(momentum) > 0 ? `, momentum=${momentum}, nesterov=True` : ''})`,
  rmsprop: (params, eta, { alpha, epsilon }) =>
    `torch.optim.RMSprop(${params}, lr=${eta}, alpha=${alpha}, eps=${epsilon})`,
  adagrad: (params, eta, { epsilon }) => `torch.optim.Adagrad(${params}, lr=${eta}, eps=${epsilon})`,
  adam: (params, eta, { beta1, beta2, epsilon }) =>
    `torch.optim.Adam(${params}, lr=${eta}, betas=(${beta1}, ${beta2}), eps=${epsilon})`,
  adamw: (params, eta, { beta1, beta2, epsilon, decay }) =>
    `torch.optim.AdamW(${params}, lr=${eta}, betas=(${beta1}, ${beta2}), eps=${epsilon}, weight_decay=${decay})`,
};
export const torchOptimizer = ({ plan, rates, learningRate }: Outline, params: string): string =>
  torchOptimizers[plan.optimizer.kind](params, learningRate, rates);

function moduleOf(layer: Layer, nIn: number): string {
  switch (layer.type) {
    case 'dense':
      return `nn.Linear(${nIn}, ${layer.units}${layer.bias ? '' : ', bias=False'})`;
    case 'activation':
      return activationModules[layer.fn];
    case 'dropout':
      return `nn.Dropout(${rateText(layer.p)})`;
    case 'noise':
      return `GaussianNoise(${rateText(layer.sigma)})`;
  }
}

/** The class of a block that PyTorch does not have; nothing where the plan does not have it either. */
export const noiseModule = ({ plan }: Pick<Outline, 'plan'>): string[] =>
  plan.network.some(({ type }) => type === 'noise')
    ? [
        'class GaussianNoise(nn.Module):',
        "    # x' = x + sigma * eps with eps ~ N(0, 1), in training alone",
        '    def __init__(self, sigma):',
        '        super().__init__()',
        '        self.sigma = sigma',
        '',
        '    def forward(self, x):',
        '        return x + self.sigma * torch.randn_like(x) if self.training else x',
      ]
    : [];

/** What a variable is called in code: `X` for x, `h1_prime` for h1′. */
export const codeName = (name: string): string => (name === 'x' ? 'X' : name).replaceAll("'", '_prime');

/** One line of nn.Sequential for every block, with the name and the shape of what comes out of it. */
export const torchLayers = ({ plan, graph }: Outline): string[] =>
  remarked(
    plan.network.map((layer, i) => {
      const nodes = graph.layers[i];
      const { name, width } = outputOf(graph, i);
      return [`${moduleOf(layer, nodes?.inputWidth ?? 0)},`, `${name}: n × ${width}`] as const;
    }),
    '#',
  );

/** Name and width of what a block puts out. */
export const outputOf = (graph: Graph, index: number): { name: string; width: number } => ({
  name: codeName(graph.layers[index]?.output ?? ''),
  width: graph.layers[index]?.outputWidth ?? 0,
});

const drawn = (target: string, draw: Draw): string => {
  switch (draw.kind) {
    case 'constant':
      return `nn.init.constant_(${target}, ${draw.value})`;
    case 'normal':
      return `nn.init.normal_(${target}, std=${draw.deviation})`;
    case 'uniform':
      return `nn.init.uniform_(${target}, -(${draw.bound}), ${draw.bound})`;
    case 'orthogonal':
      return `nn.init.orthogonal_(${target}, gain=${draw.gain})`;
  }
};

/** Sets every weight and bias, and freezes what is frozen. @param net the nn.Sequential */
export function torchInitial(outline: Outline, net: string, indent = 0): string[] {
  const given: string[] = [];
  const draws: [string, string][] = [];
  for (const block of outline.dense) {
    const { W, b, index, nIn, nOut } = block;
    const weight = `${net}[${index}].weight`;
    const values = outline.values.get(W);
    const { draw, formula } = drawOf(block, pythonRoot);
    if (values)
      given.push(
        `    ${weight}.copy_(torch.tensor(${matrix(values, nOut, nIn, indent + 4)}))  # ${W}, ${nOut} × ${nIn}`,
      );
    else draws.push([drawn(weight, draw), formula]);
    if (b === null) continue;
    const biases = outline.values.get(b);
    if (biases) given.push(`    ${net}[${index}].bias.copy_(torch.tensor(${vector(biases, indent + 4)}))  # ${b}`);
    else draws.push([`nn.init.zeros_(${net}[${index}].bias)`, `${b} = 0`]);
  }
  const frozen = outline.dense.filter((block) => block.frozen);
  return [
    ...remarked(draws, '#'),
    ...(given.length > 0 ? ['with torch.no_grad():', ...given] : []),
    ...remarked(
      frozen.map(({ index, W }) => [`${net}[${index}].requires_grad_(False)`, `${W} stays as it is`] as const),
      '#',
    ),
  ];
}

/** s of a list of weights, as a Python expression for each W of it. */
export function penaltyTerm({ l2, l1 }: { l2: number; l1: number }, W: string): string {
  const square = l2 > 0 ? `lam / 2 * (${W} ** 2).sum()` : '';
  const absolute = l1 > 0 ? `lam1 * ${W}.abs().sum()` : '';
  return [square, absolute].filter((term) => term !== '').join(' + ');
}

/** λ and λ₁, where there are any. */
export const penaltyConstants = ({ penalty }: Outline): string[] =>
  penalty
    ? [
        ...(penalty.l2 > 0 ? [`lam = ${rateText(penalty.l2)}`] : []),
        ...(penalty.l1 > 0 ? [`lam1 = ${rateText(penalty.l1)}`] : []),
      ]
    : [];
/** s = …, in words. */
export const penaltyFormula = ({ l2, l1 }: { l2: number; l1: number }): string =>
  `s = ${[...(l2 > 0 ? ['λ/2 Σ‖W‖²'] : []), ...(l1 > 0 ? ['λ₁ Σ|W|'] : [])].join(' + ')}, weights only`;

/** Where the program computes: on the GPU where there is one. */
export const deviceLine = "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')";
/** Puts the examples there. */
export const examplesToDevice = ({ others }: Outline): string[] =>
  ['train', ...others.map(({ name }) => name)].map(
    (name) => `X_${name}, y_${name} = X_${name}.to(device), y_${name}.to(device)`,
  );

/** What the loss of an epoch needs of each batch: the mean over examples, where a smaller last batch counts by its own. */
export const countedBatch = ['loss_sum += L.item() * len(y)  # L is the mean over the batch', 'count += len(y)'];

/** What the end of an epoch prints. @param measure an expression for the loss of a part by its name, such as `val` */
export const epochReport = ({ held }: Outline, measure: (name: string) => string): string[] =>
  held === null
    ? ["    print(f'epoch {epoch}  loss {loss_sum / count:.7g}')"]
    : [
        `    L_${held.name} = ${measure(held.name)}`,
        `    print(f'epoch {epoch}  loss {loss_sum / count:.7g}  ${held.says} {L_${held.name}:.7g}')`,
      ];

/** What is printed last, where the test set was kept for the end. */
export const endReport = (outline: Outline, measure: (name: string) => string): string[] =>
  testedAtEnd(outline) ? [`print(f'test loss {${measure('test')}:.7g}')`] : [];

/** Before the first epoch, where the run may stop early. @param copy an expression that copies the parameters */
export const stoppingStart = (patience: number | null, copy: string): string[] =>
  patience === null ? [] : [`best, best_epoch, best_params = float('inf'), 0, ${copy}`];

/** Early stopping at the end of an epoch, and after the last: `restore` puts the best parameters back. */
export const stoppingLines = ({ patience, held }: Outline, copy: string, restore: string[]): string[] =>
  patience === null || held === null
    ? []
    : [
        `    # ${stoppingWords(patience, held.says)}`,
        `    if L_${held.name} < best:`,
        `        best, best_epoch, best_params = L_${held.name}, epoch, ${copy}`,
        `    if epoch - best_epoch >= ${patience}:`,
        '        break',
        ...restore,
        `print(f'best epoch {best_epoch}  ${held.says} {best:.7g}')`,
      ];
