import type { Deeds } from '../../core/lessons/deeds.ts';
import { exactValue } from '../../core/lessons/exact.ts';
import { plansOf } from '../../core/lessons/scene.ts';
import type { Lesson, Scene } from '../../core/lessons/schema.ts';
import { changesRun } from '../../core/plan/edits.ts';
import { stepsPerEpoch } from '../../core/plan/shape.ts';
import { gradientName } from '../../core/graph/graph.ts';
import { placeAt, valueAt } from '../../core/sweep/places.ts';
import { subjectOf } from '../view/walk.svelte.ts';
import type { Stage } from './stage.ts';

const NONE = 'none';

/** What the person has done, as the workbench shows it now. */
export function deedsOf(stage: Stage, lesson: Lesson, scene: Scene, { done, ran }: Pick<Deeds, 'done' | 'ran'>): Deeds {
  const { places, group } = stage;
  const first = places[0];
  const least = (of: (place: Stage['places'][number]) => number): number =>
    places.length === 0 ? 0 : Math.min(...places.map(of));
  return {
    step: least(({ session }) => session.newest ?? 0),
    epoch: least(({ session }) => Math.floor((session.newest ?? 0) / stepsPerEpoch(session.plan))),
    ended:
      places.length > 0 && places.every(({ session: { status } }) => status === 'finished' || status === 'diverged'),
    at: group.playing ? Infinity : (group.playhead.at ?? 0),
    zoom: first?.network.zoom ?? NONE,
    edges: first?.network.seen.gradient === true ? 'gradient' : 'weight',
    selected: first?.network.node ?? NONE,
    walked: first ? walkedTo(first) : NONE,
    changed: places.reduce((sum, { session }) => sum + (session.info?.parent?.changes.length ?? 0), 0),
    code: first?.network.code ?? NONE,
    // plans are compared only where a formula asks
    get edited() {
      const original = plansOf(lesson, scene);
      return places.filter(({ document }, i) => {
        const plan = original[i];
        return plan !== undefined && changesRun(plan, document.plan);
      }).length;
    },
    scene: scene.id,
    problem: places.flatMap(({ session }) => session.problems)[0]?.code ?? NONE,
    setting(at) {
      const place = first && placeAt(first.document.plan, at);
      if (!first) return NONE;
      return (place ? valueAt(first.document.plan, place) : exactValue(first.document.plan, at)) ?? NONE;
    },
    done,
    ran,
    option: (plot, key) => {
      const value = stage.options(plot)[key];
      return typeof value === 'boolean' ? Number(value) : (value ?? NONE);
    },
  };
}

function walkedTo({ network, document }: Stage['places'][number]): string {
  const { current } = network.walk;
  if (!current) return NONE;
  const { node, gradient } = subjectOf(document.graph, current);
  // the last node of the forward pass is the objective
  if (!gradient && current.produces.includes('J')) return 'J';
  return gradient ? gradientName(node) : node;
}
