import { sameVariables } from '../../../core/graph/graph.ts';
import { at } from '../../../core/floats.ts';
import { Evaluator } from '../../../core/graph/evaluator.ts';
import { parametersOf } from '../../view/parameters.ts';
import type { Column } from './columns.ts';
import type { UnitsScene } from './scene.svelte.ts';

/** More training examples than this are not all walked for every frame: the batch stands for them. */
const MOST = 400;

/** What one unit says of each example. */
export interface Answers {
  z: number[];
  h: number[];
  /** The class of each example; null where there is none, or it is not known. */
  labels: number[] | null;
  /** Whether they are all training examples; else those of the batch. */
  all: boolean;
}

/** z and h of one unit at the step on show, for all training examples of the plane where they are few, else for the batch. */
export class UnitAnswers {
  private readonly scene: UnitsScene;
  private readonly of: () => { column: Column; index: number } | null;

  constructor(scene: UnitsScene, of: () => { column: Column; index: number } | null) {
    this.scene = scene;
    this.of = of;
  }

  private readonly evaluator = $derived.by(() => {
    const { session, document } = this.scene.view;
    if (!session.opened || document.shape.width !== 2) return null;
    const made = new Evaluator(session.opened.detail.plan);
    return sameVariables(made.graph, document.graph) ? made : null;
  });

  readonly values: Answers | null = $derived.by(() => {
    const unit = this.of();
    if (!unit) return null;
    const { column, index } = unit;
    const { session, values } = this.scene.view;
    const train = session.examples?.train;
    const source = parametersOf(session);
    const pluck = (every: ArrayLike<number>): number[] => {
      const found: number[] = [];
      for (let i = index; i < every.length; i += column.width) found.push(every[i] ?? 0);
      return found;
    };
    const { evaluator } = this;
    if (
      evaluator &&
      source &&
      train &&
      train.count <= Math.min(MOST, evaluator.capacity) &&
      evaluator.load(source.frame)
    ) {
      evaluator.predict(train.count, (x) => {
        for (let i = 0; i < 2 * train.count; i++) x[i] = at(train.x, i) * train.scale;
      });
      const labels = train.labels.length > 0 ? Array.from(train.labels) : null;
      return { z: pluck(evaluator.value(column.z)), h: pluck(evaluator.value(column.variable)), labels, all: true };
    }
    const [z, h] = [this.scene.batch(column.z), this.scene.batch(column.variable)];
    if (!z || !h) return null;
    const rows = values.alone ? null : values.rows;
    const labels = rows && train && train.labels.length > 0 ? Array.from(rows, (row) => train.labels[row] ?? 0) : null;
    return { z: pluck(z), h: pluck(h), labels, all: false };
  });
}
