import { activations } from '../../core/activations.ts';
import { figureHelp, figures } from '../../core/figures.ts';
import { planeDatasets } from '../../core/datasets.ts';
import { initializers } from '../../core/initializers.ts';
import { isLive, type RunInfo } from '../../core/run.ts';

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
  title: string;
  /** CSS width; the one without takes the rest. */
  width?: string;
  right?: true;
  /** What rows are sorted by; null comes last in either direction. */
  key?: (info: RunInfo) => string | number | null;
  /** Which way a first click sorts. */
  first?: 'up' | 'down';
  /** What its numbers are, said on hover. */
  help?: string;
}

export const columns = {
  name: { title: 'Run', width: '204px', key: (info) => info.name.toLowerCase() },
  network: { title: 'Network', width: '126px', key: (info) => info.architecture },
  activation: { title: 'Activation', width: '84px', key: activationTitle },
  data: { title: 'Data', width: '72px', key: dataTitle },
  init: { title: 'Initialization', width: '108px', key: initTitle },
  curve: { title: 'Loss, log axis' },
  train: {
    title: 'Train',
    width: '66px',
    right: true,
    key: (info) => info.progress.loss,
    help: figureHelp('epochLoss'),
  },
  test: {
    title: 'Test',
    width: '66px',
    right: true,
    key: (info) => info.progress.testLoss,
    help: figureHelp('testLoss'),
  },
  gap: { title: 'Gap', width: '68px', right: true, key: gapOf, help: figureHelp('gap') },
  accuracy: {
    title: 'Accuracy',
    width: '84px',
    right: true,
    key: accuracyOf,
    first: 'down',
    help: `${figureHelp('testAccuracy')} Without a test set: ${figures.trainedAccuracy.definition}.`,
  },
  started: { title: 'Started', width: '132px', right: true, key: (info) => info.createdAt, first: 'down' },
} satisfies Record<string, Column>;

export type ColumnId = keyof typeof columns;
export const columnList: readonly [ColumnId, Column][] = Object.entries(columns) as [ColumnId, Column][];

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
    const up = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'en', { numeric: true }) : +x - +y;
    return down ? -up : up;
  };
  const live = (info: RunInfo): number => Number(!isLive(info.progress.status));
  return [...infos].sort((a, b) => live(a) - live(b) || order(a, b) || b.id - a.id);
}
