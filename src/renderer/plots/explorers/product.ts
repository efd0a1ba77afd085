import { z } from 'zod';
import slide from '../../../core/matrix-products.json';
import { entryDistributions, productLimits, type ProductSettings } from '../../../core/matrix-products.ts';
import type { PlotOptions } from '../../../core/plots.ts';
import { amount, choice } from '../options.ts';

const { n, count, sigma } = productLimits;
const MOST_SEED = 2 ** 31 - 1;

/** What the fields take. */
export const productSchemas = {
  n: z.int().min(1).max(n),
  sigma: z.number().min(sigma.least).max(sigma.most),
  count: z.int().min(1).max(count),
  seed: z.int().min(0).max(MOST_SEED),
};

/** What the slide multiplies: the settings of its program, but for the seed, which only PyTorch could follow. */
export const slideSettings = { n: 4, sigma: 1, distribution: 'normal', count: 100 } as const satisfies Omit<
  ProductSettings,
  'seed'
>;
export const slideMatrices = {
  first: slide.first,
  last: slide.last,
} as const;

/** log₁₀ of the largest |entry| of both. */
export const slideSizes = [slide.first, slide.last].map((rows) =>
  Math.log10(Math.max(...rows.flat().map(Math.abs))),
) as [from: number, to: number];

/** The settings of a plot; without any, the slide's. */
export const settingsOf = (options: PlotOptions): ProductSettings => ({
  n: Math.round(amount(options, 'n', 1, n, slideSettings.n)),
  sigma: amount(options, 'sigma', sigma.least, sigma.most, slideSettings.sigma),
  distribution: choice(options, 'distribution', entryDistributions, slideSettings.distribution),
  count: Math.round(amount(options, 'count', 1, count, slideSettings.count)),
  seed: Math.round(amount(options, 'seed', 0, MOST_SEED, 0)),
});

/** The settings that are not the slide's, as what to set. */
export const toSlide = (settings: ProductSettings): [keyof typeof slideSettings, string | number][] =>
  (Object.keys(slideSettings) as (keyof typeof slideSettings)[]).flatMap((key) =>
    settings[key] === slideSettings[key] ? [] : [[key, slideSettings[key]]],
  );
