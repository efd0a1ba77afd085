import { z } from 'zod';
import { lessonSchema, type Lesson, type Want } from './schema.ts';

/** What a teacher is writing: a lesson, of which anything may still be empty or wrong. */
export type Draft = Lesson;

const { shape } = lessonSchema;
const anyText = z.string().max(20_000);
const scene = shape.scenes.element;
const column = scene.shape.columns.element;
const [did, number, choice, predicted] = shape.steps.element.options;
const options = z.array(anyText).max(6);

/** A draft as the lab keeps it: the form of a lesson without its limits. */
export const draftSchema: z.ZodType<Draft> = lessonSchema.extend({
  title: anyText,
  about: anyText,
  text: anyText,
  scenes: z.array(
    scene.extend({
      id: anyText,
      title: anyText,
      columns: z.array(column.extend({ name: anyText, says: anyText.exactOptional() })),
    }),
  ),
  steps: z.array(
    z.discriminatedUnion('kind', [
      did.extend({ id: anyText, says: anyText, done: anyText, scene: anyText.exactOptional() }),
      number.extend({
        id: anyText,
        says: anyText,
        answer: anyText,
        mistakes: z.array(z.strictObject({ is: anyText, says: anyText })).exactOptional(),
        scene: anyText.exactOptional(),
      }),
      choice.extend({ id: anyText, says: anyText, options, because: anyText, scene: anyText.exactOptional() }),
      predicted.extend({ id: anyText, says: anyText, options, came: anyText, scene: anyText.exactOptional() }),
    ]),
  ),
  claims: z.array(
    shape.claims.element.extend({
      says: anyText,
      quantity: anyText,
      measure: anyText,
      scene: anyText.exactOptional(),
      after: anyText.exactOptional(),
    }),
  ),
});

const order = {
  lesson: ['lesson', 'title', 'about', 'minutes', 'text', 'scenes', 'steps', 'claims'],
  scene: ['id', 'title', 'zoom', 'plain', 'plots', 'options', 'knobs', 'speed', 'columns', 'plan'],
  column: ['name', 'says', 'set', 'parameters'],
  step: ['kind', 'id', 'scene', 'says', 'options', 'answer', 'done', 'came', 'when', 'mistakes', 'because'],
  claim: ['says', 'quantity', 'measure', 'when', 'is', 'scene', 'given', 'seeds', 'after', 'contrast', 'otherwise'],
} as const;

const inOrder = (of: object, keys: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(of).toSorted(([a], [b]) => keys.indexOf(a) - keys.indexOf(b)), // a key that is not listed keeps its place at the front
  );

/** The lesson as a file: its keys in one order, whatever was written first. */
export function textOf(draft: Draft): string {
  const { scenes, steps, claims } = draft;
  const ordered = inOrder(
    {
      ...draft,
      scenes: scenes.map((one) =>
        inOrder({ ...one, columns: one.columns.map((column) => inOrder(column, order.column)) }, order.scene),
      ),
      steps: steps.map((one) => inOrder(one, order.step)),
      claims: claims.map((one) => inOrder(one, order.claim)),
    },
    order.lesson,
  );
  return JSON.stringify(ordered, null, 2) + '\n';
}

export type WantKind = 'below' | 'above' | 'near' | 'between';
export const kindOf = (want: Want): WantKind =>
  'below' in want ? 'below' : 'above' in want ? 'above' : 'near' in want ? 'near' : 'between';

/** How far from the number on screen a bound is put: seeds and machines differ a little. */
const MARGIN = 0.5;

/** To two digits, away from zero or towards it. */
function twoDigits(value: number, up: boolean): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const unit = Math.floor(Math.log10(Math.abs(value))) - 1;
  const exact = value / 10 ** unit;
  return Number(`${up ? Math.ceil(exact - 1e-9) : Math.floor(exact + 1e-9)}e${unit}`);
}

/** What a number could be claimed to be, from what it is now: a bound with a margin, to two digits.
 *  @param kind the usual one where it is not said: a number below 1 is small, any other large */
export function proposed(value: number, kind?: WantKind): Want {
  const known = Number.isFinite(value) ? value : 0;
  const margin = Math.abs(known) * MARGIN || MARGIN;
  switch (kind ?? (Math.abs(known) < 1 ? 'below' : 'above')) {
    case 'below':
      return { below: twoDigits(known + margin, true) };
    case 'above':
      return { above: twoDigits(known - margin, false) };
    case 'near':
      return { near: Number(known.toPrecision(3)), within: twoDigits(margin / 5, true) };
    case 'between':
      return { least: twoDigits(known - margin, false), most: twoDigits(known + margin, true) };
  }
}
