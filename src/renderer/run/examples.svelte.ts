import { examplesOf, sourceKeyOf, type Examples } from '../../core/examples.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { DataPart } from '../../core/plan/shape.ts';
import type { Lab } from './lab.ts';
import { sourceOf } from './sources.ts';

export type ExampleSets = Record<DataPart, Examples>;

/** The examples of the plan on show, made in the window from the plan's seed as the trainer makes them. */
export class ExampleSource {
  sets = $state.raw<ExampleSets | null>(null);
  private readonly lab: Lab;
  private readonly failed: (error: unknown) => void;
  private key: unknown = null;

  constructor(lab: Lab, failed: (error: unknown) => void) {
    this.lab = lab;
    this.failed = failed;
  }

  /** Makes the examples of a plan, unless they are those there are. */
  async show(plan: Plan): Promise<void> {
    const key = keyOf(plan);
    if (key === this.key) return;
    this.key = key;
    if (sourceKeyOf(plan.data) === null) {
      this.sets = examplesOf(plan, null);
      return;
    }
    this.sets = null;
    try {
      const source = await sourceOf(this.lab, plan.data);
      if (key === this.key) this.sets = examplesOf(plan, source);
    } catch (error) {
      this.key = null;
      this.failed(error);
    }
  }
}

/** What the examples depend on. Inline data can be large, so it is told by identity. */
const keyOf = ({ data, seed, loss }: Plan): unknown =>
  data.kind === 'inline' ? data : JSON.stringify([data, seed, loss]);
