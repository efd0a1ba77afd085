import { activations } from '../../core/activations.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import { int } from '../../core/words/numbers.ts';

/** `Dense 2`: dense layers are numbered as their W is; an activation goes by its name. */
export function blockTitle(network: readonly Layer[], at: number): string {
  const layer = network[at];
  switch (layer?.type) {
    case 'dense':
      return m.layers_dense({ n: int(network.slice(0, at + 1).filter(({ type }) => type === 'dense').length) });
    case 'activation':
      return activations[layer.fn].title;
    case 'dropout':
      return m.network_dropout();
    case 'noise':
      return m.network_noise();
    case undefined:
      return '';
  }
}

/** What a layer is in a few words: `6 units, frozen`, `p = 0.2`, `activation`. */
export function layerLine(layer: Layer): string {
  if (layer.type === 'dense')
    return layer.frozen ? m.layers_units_frozen({ n: layer.units, shown: int(layer.units) }) : unitsLine(layer.units);
  const constant = constantOf(layer);
  return constant ? `${constant.symbol} = ${constant.value}` : m.layers_activation();
}

/** The one constant of a layer that has one, p of dropout or σ of noise: in text, as KaTeX, and what it is. */
export function constantOf(layer: Layer): { symbol: string; tex: string; value: number } | null {
  if (layer.type === 'dropout') return { symbol: 'p', tex: 'p', value: layer.p };
  if (layer.type === 'noise') return { symbol: 'σ', tex: String.raw`\sigma`, value: layer.sigma };
  return null;
}

/** `moons, 60 train, 240 test`; `brief` where there is less room: `moons, 60 + 240`. */
export function dataLine({ data }: Pick<Plan, 'data'>, brief = false): string {
  if (data.kind === 'inline') return m.layers_data_inline({ n: data.x.length, shown: int(data.x.length) });
  const counts = {
    name: 'sha256' in data ? data.title : data.kind === 'mnist' ? 'MNIST' : data.kind,
    train: round(data.train),
    test: round(data.test),
  };
  if (brief) return m.layers_data_brief(counts);
  const { validation = 0 } = data;
  return validation > 0 ? m.layers_data_validated({ ...counts, validation: round(validation) }) : m.layers_data(counts);
}

/** 8000 → `8k`; the line has no room for more. */
const round = (n: number): string => (n >= 1000 && n % 100 === 0 ? `${n / 1000}k` : int(n));

export const unitsLine = (n: number): string => m.layers_units({ n, shown: int(n) });

/** `6 units, 18 params`, where parameters have no column of their own. */
export const unitsAndParameters = (n: number, parameters: number): string =>
  m.layers_units_params({ n, shown: int(n), params: int(parameters) });
