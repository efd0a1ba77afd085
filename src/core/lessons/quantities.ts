import { scalarNames } from '../frame/frame.ts';
import { activationsOf, momentsOf } from '../frame/observed.ts';
import { gradientName } from '../graph/graph.ts';
import { figureNames, type Evidence } from './evidence.ts';
import { FormulaError } from './expression.ts';
import { letters, measured } from './measure.ts';

export const quantityGroups = ['training', 'weights', 'activations', 'network'] as const;
export type QuantityGroup = (typeof quantityGroups)[number];

/** Something that can be measured of the networks on screen, and what it is now. */
export interface Quantity {
  group: QuantityGroup;
  formula: string;
  value: number;
}

/** Formulas of one network, without its letter: `[norm(, W1, )]`. */
function formulasOf({
  graph,
}: Evidence): { group: QuantityGroup; parts: [before: string, name: string, after: string] }[] {
  const plain = (group: QuantityGroup, names: readonly string[]) =>
    names.map((name) => ({ group, parts: ['', name, ''] as [string, string, string] }));
  const of = (group: QuantityGroup, called: string, name: string) => ({
    group,
    parts: [`${called}(`, name, ')'] as [string, string, string],
  });
  const activations = activationsOf(graph);
  return [
    ...plain('training', scalarNames),
    ...graph.weights.flatMap((name) => [of('weights', 'norm', name), of('weights', 'norm', gradientName(name))]),
    ...momentsOf(graph).flatMap((name) => [of('activations', 'mean', name), of('activations', 'variance', name)]),
    ...activations.flatMap(({ h }) => [
      ...(/^h\d+$/.test(h) ? [of('activations', 'saturated', h)] : []),
      of('activations', 'norm', gradientName(h)),
    ]),
    ...plain(
      'network',
      figureNames.filter((name) => !(scalarNames as readonly string[]).includes(name)),
    ),
  ];
}

/** What a formula comes to now; null where it does not. @throws nothing */
export function valueNow(formula: string, columns: readonly (Evidence | null)[]): number | null {
  try {
    return measured(formula, columns);
  } catch (error) {
    if (error instanceof FormulaError) return null;
    throw error;
  }
}

/** Everything that has a number now: scalars, norms, means, variances and shares of each layer, figures; of each network by its
 *  letter where there are several. @param columns null for one that has no frame yet */
export function quantitiesOf(columns: readonly (Evidence | null)[]): Quantity[] {
  return columns.flatMap((evidence, i) => {
    if (!evidence) return [];
    const letter = columns.length > 1 ? `${letters[i] ?? 'A'}.` : '';
    return formulasOf(evidence).flatMap(({ group, parts: [before, name, after] }) => {
      const formula = `${before}${letter}${name}${after}`;
      const value = valueNow(formula, columns);
      return value === null || Number.isNaN(value) ? [] : [{ group, formula, value }];
    });
  });
}
