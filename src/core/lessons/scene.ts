import { stepsPerEpoch, totalSteps } from '../plan/shape.ts';
import type { Plan } from '../plan/schema.ts';
import { placeAt, valueAt, withValue } from '../sweep/places.ts';
import { exactValue, withExact } from './exact.ts';
import type { Lesson, Scene, Settings, When } from './schema.ts';

/** A plan with some of its places set, in their order; what it has no place for stays as it was. */
export const withSettings = (plan: Plan, settings: Settings = {}): Plan =>
  Object.entries(settings).reduce((next, [at, value]) => {
    const place = placeAt(next, at);
    return place ? withValue(next, place, value) : withExact(next, at, Number(value));
  }, plan);

/** Whether a plan has all of them so. */
export const hasSettings = (plan: Plan, settings: Settings): boolean =>
  Object.entries(settings).every(([at, value]) => {
    const place = placeAt(plan, at);
    return (place ? valueAt(plan, place) : exactValue(plan, at)) === value;
  });

/** The plan of each network of a scene, named after it. @param settings what is set in all of them besides
 *  @param otherwise parameters that all of them begin with besides */
export const plansOf = (
  lesson: Pick<Lesson, 'title'>,
  scene: Scene,
  settings: Settings = {},
  otherwise: Plan['parameters'] = {},
): Plan[] =>
  scene.columns.map(({ name, set, parameters }) => {
    const own = { ...withSettings(scene.plan, set) };
    const exact = { ...own.parameters, ...parameters, ...otherwise };
    const { plots: _plots, ...plan } = withSettings(
      Object.keys(exact).length > 0 ? { ...own, parameters: exact } : own,
      settings,
    );
    return {
      ...plan,
      name: (scene.columns.length === 1 ? lesson.title : `${lesson.title}: ${name}`).slice(0, 120),
      plots: scene.plots.map((plot) => {
        const options = scene.options?.[plot];
        return { plot, ...(options && { options }) };
      }),
    };
  });

/** The scene that a step or a claim is about: the first where it does not say. */
export const sceneOf = ({ scenes }: Lesson, id: string | undefined): Scene =>
  scenes.find((scene) => scene.id === id) ?? (scenes[0] as Scene);

/** The step of a run that is meant; Infinity for its end, wherever that is. */
export function stepOf(when: When | undefined, plan: Plan): number {
  if (when === undefined || when === 'end') return Infinity;
  if (when === 'start') return 0;
  return Math.min(totalSteps(plan), 'step' in when ? when.step : when.epoch * stepsPerEpoch(plan));
}
