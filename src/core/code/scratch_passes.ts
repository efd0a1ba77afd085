import type { LossId } from '../losses.ts';
import type { DenseBlock, Outline } from './outline.ts';
import { indented, list, rateText, remarked } from './text.ts';
import { codeName } from './torch.ts';

// The two passes of the from-scratch target, one line an operator of the graph.

type Line = readonly [code: string, remark: string];

const lossValues: Record<LossId, string[]> = {
  // the larger of 0 and o, the two logits of a sigmoid, goes first, so that nothing small is added to a large number
  binary_cross_entropy: ['return (torch.clamp(o, min=0) - o * y + torch.log1p(torch.exp(-o.abs()))).sum() / len(y)'],
  softmax_cross_entropy: [
    'o = o - o.max(dim=1, keepdim=True).values  # the largest is 0: nothing overflows, nothing is rounded away',
    'return (o.exp().sum(dim=1).log() - o.gather(1, y.unsqueeze(1)).squeeze(1)).mean()',
  ],
  squared_error: ['return ((o - y) ** 2).sum() / (2 * len(y))'],
};
/** L of o and y, as lines of a function. */
export const lossValue = (loss: LossId): string[] => lossValues[loss];

/** ∂J/∂o = ∂L/∂o. [lecture 5.3.9] */
const lossGradients: Record<LossId, (q: number) => string> = {
  binary_cross_entropy: () => 'do = (torch.sigmoid(o) - y) / len(y)',
  softmax_cross_entropy: (q) => `do = (torch.softmax(o, dim=1) - torch.nn.functional.one_hot(y, ${q})) / len(y)`,
  squared_error: () => 'do = (o - y) / len(y)',
};

/** What happens to a block that learns nothing on its way back: nothing, if nothing below it learns. */
const firstLearning = ({ dense }: Outline): number => dense.find(({ frozen }) => !frozen)?.index ?? Infinity;

/** The intermediates that `backward` reads, in the order of the forward pass. */
function keptOf(outline: Outline): string[] {
  const { graph, plan } = outline;
  const first = firstLearning(outline);
  const kept = new Set<string>();
  for (const { operation, inputs, layer } of graph.operators) {
    if (layer < first) continue;
    const input = codeName(inputs[0] ?? '');
    const block = plan.network[layer];
    if (operation.kind === 'affine' && block?.type === 'dense' && !block.frozen && input !== 'X') kept.add(input);
    if (operation.kind === 'activation' && operation.fn !== 'identity') kept.add(input);
    if (operation.kind === 'dropout') kept.add(inputs[1] ?? '');
  }
  return [...kept];
}

/** What is put out beside o: a tuple, of which one of a single name needs a comma. */
const returned = (names: string[]): string =>
  names.length === 1 ? `return o, (${names.join()},)` : list(names, 4, 'return o, (', ')');

/** `def forward(X)`: o and the intermediates that backpropagation needs. */
export function forward(outline: Outline): string[] {
  const { graph, random, dense } = outline;
  const lines = graph.operators.flatMap(({ operation, inputs, output, layer }): Line[] => {
    const out = codeName(output);
    const [input = '', second = '', third] = inputs.map(codeName);
    const shape = `n × ${graph.layers[layer]?.outputWidth ?? 0}`;
    switch (operation.kind) {
      case 'affine':
        return [
          [
            `${out} = ${input} @ ${second}.T${third === undefined ? '' : ` + ${third}`}`,
            `${shape}  ${layer === dense.at(-1)?.index && dense.length > 1 ? '(5.3.3)' : '(5.3.1)'}`,
          ],
        ];
      case 'activation':
        return operation.fn === 'identity'
          ? [[`${out} = ${input}`, `${shape}, φ is the identity`]]
          : [[`${out} = ${operation.fn}(${input})`, `${shape}  (5.3.2)`]];
      case 'dropout': {
        const p = rateText(operation.p);
        return [
          [
            `${second} = (torch.rand_like(${input}) >= ${p}) / (1 - ${p}) if training else 1`,
            `0 with probability ${p}`,
          ],
          [`${out} = ${input} * ${second}`, shape],
        ];
      }
      case 'noise':
        return [
          [
            `${out} = ${input} + ${rateText(operation.sigma)} * torch.randn_like(${input}) if training else ${input}`,
            shape,
          ],
        ];
      case 'loss':
      case 'penalty':
      case 'sum':
        return [];
    }
  });
  return [
    `def forward(X${random ? ', training=False' : ''}):  # X is n × ${outline.shape.width}`,
    ...indented(remarked(lines, '#')),
    ...(lines.length === 0 ? ['    o = X'] : []),
    `    ${returned(keptOf(outline))}`,
  ];
}

/** λ W + λ₁ sign W, as it is added to a gradient. [lecture 5.3.10] */
const penaltySlope = ({ penalty }: Outline, W: string): string =>
  (penalty && penalty.l2 > 0 ? ` + lam * ${W}` : '') + (penalty && penalty.l1 > 0 ? ` + lam1 * ${W}.sign()` : '');

/** `def backward(…)`: the gradients of what learns, from the last layer down to the first that does. */
export function backward(outline: Outline, learning: readonly DenseBlock[]): string[] {
  const { graph, plan, dense } = outline;
  const first = firstLearning(outline);
  const q = dense.at(-1)?.nOut ?? 0;
  const kept = keptOf(outline);
  const lines: Line[] = [[lossGradients[plan.loss](q), `n × ${q}  (5.3.9)`]];
  for (const { operation, inputs, output, layer } of graph.operators.toReversed()) {
    if (layer < first) continue;
    const dOut = `d${codeName(output)}`;
    const [input = '', second = ''] = inputs.map(codeName);
    const shape = `n × ${graph.layers[layer]?.inputWidth ?? 0}`;
    switch (operation.kind) {
      case 'affine': {
        const block = learning.find(({ index }) => index === layer);
        const last = layer === dense.at(-1)?.index && dense.length > 1;
        if (block) {
          const { W, b, nOut, nIn } = block;
          lines.push([
            `d${W} = ${dOut}.T @ ${input}${penaltySlope(outline, W)}`,
            `${nOut} × ${nIn}  ${last ? '(5.3.11)' : '(5.3.14)'}`,
          ]);
          if (b !== null) lines.push([`d${b} = ${dOut}.sum(dim=0)`, String(nOut)]);
        }
        if (layer > first) lines.push([`d${input} = ${dOut} @ ${second}`, `${shape}  (5.3.12)`]);
        break;
      }
      case 'activation':
        lines.push(
          operation.fn === 'identity'
            ? [`d${input} = ${dOut}`, shape]
            : [`d${input} = ${dOut} * d_${operation.fn}(${input})`, `${shape}  (5.3.13)`],
        );
        break;
      case 'dropout':
        lines.push([`d${input} = ${dOut} * ${second}`, shape]);
        break;
      case 'noise':
        lines.push([`d${input} = ${dOut}`, shape]);
        break;
      case 'loss':
      case 'penalty':
      case 'sum':
        break;
    }
  }
  return [
    list(['X', 'y', 'o', ...kept], 0, 'def backward(', '):'),
    ...indented(remarked(lines, '#')),
    `    return ${list(
      learning.flatMap(({ W, b }) => (b === null ? [`d${W}`] : [`d${W}`, `d${b}`])),
      4,
    )}`,
  ];
}
