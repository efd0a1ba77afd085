import type { Frame } from './frame/frame.ts';
import type { Layer, Plan } from './plan/schema.ts';
import type { Progress } from './run.ts';
import { m } from './words/m.ts';
import { facets, type Facet } from './compare/facets.ts';
import { dataFields, trainingFields, type Field, type Held } from './compare/fields.ts';

/** A field in which plans differ: how each has it, in the order of the plans. Equal texts are equal values, and only they. */
export interface Difference {
  /** Unlike that of any other row: `learningRate`; `activation.3` for block 3 of the network, from 0. */
  field: string;
  title: string;
  values: string[];
}

/** What 2 to 6 runs differ in and what is the same in all of them. */
export interface Differences {
  differ: Difference[];
  same: { field: string; title: string; value: string }[];
}

/** What some plans have at a field, and how it is called. */
interface Row {
  field: string;
  title: string;
  held: readonly Held[];
}

const none = '–';

/** What differs between plans, and what does not: every part of them but the name and the plots, which change no number. A field
 *  that is nothing to any of them (the momentum of SGD) is left out. Layers are told apart one by one only where all networks
 *  have the same sequence of blocks and one of them has not the same in all; else a facet is one value or `mixed`. */
export function differencesOf(plans: readonly Plan[]): Differences {
  const networks = plans.map(({ network }) => network);
  const rows = [
    ...fieldRows(dataFields, plans),
    ...Object.entries<Facet>(facets).flatMap(([id, facet]) => facetRows(id, facet, networks)),
    ...fieldRows(trainingFields, plans),
  ].filter(({ held }) => held.some((one) => one !== null));
  const differences: Differences = { differ: [], same: [] };
  for (const { field, title, held } of rows) {
    const first = held[0] ?? null;
    if (held.every((one) => isSame(one?.key, first?.key)))
      differences.same.push({ field, title, value: first?.text ?? none });
    else differences.differ.push({ field, title, values: written(held) });
  }
  return differences;
}

const fieldRows = (fields: Record<string, Field>, plans: readonly Plan[]): Row[] =>
  Object.entries(fields).map(([field, { title, of }]) => ({
    field,
    title: title(),
    held: plans.map((plan) => of(plan)),
  }));

function facetRows(field: string, { title, of }: Facet, networks: readonly (readonly Layer[])[]): Row[] {
  const all = networks.map((network) => network.flatMap((layer) => of(layer) ?? []));
  const uniform = all.map((held) => held.every(({ key }) => key === held[0]?.key));
  const whole: Row = {
    field,
    title: title(),
    held: all.map((held, i) => {
      if (uniform[i]) return held[0] ?? null;
      return { key: held.map(({ key }) => key), text: m.compare_mixed() };
    }),
  };
  const [first, ...others] = networks;
  const alike = others.every((network) => isSame(network.map(typeOf), first?.map(typeOf)));
  if (!first || !alike || uniform.every(Boolean) || all.every((held) => isSame(held, all[0]))) return [whole];
  return first.flatMap((_, block) => {
    const held = networks.map((network) => (network[block] ? of(network[block]) : null));
    const layer = Math.max(1, first.slice(0, block + 1).filter(({ type }) => type === 'dense').length);
    return [
      { field: `${field}.${block}`, title: m.compare_field_of_layer({ field: title(), layer: String(layer) }), held },
    ];
  });
}

const typeOf = ({ type }: Layer): string => type;

/** Texts of the values; where two that are not the same are written alike, they are numbered. */
function written(held: readonly Held[]): string[] {
  const text = (one: Held): string => one?.text ?? none;
  return held.map((one) => {
    const alike = held.filter((other) => text(other) === text(one));
    const kinds = alike.filter((other, i) => alike.findIndex((first) => isSame(first?.key, other?.key)) === i);
    if (kinds.length < 2) return text(one);
    const n = 1 + kinds.findIndex((kind) => isSame(kind?.key, one?.key));
    return m.compare_numbered({ value: text(one), n: String(n) });
  });
}

/** Whether two pieces of plans hold the same. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
  const of = new Map(Object.entries(b));
  const own = Object.entries(a);
  return own.length === of.size && own.every(([key, value]) => of.has(key) && isSame(value, of.get(key)));
}

/** What a run has come to at a step; null where it was not measured, or is no finite number. */
export type Results = Record<ResultId, number | null>;

/** A figure by which runs are compared. */
export interface Result {
  title: () => string;
  /** Which is the best of several; null where neither is better in itself. */
  best: 'least' | 'most' | null;
  /** Said only where a run has it. */
  rare?: true;
}

/** What they mean is said in figures.ts; ‖W‖ is √Σ‖W⁽ˡ⁾‖², of all weights together. */
export const results = {
  trainLoss: { title: m.compare_result_train, best: 'least' },
  validationLoss: { title: m.compare_result_validation, best: 'least', rare: true },
  testLoss: { title: m.compare_result_test, best: 'least' },
  gap: { title: m.compare_result_gap, best: null },
  accuracy: { title: m.compare_result_accuracy, best: 'most' },
  norm: { title: m.compare_result_norm, best: null },
} satisfies Record<string, Result>;
export type ResultId = keyof typeof results;
export const resultIds = Object.keys(results) as ResultId[];

/** What a frame says: the losses and accuracy as they were last measured at its step, ‖W‖ of its parameters. Frames of kind `frame`
 *  alone have norms. `accuracy` is that of the test set. */
export function resultsOf(frame: Frame): Results {
  const { epochLoss, testLoss, testAccuracy } = frame.scalars;
  const validationLoss = frame.tensor('validation')?.[0];
  return resultsFrom({ trainLoss: epochLoss, validationLoss, testLoss, accuracy: testAccuracy }, frame.tensor('‖W‖'));
}

/** What a run has come to: its progress, and the norms of its last frame. Without a test set the accuracy is that of the
 *  training set at the end. */
export const resultsAtEnd = (
  { loss, validationLoss, testLoss, testAccuracy, trained }: Progress,
  last: Frame | null,
): Results =>
  resultsFrom(
    { trainLoss: loss, validationLoss, testLoss, accuracy: testAccuracy ?? trained?.accuracy ?? null },
    last?.tensor('‖W‖') ?? null,
  );

/** Results from what a caller holds of a step. @param norms ‖W⁽ˡ⁾‖ of each layer */
export function resultsFrom(
  measured: { [id in 'trainLoss' | 'validationLoss' | 'testLoss' | 'accuracy']?: number | null | undefined },
  norms: ArrayLike<number> | null,
): Results {
  const finite = (value: number | null | undefined): number | null =>
    value !== null && value !== undefined && Number.isFinite(value) ? value : null;
  const [trainLoss, testLoss] = [finite(measured.trainLoss), finite(measured.testLoss)];
  return {
    trainLoss,
    validationLoss: finite(measured.validationLoss),
    testLoss,
    gap: trainLoss === null || testLoss === null ? null : testLoss - trainLoss,
    accuracy: finite(measured.accuracy),
    norm: norms && finite(Math.hypot(...Array.from(norms))),
  };
}

/** Which of several are best in a result, by their places; none where there is nothing better or only one was measured. */
export function bestOf(id: ResultId, all: readonly Results[]): number[] {
  const { best }: Result = results[id];
  const measured = all.flatMap((one) => one[id] ?? []);
  if (best === null || measured.length < 2) return [];
  const winner = best === 'least' ? Math.min(...measured) : Math.max(...measured);
  return all.flatMap((one, i) => (one[id] === winner ? [i] : []));
}
