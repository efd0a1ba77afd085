import type { LossId } from '../losses.ts';
import type { DenseBlock, Outline } from './outline.ts';
import { indented, list, remarked } from './text.ts';
import { codeName } from './torch.ts';

// The two passes of the from-scratch target, one line an operator of the graph.

type Line = readonly [code: string, remark: string];

const lossValues: Record<LossId, string> = {
  binary_cross_entropy: '(torch.clamp(o, min=0) - o * y + torch.log1p(torch.exp(-o.abs()))).sum() / len(y)',
  softmax_cross_entropy: '(torch.logsumexp(o, dim=1) - o[torch.arange(len(y)), y]).mean()',
  squared_error: '((o - y) ** 2).sum() / (2 * len(y))',
};
/** L as an expression in o and y. */
export const lossValue = (loss: LossId): string => lossValues[loss];

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
      case 'dropout':
        return [
          [
            `${second} = (torch.rand_like(${input}) >= ${operation.p}) / (1 - ${operation.p}) if training else 1`,
            `0 with probability ${operation.p}`,
          ],
          [`${out} = ${input} * ${second}`, shape],
        ];
      case 'noise':
        return [
          [`${out} = ${input} + ${operation.sigma} * torch.randn_like(${input}) if training else ${input}`, shape],
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
    `    return o, ${list(keptOf(outline), 4)}`,
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
    'def backward(X, y, o, kept):',
    ...(kept.length > 0 ? [`    ${list(kept, 4)} = kept`] : []),
    ...indented(remarked(lines, '#')),
    `    return ${list(
      learning.flatMap(({ W, b }) => (b === null ? [`d${W}`] : [`d${W}`, `d${b}`])),
      4,
    )}`,
  ];
}
