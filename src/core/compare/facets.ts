import { activations } from '../activations.ts';
import { initializerOf } from '../initializers.ts';
import type { Layer } from '../plan/schema.ts';
import { m } from '../words/m.ts';
import { yesNo, type Held } from './fields.ts';

/** Something that several layers of a network have, each for itself. */
export interface Facet {
  title: () => string;
  /** What a layer has; null where this facet is nothing to it. */
  of: (layer: Layer) => Held;
}

/** In the order they are shown. */
export const facets = {
  activation: {
    title: m.compare_field_activation,
    of: (layer) => (layer.type === 'activation' ? { key: layer.fn, text: activations[layer.fn].title } : null),
  },
  init: {
    title: m.compare_field_init,
    of: (layer) =>
      layer.type === 'dense' ? { key: layer.init.kind, text: initializerOf(layer.init.kind).title } : null,
  },
  scale: {
    title: m.compare_field_scale,
    of(layer) {
      if (layer.type !== 'dense') return null;
      const usual = initializerOf(layer.init.kind).scale?.default;
      const scale = usual === undefined ? null : (layer.init.scale ?? usual);
      return scale === null ? null : { key: scale, text: String(scale) };
    },
  },
  bias: {
    title: m.compare_field_bias,
    of: (layer) => (layer.type === 'dense' ? { key: layer.bias, text: yesNo(layer.bias) } : null),
  },
  frozen: {
    title: m.compare_field_frozen,
    of: (layer) => (layer.type === 'dense' ? { key: layer.frozen === true, text: yesNo(layer.frozen === true) } : null),
  },
  dropout: {
    title: m.compare_field_dropout,
    of: (layer) => (layer.type === 'dropout' ? { key: layer.p, text: String(layer.p) } : null),
  },
  sigma: {
    title: m.compare_field_sigma,
    of: (layer) => (layer.type === 'noise' ? { key: layer.sigma, text: String(layer.sigma) } : null),
  },
} satisfies Record<string, Facet>;
