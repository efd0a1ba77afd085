import { m } from '../../../core/words/m.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { predictionBytes } from '../../../core/graph/kept.ts';
import { optimizers } from '../../../core/optimizers.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import { tensorKinds, tensorsOf, type StoredTensor, type TensorKind } from '../../../core/plan/tensors.ts';

/** The tensors of one kind, largest first. */
export interface MemoryGroup {
  kind: TensorKind;
  title: string;
  bytes: number;
  tensors: StoredTensor[];
}

/** A line of the plot: the head of a group, one tensor, or those too small to have a line of their own. */
export type MemoryRow =
  | { is: 'head'; group: MemoryGroup }
  | { is: 'tensor'; tensor: StoredTensor }
  | { is: 'rest'; count: number; bytes: number };

const sumOf = (tensors: readonly StoredTensor[]): number => tensors.reduce((sum, { bytes }) => sum + bytes, 0);

export function groupsOf(plan: Plan): MemoryGroup[] {
  const all = tensorsOf(plan);
  const remembers = optimizers[plan.optimizer.kind].memory.length > 0 || plan.earlyStopping !== undefined;
  const titles: Record<TensorKind, string> = {
    parameters: m.plots_memory_parameters(),
    gradients: m.plots_memory_gradients(),
    intermediates: m.plots_memory_intermediates(),
    optimizer: remembers
      ? m.plots_memory_optimizer()
      : m.plots_memory_optimizer_none({ optimizer: optimizers[plan.optimizer.kind].title }),
  };
  return tensorKinds.map((kind) => {
    const tensors = all.filter((one) => one.kind === kind).sort((a, b) => b.bytes - a.bytes);
    return { kind, title: titles[kind], bytes: sumOf(tensors), tensors };
  });
}

/** What prediction alone needs: the parameters and, at its widest, what goes into one layer and comes out of it. */
export function predictionNeeds(plan: Plan): number {
  const parameters = sumOf(tensorsOf(plan).filter(({ kind }) => kind === 'parameters'));
  return parameters + predictionBytes(graphOf(plan, shapeOf(plan)), plan.batchSize);
}

/** At most `room` lines, where that is possible: every head, of every group its largest tensor, and then the largest of all
 *  that there is room for. */
export function rowsOf(groups: readonly MemoryGroup[], room: number): MemoryRow[] {
  const shown = groups.map(({ tensors }) => Math.min(1, tensors.length));
  const lines = (counts: readonly number[]): number =>
    groups.reduce((sum, { tensors }, g) => sum + 1 + (counts[g] ?? 0) + ((counts[g] ?? 0) < tensors.length ? 1 : 0), 0);
  const next = (g: number): number => groups[g]?.tensors[shown[g] ?? 0]?.bytes ?? -1;
  const open = new Set(groups.keys());
  while (open.size > 0) {
    const [g = 0] = [...open].sort((a, b) => next(b) - next(a));
    const more = shown.with(g, (shown[g] ?? 0) + 1);
    if (next(g) < 0 || lines(more) > Math.max(room, lines(shown))) open.delete(g);
    else shown.splice(0, shown.length, ...more);
  }
  return groups.flatMap((group, g): MemoryRow[] => {
    const hidden = group.tensors.slice(shown[g]);
    return [
      { is: 'head', group },
      ...group.tensors.slice(0, shown[g]).map((tensor): MemoryRow => ({ is: 'tensor', tensor })),
      ...(hidden.length > 0 ? [{ is: 'rest', count: hidden.length, bytes: sumOf(hidden) } satisfies MemoryRow] : []),
    ];
  });
}
