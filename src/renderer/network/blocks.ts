import { activations } from '../../core/activations.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { int } from '../marks/format.ts';

/** `Dense 2`: dense layers are numbered as their W is; an activation goes by its name. */
export function blockTitle(network: readonly Layer[], at: number): string {
  const layer = network[at];
  switch (layer?.type) {
    case 'dense':
      return `Dense ${network.slice(0, at + 1).filter(({ type }) => type === 'dense').length}`;
    case 'activation':
      return activations[layer.fn].title;
    case 'dropout':
      return 'Dropout';
    case 'noise':
      return 'Noise';
    case undefined:
      return '';
  }
}

/** What a layer is in a few words: `6 units, frozen`, `p = 0.2`, `activation`. */
export function layerLine(layer: Layer): string {
  if (layer.type === 'dense') return unitsLine(layer.units) + (layer.frozen ? ', frozen' : '');
  const constant = constantOf(layer);
  return constant ? `${constant.symbol} = ${constant.value}` : layer.type;
}

/** The one constant of a layer that has one, p of dropout or σ of noise: in text, as KaTeX, and what it is. */
export function constantOf(layer: Layer): { symbol: string; tex: string; value: number } | null {
  if (layer.type === 'dropout') return { symbol: 'p', tex: 'p', value: layer.p };
  if (layer.type === 'noise') return { symbol: 'σ', tex: String.raw`\sigma`, value: layer.sigma };
  return null;
}

/** `moons, 60 train, 240 test`. */
export function dataLine({ data }: Pick<Plan, 'data'>): string {
  if (data.kind === 'inline') return `in the plan, ${int(data.x.length)} examples`;
  const name = data.kind === 'mnist' ? 'MNIST' : data.kind;
  return `${name}, ${round(data.train)} train, ${round(data.test)} test`;
}

/** 8000 → `8k`; the line has no room for more. */
const round = (n: number): string => (n >= 1000 && n % 100 === 0 ? `${n / 1000}k` : int(n));

export const unitsLine = (n: number): string => `${int(n)} unit${n === 1 ? '' : 's'}`;
