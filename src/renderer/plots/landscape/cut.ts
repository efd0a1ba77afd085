import type { Entry } from '../../../core/frame/layout.ts';
import type { LandscapeAxes, ParameterEntry } from '../../../core/landscape/landscape.ts';
import type { PlotOptions } from '../../../core/plots.ts';
import { amount, choice } from '../options.ts';

export const kinds = ['pca', 'random', 'two'] as const;
export const zooms = [0.5, 1, 2, 4] as const;
export const MOST_SEED = 9999;

/** What is set in the plot: along what the landscape is cut, and how closely. */
export interface Wish {
  kind: (typeof kinds)[number];
  zoom: number;
  seed: number;
  x: ParameterEntry;
  y: ParameterEntry;
}

/** @param parameters of the network: what it does not have is not wished for */
export function wishOf(options: PlotOptions, parameters: readonly Entry[]): Wish {
  const [first, second] = firstTwo(parameters);
  const x = entryOf(options['x'], parameters) ?? first;
  const y = entryOf(options['y'], parameters) ?? second;
  const same = x.name === y.name && x.index === y.index;
  return {
    kind: choice(options, 'axes', kinds, 'pca'),
    zoom: zooms.find((zoom) => zoom === options['zoom']) ?? 1,
    seed: Math.round(amount(options, 'seed', 0, MOST_SEED, 1)),
    x,
    y: !same ? y : x.name === first.name && x.index === first.index ? second : first,
  };
}

/** Two parameters to begin with. */
function firstTwo(parameters: readonly Entry[]): [ParameterEntry, ParameterEntry] {
  const all = parameters.flatMap(({ name, rows, columns }) =>
    Array.from({ length: Math.min(2, Number(rows) * columns) }, (_, index) => ({ name, index })),
  );
  const none = { name: 'W1', index: 0 };
  return [all[0] ?? none, all[1] ?? none];
}

/** `W1[0,1]` for one number of a parameter: row and column, counted from 0. */
export const entryText = ({ name, index }: ParameterEntry, columns: number): string =>
  name.startsWith('b') ? `${name}[${index}]` : `${name}[${Math.floor(index / columns)},${index % columns}]`;

function entryOf(text: unknown, parameters: readonly Entry[]): ParameterEntry | null {
  if (typeof text !== 'string') return null;
  const [, name, row = '0', column] = /^([Wb]\d+)\[(\d+)(?:,(\d+))?\]$/.exec(text) ?? [];
  const found = parameters.find((parameter) => parameter.name === name);
  if (!found || !name) return null;
  const [r, c] = column === undefined ? [0, Number(row)] : [Number(row), Number(column)];
  return r < Number(found.rows) && c < found.columns ? { name, index: r * found.columns + c } : null;
}

export const axesOf = ({ kind, seed, x, y }: Wish, step: number): LandscapeAxes => {
  switch (kind) {
    case 'pca':
      return { kind };
    case 'random':
      return { kind, step, seed };
    case 'two':
      return { kind, step, x, y };
  }
};

/** What makes another landscape of it; a seed matters to random directions alone. */
export const keyOf = (wish: Wish): string => JSON.stringify([axesOf(wish, 0), wish.zoom]);
