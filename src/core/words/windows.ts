import type { PlanKey } from '../plan/edits.ts';
import { getLocale, m } from './m.ts';

const names: Record<PlanKey, () => string> = {
  goldilocks: m.errors_part_goldilocks,
  name: m.errors_part_name,
  seed: m.errors_part_seed,
  data: m.errors_part_data,
  network: m.errors_part_network,
  loss: m.errors_part_loss,
  weightDecay: m.errors_part_weight_decay,
  l1: m.errors_part_l1,
  optimizer: m.errors_part_optimizer,
  batchSize: m.errors_part_batch_size,
  shuffle: m.errors_part_shuffle,
  earlyStopping: m.errors_part_early_stopping,
  engine: m.errors_part_engine,
  backend: m.errors_part_backend,
  length: m.errors_part_length,
  parameters: m.errors_part_parameters,
  plots: m.errors_part_plots,
};
const listed = (parts: readonly PlanKey[]): string =>
  new Intl.ListFormat(getLocale()).format(parts.map((part) => names[part]()));

/** What came from another window that has the same experiment open: what it changed, and how to take that back. */
export function broughtSentence(v: {
  parts: readonly PlanKey[];
  kept: readonly PlanKey[];
  lost: readonly PlanKey[];
  back: 'Undo' | 'Redo';
}): string {
  const back = v.back === 'Undo' ? m.errors_back_undo() : m.errors_back_redo();
  if (v.lost.length > 0) return m.errors_brought_lost({ parts: listed(v.lost), back });
  if (v.kept.length > 0) return m.errors_brought_kept({ parts: listed(v.kept) });
  return m.errors_brought({ parts: listed(v.parts), back });
}

/** An open experiment was deleted in another window. */
export const goneSentence = (name: string, edited: boolean): string =>
  edited ? m.errors_gone_edited({ name }) : m.errors_gone({ name });
