import { ofPictures } from '../../core/datasets.ts';
import type { Plan } from '../../core/plan/schema.ts';

/** What the select offers, in steps a second; null is as fast as it goes. */
export const speeds: readonly (number | null)[] = [1, 10, 100, 1000, null];

type Kind = 'plane' | 'digits';
const kindOf = (plan: Plan): Kind => (ofPictures(plan.data) ? 'digits' : 'plane');
const isSpeed = (value: unknown): value is number | null => speeds.some((speed) => speed === value);

/** How fast runs go, kept by the lab: slow enough to watch. */
export class SpeedSetting {
  private values = $state.raw<Record<Kind, number | null>>({ plane: 100, digits: 100 });
  /** What a lesson has its runs go at, null as fast as they go; undefined outside of such lessons. It is not kept. */
  private taught = $state.raw<number | null>();
  private readonly save: (key: string, value: Record<Kind, number | null>) => void;

  constructor(save: (key: string, value: Record<Kind, number | null>) => void) {
    this.save = save;
  }

  restore(settings: Record<string, unknown>): void {
    const kept = settings['speed'];
    if (typeof kept !== 'object' || kept === null) return;
    for (const kind of ['plane', 'digits'] as const) {
      const value: unknown = (kept as Record<string, unknown>)[kind];
      if (isSpeed(value)) this.values = { ...this.values, [kind]: value };
    }
  }

  of(plan: Plan): number | null {
    return this.taught === undefined ? this.values[kindOf(plan)] : this.taught;
  }

  /** A lesson has a speed of its own for what is on show, until it is over (undefined). */
  teach(speed: number | null | undefined): void {
    this.taught = speed;
  }

  set(plan: Plan, speed: number | null): void {
    if (this.taught !== undefined) {
      this.taught = speed;
      return;
    }
    this.values = { ...this.values, [kindOf(plan)]: speed };
    this.save('speed', this.values);
  }
}
