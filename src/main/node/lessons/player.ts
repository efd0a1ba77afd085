import type { Frame } from '../../../core/frame/frame.ts';
import { graphOf } from '../../../core/graph/graph.ts';
import { baselineKey, type Baselines } from '../../../core/baselines.ts';
import { disagreementOf, type Disagreement } from '../../../core/lessons/disagreement.ts';
import { askedBy, type Asked, type Evidence } from '../../../core/lessons/evidence.ts';
import { examplesOf } from '../../../core/examples.ts';
import { lettersIn } from '../../../core/lessons/expression.ts';
import { holds, letters, measured, median } from '../../../core/lessons/measure.ts';
import { plansOf, sceneOf, stepOf, withSettings } from '../../../core/lessons/scene.ts';
import type { Claim, Lesson, Scene, Settings, When } from '../../../core/lessons/schema.ts';
import { totalSteps, shapeOf } from '../../../core/plan/shape.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { measuredOver, type Ended } from '../../../core/lessons/sweep-scope.ts';
import { Points } from '../../../core/sweep/points.ts';
import type { Sweep } from '../../../core/sweep/schema.ts';
import type { Progress } from '../../../core/run.ts';
import { newRun } from '../../run-record.ts';
import type { Bench } from '../../bench.ts';

/** What came of a claim. `got` is null where it could not be measured. */
export interface Outcome {
  claim: Claim;
  got: number | null;
  holds: boolean;
}

interface Ran {
  frames: Frame[];
  progress: Progress;
}

/** Plays lessons without a window: trains the networks that their formulas are about, and measures. */
export class LessonPlayer {
  private readonly bench: Bench;
  private readonly ran = new Map<string, Promise<Ran>>();
  private readonly beside = new Map<string, Promise<Baselines>>();
  private readonly disagreements = new WeakMap<Frame, Disagreement>();

  constructor(bench: Bench) {
    this.bench = bench;
  }

  /** Measures a claim as it is meant, or in its contrast. */
  async claim(lesson: Lesson, claim: Claim, contrast = false): Promise<Outcome> {
    const { scene, given, measure, when, seeds = 1 } = claim;
    const swept = lesson.sweeps?.find(({ id }) => id === claim.sweep);
    if (swept) {
      const got = await this.over(swept.sweep, measure, contrast ? claim.contrast : {});
      return { claim, got, holds: got !== null && holds(claim.is, got) };
    }
    const settings = { ...given, ...(contrast && claim.contrast) };
    const otherwise = contrast ? claim.otherwise : undefined;
    const all: (number | null)[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const own: Settings = seeds > 1 ? { ...settings, seed: seed + 1 } : settings;
      all.push(await this.formula(lesson, sceneOf(lesson, scene), measure, when, own, otherwise));
    }
    const known = all.filter((value) => value !== null);
    const got = known.length < all.length ? null : median(known);
    return { claim, got, holds: got !== null && holds(claim.is, got) };
  }

  /** What a formula comes to in a scene. */
  async formula(
    lesson: Lesson,
    scene: Scene,
    formula: string,
    when?: When,
    settings?: Settings,
    otherwise?: Plan['parameters'],
  ): Promise<number | null> {
    const wanted = lettersIn(formula);
    const plans = plansOf(lesson, scene, settings, otherwise);
    const columns: (Evidence | null)[] = [];
    for (const [i, plan] of plans.entries())
      columns.push(wanted.has(letters[i] ?? '') ? await this.evidence(plan, when, askedBy(formula)) : null);
    return measured(formula, columns);
  }

  /** What a formula comes to over a sweep. @param settings what is set in all its runs besides @param seeds others than its own */
  async over(sweep: Sweep, formula: string, settings: Settings = {}, seeds = sweep.seeds): Promise<number | null> {
    const points = new Points({
      ...sweep,
      plan: withSettings(sweep.plan, settings),
      ...(seeds !== undefined && { seeds }),
    });
    const ended: (Ended | null)[] = [];
    for (let point = 0; point < points.total; point++) {
      const { frames, progress } = await this.run(points.planAt(point));
      const { trained, testLoss, testAccuracy, status } = progress;
      const norms = frames.findLast(({ kind }) => kind === 'frame')?.tensor('‖W‖');
      ended.push(
        status === 'finished' && trained
          ? {
              trainLoss: trained.loss,
              testLoss,
              trainAccuracy: trained.accuracy,
              testAccuracy,
              norm: norms ? Math.hypot(...norms) : null,
            }
          : null,
      );
    }
    return measuredOver(formula, points, ended);
  }

  private async evidence(plan: Plan, when: When | undefined, asked: Asked): Promise<Evidence | null> {
    const step = stepOf(when, plan);
    const last = Math.min(totalSteps(plan), Math.max(1, step));
    // a run that needs not go to its end does not, but where its rates depend on how long it is
    const shorter = plan.optimizer.schedule ? plan : { ...plan, length: { steps: last } };
    const { frames, progress } = await this.run(shorter);
    const at = (kind: Frame['kind'], of: number): Frame | undefined =>
      frames.findLast((frame) => frame.kind === kind && frame.scalars.step === of);
    const frame =
      step === Infinity ? frames.findLast(({ kind }) => kind === 'frame') : (at('frame', step) ?? at('keyframe', step));
    if (!frame) return null;
    const graph = graphOf(plan, shapeOf(plan));
    const { layout } = newRun(0, shorter, false);
    const keyframe = at('keyframe', frame.scalars.step) ?? null;
    const baselines = asked.baselines ? await this.baselines(plan) : null;
    const passes = asked.passes ? await this.disagreement(plan, keyframe ?? frame) : null;
    return { plan, graph, layout, frame, keyframe, status: progress.status, baselines, passes };
  }

  private baselines(plan: Plan): Promise<Baselines> {
    const key = baselineKey(plan);
    const known = this.beside.get(key) ?? this.bench.baselines(plan);
    this.beside.set(key, known);
    return known;
  }

  private async disagreement(plan: Plan, frame: Frame): Promise<Disagreement | null> {
    const known = this.disagreements.get(frame);
    if (known) return known;
    if (plan.data.kind !== 'mnist') return null;
    const work = disagreementOf(plan, frame, examplesOf(plan, await this.bench.digits()).test);
    for (;;) {
      const { done, value } = work.next();
      if (!done) continue;
      if (value) this.disagreements.set(frame, value);
      return value;
    }
  }

  private run(plan: Plan): Promise<Ran> {
    const key = JSON.stringify({ ...plan, name: '' });
    const known = this.ran.get(key) ?? this.bench.run(plan, false);
    this.ran.set(key, known);
    return known;
  }
}
