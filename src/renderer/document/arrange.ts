import { graphOf } from '../../core/graph/graph.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { m } from '../../core/words/m.ts';
import type { Adapted } from './adapted.ts';

/** The plan with its layers in another order: a number is the layer that was at this place, a layer is a new one. What is
 *  left out is removed; what is named twice is copied. Given parameters go by the number of their layer (W2), so they are
 *  renamed with it; a matrix that no longer fits what comes in is dropped, and its layer drawn. */
export function arrange(plan: Plan, order: readonly (number | Layer)[]): Adapted {
  const used = new Set<number>();
  const network = order.flatMap((place) => {
    if (typeof place !== 'number') return [place];
    const layer = plan.network[place];
    if (!layer) return [];
    const copy = used.has(place);
    used.add(place);
    return [copy ? { ...layer } : layer];
  });
  const next: Plan = { ...plan, network };
  return plan.parameters ? follow(plan, next, order) : { plan: next, notes: [] };
}

function follow(plan: Plan, next: Plan, order: readonly (number | Layer)[]): Adapted {
  const before = graphOf(plan, shapeOf(plan)).layers;
  const after = graphOf(next, shapeOf(next)).layers;
  const kept: NonNullable<Plan['parameters']> = {};
  const notes = new Set<string>();
  const network = next.network.map((layer, i): Layer => {
    const from = order[i];
    const old = typeof from === 'number' ? before[from] : undefined;
    if (!old || layer.type !== 'dense') return layer;
    const fits = old.inputWidth === after[i]?.inputWidth;
    old.parameters.forEach((name, k) => {
      const given = plan.parameters?.[name];
      const renamed = after[i]?.parameters[k];
      if (given === undefined || renamed === undefined) return;
      if (fits || renamed.startsWith('b')) kept[renamed] = given;
      else notes.add(m.bar_document_note_drawn());
    });
    return layer.init.kind === 'given' && !fits ? { ...layer, init: { kind: 'appropriate' } } : layer;
  });
  const { parameters: _, ...rest } = next;
  const plain = { ...rest, network };
  return {
    plan: Object.keys(kept).length > 0 ? { ...plain, parameters: kept } : plain,
    notes: [...notes],
  };
}

const places = (plan: Plan): number[] => plan.network.map((_, i) => i);

/** Layers `ats` put together, in their order, into gap `to`, which counts gaps as they are before the move. */
export function moveLayers(plan: Plan, ats: readonly number[], to: number): Adapted {
  const rest = places(plan).filter((i) => !ats.includes(i));
  return arrange(plan, rest.toSpliced(firstAfter(ats, to), 0, ...ats));
}

/** Where the first of `ats` is after they were moved to gap `to`. */
export const firstAfter = (ats: readonly number[], to: number): number => to - ats.filter((at) => at < to).length;

export const removeLayers = (plan: Plan, ats: readonly number[]): Adapted =>
  arrange(
    plan,
    places(plan).filter((i) => !ats.includes(i)),
  );

/** Copies of layers `ats`, in their order, right after the last of them. */
export const duplicateLayers = (plan: Plan, ats: readonly number[]): Adapted =>
  arrange(plan, places(plan).toSpliced(Math.max(...ats) + 1, 0, ...ats));

/** Gaps that layers `ats` may go to together: those where something changes, and where each activation among them still has a
 *  dense layer before it, as `legalGaps` has it for one. */
export function legalMoves(network: readonly Layer[], ats: readonly number[]): number[] {
  const rest = network.map((_, i) => i).filter((i) => !ats.includes(i));
  return Array.from({ length: network.length + 1 }, (_, gap) => gap).filter((gap) => {
    const order = rest.toSpliced(firstAfter(ats, gap), 0, ...ats);
    if (order.every((from, i) => from === i)) return false;
    const first = order.findIndex((i) => network[i]?.type === 'dense');
    return ats.every((at) => network[at]?.type !== 'activation' || (first >= 0 && order.indexOf(at) > first));
  });
}
