import { architecture } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { m } from '../words/m.ts';
import { facets, type Facet } from './facets.ts';
import { dataFields, trainingFields, type Field } from './fields.ts';

// the network says hidden units, and the ends besides; train and test are losses in a list
const { hidden: _, train: trainExamples, test: testExamples, ...ofData } = dataFields;

/** A facet as one field of the whole network: what its layers have, each once. */
const whole = ({ title, of }: Facet): Field => ({
  title,
  of({ network }) {
    const held = network.flatMap((layer) => of(layer) ?? []);
    const texts = [...new Set(held.map(({ text }) => text))];
    const [first] = held;
    if (!first) return null;
    return texts.length === 1 ? first : { key: texts, text: texts.join(', ') };
  },
});
const ofNetwork = Object.fromEntries(Object.entries<Facet>(facets).map(([id, facet]) => [id, whole(facet)])) as Record<
  keyof typeof facets,
  Field
>;

/** Every field of a plan that a list of runs may show, be sorted by and be searched for. */
export const planFields = {
  network: {
    title: m.runs_field_network,
    of(plan) {
      const text = architecture(plan.network, shapeOf(plan).width);
      return { key: text, text };
    },
  },
  ...ofData,
  trainExamples,
  testExamples,
  ...ofNetwork,
  ...trainingFields,
} satisfies Record<string, Field>;

export type PlanFieldId = keyof typeof planFields;
export const planFieldIds = Object.keys(planFields) as PlanFieldId[];

/** A number, or the text that says it. */
export type PlanValue = string | number;

/** What a plan has at each field that is something to it. A plan of an earlier version may lack a part: what cannot be told is
 *  left out. */
export function planValues(plan: Plan): { id: PlanFieldId; value: PlanValue }[] {
  return planFieldIds.flatMap((id) => {
    try {
      const held = planFields[id].of(plan);
      if (held === null) return [];
      return { id, value: typeof held.key === 'number' ? held.key : held.text };
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
}
