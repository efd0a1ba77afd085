import { keptOf } from '../graph/kept.ts';
import { gradientName, graphOf } from '../graph/graph.ts';
import { stepsOf } from '../graph/steps.ts';
import { optimizerOf } from '../optimizers.ts';
import { padded } from './memory.ts';
import type { Plan } from './schema.ts';
import { shapeOf } from './shape.ts';

/** What a tensor is there for in training. */
export const tensorKinds = ['parameters', 'gradients', 'intermediates', 'optimizer'] as const;
export type TensorKind = (typeof tensorKinds)[number];

/** A tensor that training keeps: float32, rows × columns. */
export interface StoredTensor {
  /** As the graph and keyframes have it: `W1`, `dW1`, `z1`, `dz1`, `m W1`; `best W1` where early stopping keeps the best. */
  name: string;
  kind: TensorKind;
  rows: number;
  columns: number;
  bytes: number;
  /** Whether backpropagation reads what the forward pass stored here. */
  kept: boolean;
}

/** Every tensor that training keeps besides the examples, in the order of the graph. By kind their bytes are those of
 *  `memoryOf`: a batch takes whole vectors of four examples. */
export function tensorsOf(plan: Plan): StoredTensor[] {
  const graph = graphOf(plan, shapeOf(plan));
  const forward = stepsOf(graph).filter(({ pass }) => pass === 'forward').length;
  const kept = new Set(keptOf(graph, plan.batchSize).flatMap(({ name, until }) => (until > forward ? [name] : [])));
  const { memory } = optimizerOf(plan.optimizer.kind);
  const best = plan.earlyStopping ? ['best', ...memory.map((letter) => `best ${letter}`)] : [];
  return graph.variables.flatMap(({ name, role, rows, columns, gradient }): StoredTensor[] => {
    const height = rows === 'n' ? padded(plan.batchSize) : rows;
    const one = (own: string, kind: TensorKind, isKept = false): StoredTensor => ({
      name: own,
      kind,
      rows: rows === 'n' ? plan.batchSize : rows,
      columns,
      bytes: 4 * height * columns,
      kept: isKept,
    });
    switch (role) {
      case 'parameter':
        return [
          one(name, 'parameters'),
          one(gradientName(name), 'gradients'),
          ...[...memory, ...best].map((letter) => one(`${letter} ${name}`, 'optimizer')),
        ];
      case 'data':
      case 'mask':
      case 'intermediate':
        return [
          one(name, 'intermediates', kept.has(name)),
          ...(gradient ? [one(gradientName(name), 'intermediates')] : []),
        ];
      case 'scalar':
        return [];
    }
  });
}
