import type { Problem } from '../../core/plan/problem.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { costOfRun } from '../../core/sweep/cost.ts';
import { sweepFieldOf } from '../../core/sweep/fields.ts';
import { placesIn, type SweepPlace } from '../../core/sweep/places.ts';
import { Points } from '../../core/sweep/points.ts';
import { checkSweep } from '../../core/sweep/problems.ts';
import { sweepLimits, type Sweep, type SweepInput } from '../../core/sweep/schema.ts';
import { m } from '../../core/words/m.ts';
import { problemLine, problemSentence } from '../../core/words/problems.ts';
import { AxisDraft } from './axis-draft.svelte.ts';
import { freeName } from './names.ts';

/** What a sweep is made of while it is put together: nothing of it is in the lab yet. */
export class SweepDraft {
  readonly plan: Plan;
  readonly experiment: number | null;
  /** The most bytes that a run may take. */
  private readonly memory: number | undefined;
  /** Everything of the plan that can move. */
  readonly places: readonly SweepPlace[];
  name = $state('');
  axes = $state.raw<readonly AxisDraft[]>([]);
  seeds = $state(1);

  private readonly input: SweepInput = $derived.by(() => ({
    name: this.name,
    plan: this.plan,
    axes: this.axes.map((axis) => axis.input),
    ...(this.seeds > 1 && { seeds: this.seeds }),
  }));
  /** What was typed and is no value at all. */
  private readonly unread = $derived(this.axes.some((axis) => axis.unread !== ''));
  private readonly checked = $derived.by((): { sweep: Sweep | null; problems: Problem[] } =>
    this.unread ? { sweep: null, problems: [] } : checkSweep(this.input, this.memory),
  );
  readonly problems: readonly Problem[] = $derived(this.checked.problems);
  /** The sweep as it would begin now; null while something is wrong. */
  readonly sweep: Sweep | null = $derived(this.checked.sweep);
  readonly points: Points | null = $derived(this.sweep && new Points(this.sweep));
  /** What one run costs on average, in multiply-adds; of many settings some are asked. */
  readonly cost: number = $derived.by(() => (this.points ? meanCost(this.points) : 0));

  /** @param memory the most bytes that a run may take @param from the sweep to begin with, of the same plan
   *  @param taken names that other sweeps have */
  constructor(plan: Plan, experiment: number | null, memory?: number, from?: Sweep, taken: readonly string[] = []) {
    this.plan = plan;
    this.experiment = experiment;
    this.memory = memory;
    this.places = placesIn(this.plan);
    this.name = freeName(from ? from.name : m.sweep_name_of({ name: this.plan.name }), taken);
    if (from) {
      this.seeds = typeof from.seeds === 'number' ? from.seeds : (from.seeds?.length ?? 1);
      this.axes = from.axes.map((axis) => AxisDraft.of(this.plan, this.places, axis));
    } else this.addAxis();
  }

  get canAdd(): boolean {
    return this.axes.length < sweepLimits.axes && this.free().length > 0;
  }

  /** One more axis, of the first field that none moves yet. */
  addAxis(): void {
    const [first] = this.free();
    if (first) this.axes = [...this.axes, new AxisDraft(this.plan, this.places, first.at)];
  }

  removeAxis(axis: AxisDraft): void {
    this.axes = this.axes.filter((one) => one !== axis);
  }

  /** Places that no axis moves. */
  free(): SweepPlace[] {
    const taken = this.axes.flatMap(({ at, links }) => [at, ...links.map((link) => link.at)]);
    return this.places.filter(({ at }) => !taken.includes(at));
  }

  /** What is wrong with an axis, in one sentence, or with the field that goes along with it. @param field 0 for its own */
  wrongAt(axis: number, field: number): string {
    const own = this.axes[axis]?.unread ?? '';
    if (field === 0 && own !== '') return own;
    const found = this.problems.find(({ at }) => {
      const link = /^axes\[(\d+)\]\.fields\[(\d+)\]/.exec(at);
      if (link) return Number(link[1]) === axis && Number(link[2]) === field;
      return field === 0 && at.startsWith(`axes[${axis}]`);
    });
    if (!found) return '';
    const value = found.values['value'];
    const sentence = problemSentence(found);
    return value === undefined ? sentence : m.sweep_wrong_at({ value: String(value), sentence });
  }

  /** What is wrong and belongs to no axis. */
  get wrong(): string {
    const found = this.problems.find(({ at }) => !/^axes\[\d+\]/.test(at) && at !== 'name');
    return found ? problemLine(found) : '';
  }

  get wrongName(): string {
    const found = this.problems.find(({ at }) => at === 'name');
    return found ? problemSentence(found) : '';
  }
}

const MOST_ASKED = 48;

function meanCost(points: Points): number {
  const n = Math.min(MOST_ASKED, points.total);
  let sum = 0;
  for (let k = 0; k < n; k++) sum += costOfRun(points.planAt(Math.floor((k * points.total) / n)));
  return sum / n;
}

/** Whether a place takes one of a few, rather than numbers. */
export const isChoice = ({ field }: SweepPlace): boolean => sweepFieldOf(field).takes.kind === 'choice';
