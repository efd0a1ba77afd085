import { activations } from '../../core/activations.ts';
import { figureHelp, figures } from '../../core/figures.ts';
import { planeDatasets } from '../../core/datasets.ts';
import { initializers } from '../../core/initializers.ts';
import { isLive, type RunInfo } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';
import { language } from '../theme/language.svelte.ts';

const titleOf = (registry: Record<string, { title: string }>, id: string): string => registry[id]?.title ?? id;

export const activationTitle = (info: RunInfo): string => titleOf(activations, info.activation);
export const initTitle = (info: RunInfo): string => titleOf(initializers, info.init);
export const dataTitle = (info: RunInfo): string =>
  info.data === 'mnist' ? 'MNIST' : titleOf(planeDatasets, info.data);

/** Test accuracy where there is a test set, else that of the final parameters on the training set. */
export const accuracyOf = ({ progress }: RunInfo): number | null =>
  progress.testAccuracy ?? progress.trained?.accuracy ?? null;
export const gapOf = ({ progress: { loss, testLoss } }: RunInfo): number | null =>
  loss === null || testLoss === null ? null : testLoss - loss;

/** A column of the table; one without `key` cannot be sorted by. */
export interface Column {
  title: () => string;
  /** Letters of body type that it needs; the curve takes the rest. */
  width: number;
  /** Which goes first where there is no room for all: the highest. The name, which has none, stays. */
  yields?: number;
  right?: true;
  /** What rows are sorted by; null comes last in either direction. */
  key?: (info: RunInfo) => string | number | null;
  /** Which way a first click sorts. */
  first?: 'up' | 'down';
  /** What its numbers are, said on hover. */
  help?: () => string;
}

export const columns = {
  name: { title: m.runs_column_name, width: 15.7, key: (info) => info.name.toLowerCase() },
  network: { title: m.runs_column_network, width: 9.7, yields: 5, key: (info) => info.architecture },
  activation: { title: m.runs_column_activation, width: 6.5, yields: 10, key: activationTitle },
  data: { title: m.runs_column_data, width: 5.6, yields: 8, key: dataTitle },
  init: { title: m.runs_column_init, width: 8.3, yields: 9, key: initTitle },
  curve: { title: m.runs_column_curve, width: 9, yields: 4 },
  train: {
    title: m.runs_column_train,
    width: 5.1,
    yields: 6,
    right: true,
    key: (info) => info.progress.loss,
    help: () => figureHelp('epochLoss'),
  },
  test: {
    title: m.runs_column_test,
    width: 5.1,
    yields: 1,
    right: true,
    key: (info) => info.progress.testLoss,
    help: () => figureHelp('testLoss'),
  },
  gap: { title: m.runs_column_gap, width: 5.3, yields: 7, right: true, key: gapOf, help: () => figureHelp('gap') },
  accuracy: {
    title: m.runs_column_accuracy,
    width: 6.5,
    yields: 3,
    right: true,
    key: accuracyOf,
    first: 'down',
    help: () =>
      m.runs_column_accuracy_help({ test: figureHelp('testAccuracy'), trained: figures.trainedAccuracy.definition }),
  },
  started: {
    title: m.runs_column_started,
    width: 10.2,
    yields: 2,
    right: true,
    key: (info) => info.createdAt,
    first: 'down',
  },
} satisfies Record<string, Column>;

export type ColumnId = keyof typeof columns;
export const columnList: readonly [ColumnId, Column][] = Object.entries(columns) as [ColumnId, Column][];

/** The columns for which there is room; what matters least yields. @param letters of body type that there is room for */
export function columnsFor(letters: number): readonly [ColumnId, Column][] {
  let shown = columnList;
  const need = (): number => shown.reduce((sum, [, { width }]) => sum + width, 0);
  while (shown.length > 1 && need() > letters) {
    const most = Math.max(...shown.map(([, { yields }]) => yields ?? 0));
    shown = shown.filter(([, { yields }]) => (yields ?? 0) < most);
  }
  return shown;
}

export interface Sorting {
  by: ColumnId;
  down: boolean;
}

/** Live runs first, then by the column; what has no value last, equal values by the newest. */
export function sorted(infos: readonly RunInfo[], { by, down }: Sorting): RunInfo[] {
  const { key }: Column = columns[by];
  const order = (a: RunInfo, b: RunInfo): number => {
    const [x, y] = [key?.(a) ?? null, key?.(b) ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const up =
      typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, language.now, { numeric: true }) : +x - +y;
    return down ? -up : up;
  };
  const live = (info: RunInfo): number => Number(!isLive(info.progress.status));
  return [...infos].sort((a, b) => live(a) - live(b) || order(a, b) || b.id - a.id);
}
