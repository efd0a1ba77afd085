import { activations } from '../../core/activations.ts';
import { planFieldIds, planFields, type PlanFieldId } from '../../core/compare/plan-fields.ts';
import type { SortId } from '../../core/contract/runs.ts';
import { planeDatasets } from '../../core/datasets.ts';
import { figureHelp, figures } from '../../core/figures.ts';
import { initializers } from '../../core/initializers.ts';
import type { RunInfo } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';

/** Titles of what is listed by id. */
const titlesOf = (registry: Record<string, { title: string }>, ids: string): string =>
  ids
    .split(', ')
    .map((id) => registry[id]?.title ?? id)
    .join(', ');

export const activationTitle = (ids: string): string => titlesOf(activations, ids);
export const initTitle = (ids: string): string => titlesOf(initializers, ids);
export const dataTitle = (id: string): string =>
  id === 'mnist'
    ? 'MNIST'
    : id === 'inline'
      ? m.compare_in_plan()
      : id === 'table'
        ? m.data_table()
        : id === 'images'
          ? m.data_pictures()
          : titlesOf(planeDatasets, id);

/** Test accuracy where there is a test set, else that of the final parameters on the training set. */
export const accuracyOf = ({ progress }: RunInfo): number | null =>
  progress.testAccuracy ?? progress.trained?.accuracy ?? null;
export const gapOf = ({ progress: { loss, testLoss } }: RunInfo): number | null =>
  loss === null || testLoss === null ? null : testLoss - loss;

/** A column of the list. */
export interface Column {
  title: () => string;
  /** Letters of body type that it needs; the name and the curve share the rest. */
  width: number;
  /** Which goes first where there is no room for all: the highest. The name, which has none, stays. */
  yields?: number;
  right?: true;
  /** What is asked for to sort by it; one without cannot be sorted by. */
  sort?: SortId;
  /** Which way a first click sorts. */
  first?: 'up' | 'down';
  /** What its numbers are, said on hover. */
  help?: () => string;
}

const own = {
  name: { title: m.runs_column_name, width: 15.7, sort: 'name' },
  network: { title: m.runs_column_network, width: 9.7, yields: 6, sort: 'network' },
  activation: { title: m.runs_column_activation, width: 6.9, yields: 11, sort: 'activation' },
  data: { title: m.runs_column_data, width: 5.6, yields: 9, sort: 'data' },
  init: { title: m.runs_column_init, width: 8.3, yields: 10, sort: 'init' },
  curve: { title: m.runs_column_curve, width: 9, yields: 4 },
  train: {
    title: m.runs_column_train,
    width: 5.1,
    yields: 7,
    right: true,
    sort: 'train',
    help: () => figureHelp('epochLoss'),
  },
  test: {
    title: m.runs_column_test,
    width: 5.1,
    yields: 1,
    right: true,
    sort: 'test',
    help: () => figureHelp('testLoss'),
  },
  gap: { title: m.runs_column_gap, width: 5.3, yields: 8, right: true, sort: 'gap', help: () => figureHelp('gap') },
  accuracy: {
    title: m.runs_column_accuracy,
    width: 6.5,
    yields: 3,
    right: true,
    sort: 'accuracy',
    first: 'down',
    help: () =>
      m.runs_column_accuracy_help({ test: figureHelp('testAccuracy'), trained: figures.trainedAccuracy.definition }),
  },
  step: { title: m.runs_column_step, width: 6, yields: 5, right: true, sort: 'step', first: 'down' },
  seconds: { title: m.runs_column_seconds, width: 5.5, yields: 5, right: true, sort: 'seconds', first: 'down' },
  bytes: { title: m.runs_column_bytes, width: 6, yields: 5, right: true, sort: 'bytes', first: 'down' },
  started: { title: m.runs_column_started, width: 11.2, yields: 2, right: true, sort: 'started', first: 'down' },
} satisfies Record<string, Column>;

type OwnId = keyof typeof own;
export type ColumnId = OwnId | PlanFieldId;
const ownIds = Object.keys(own) as OwnId[];

/** The columns there are from the start. */
export const usualColumns: readonly ColumnId[] = ownIds.filter((id) => !['step', 'seconds', 'bytes'].includes(id));

/** All columns in the order they stand: fields of plans, which the person chose, before what runs have come to. */
const extraIds = planFieldIds.filter((id) => !(id in own));
const before = ownIds.indexOf('curve');
export const columnIds = [...ownIds.slice(0, before), ...extraIds, ...ownIds.slice(before)] satisfies ColumnId[];

/** Letters of a field's column: of its title, within limits. */
const fieldColumn = (id: PlanFieldId): Column => ({
  title: planFields[id].title,
  width: Math.min(11, Math.max(5.5, 0.55 * planFields[id].title().length + 1.4)),
  yields: 5, // chosen by the person: what is there by itself yields before
  sort: id,
});

export const columnOf = (id: ColumnId): Column => (id in own ? own[id as OwnId] : fieldColumn(id as PlanFieldId));
/** The field of a plan that a column shows; null for what every list has. */
export const fieldOf = (id: ColumnId): PlanFieldId | null => extraIds.find((field) => field === id) ?? null;

/** What every row needs beside its columns: the box to tick, and the margins. In letters. */
const EDGES = 4.5;

/** The columns for which there is room; what matters least yields. @param letters of body type that there is room for */
export function columnsFor(chosen: readonly ColumnId[], letters: number): readonly ColumnId[] {
  let shown = columnIds.filter((id) => id === 'name' || chosen.includes(id));
  const need = (): number => shown.reduce((sum, id) => sum + columnOf(id).width, EDGES);
  while (shown.length > 1 && need() > letters) {
    const most = Math.max(...shown.map((id) => columnOf(id).yields ?? 0));
    const last = shown.findLast((id) => (columnOf(id).yields ?? 0) === most);
    shown = shown.filter((id) => id !== last);
  }
  return shown;
}

/** The grid of a row: name and curve share what is over. */
export const trackOf = (shown: readonly ColumnId[]): string =>
  `2.9em ${shown
    .map((id) => {
      const { width } = columnOf(id);
      const share = id === 'name' ? 1 : id === 'curve' ? 1.2 : 0;
      return share > 0 ? `minmax(${width}em, ${share}fr)` : `${width}em`;
    })
    .join(' ')}`;
