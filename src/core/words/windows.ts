import type { PlanKey } from '../plan/edits.ts';

const names: Record<PlanKey, string> = {
  goldilocks: 'the version of the format',
  name: 'the name',
  seed: 'the seed',
  data: 'the data',
  network: 'the network',
  loss: 'the loss',
  weightDecay: 'λ',
  l1: 'λ₁',
  optimizer: 'the optimizer and its rates',
  batchSize: 'the batch size',
  shuffle: 'shuffling',
  earlyStopping: 'early stopping',
  engine: 'the engine',
  backend: 'the backend',
  length: 'the length of runs',
  parameters: 'the given parameters',
  plots: 'the plots',
};
const list = new Intl.ListFormat('en');
const listed = (parts: readonly PlanKey[]): string => list.format(parts.map((part) => names[part]));

/** What came from another window that has the same experiment open: what it changed, and how to take that back. */
export function broughtSentence(v: {
  parts: readonly PlanKey[];
  kept: readonly PlanKey[];
  lost: readonly PlanKey[];
  back: 'Undo' | 'Redo';
}): string {
  if (v.lost.length > 0)
    return `Another window changed ${listed(v.lost)} after this one; its edit was taken, and ${v.back} brings yours back.`;
  if (v.kept.length > 0)
    return `Another window changed ${listed(v.kept)} too; yours came later and was taken, and Undo brings the other’s back.`;
  return `Another window changed ${listed(v.parts)}, which is part of this experiment now; ${v.back} takes it back.`;
}

/** An open experiment was deleted in another window. */
export const goneSentence = (name: string, edited: boolean): string =>
  edited
    ? `“${name}” was deleted in another window; with what was edited here it is saved as a new experiment.`
    : `“${name}” was deleted in another window; it is kept on screen, and the next edit saves it as a new experiment.`;
