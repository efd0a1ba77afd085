import type { Plan } from '../../core/plan/schema.ts';
import { sweepFieldOf } from '../../core/sweep/fields.ts';
import { valueAt, type SweepPlace } from '../../core/sweep/places.ts';
import type { Axis, AxisValues, FieldValue } from '../../core/sweep/schema.ts';
import { isPlain, valuesOf } from '../../core/sweep/values.ts';
import { m } from '../../core/words/m.ts';
import { writeNumber } from '../typed/read.ts';
import { readNumbers } from './numbers.ts';

export const modes = ['list', 'range', 'log'] as const;
export type Mode = (typeof modes)[number];

/** A field that goes along with an axis: it is c · vᵖ. */
export interface LinkDraft {
  at: string;
  c: number;
  p: number;
}

/** One axis while it is put together: a place, and its values as a list that is typed or ticked, or as a range. */
export class AxisDraft {
  private readonly plan: Plan;
  private readonly places: readonly SweepPlace[];
  at = $state('');
  mode = $state<Mode>('list');
  text = $state('');
  picked = $state.raw<readonly string[]>([]);
  from = $state(1);
  to = $state(10);
  count = $state(5);
  links = $state.raw<readonly LinkDraft[]>([]);

  readonly place: SweepPlace | null = $derived.by(() => this.places.find(({ at }) => at === this.at) ?? null);
  /** The choices of its field; none where it takes numbers. */
  readonly choices: readonly { id: string; title: string }[] = $derived.by(() => {
    const takes = this.place && sweepFieldOf(this.place.field).takes;
    return takes?.kind === 'choice' ? takes.choices : [];
  });
  /** Which ends of a log range cannot be its ends. */
  readonly badEnds: readonly ('from' | 'to')[] = $derived.by(() =>
    this.mode === 'log' ? (['from', 'to'] as const).filter((end) => !(this[end] > 0)) : [],
  );
  private readonly typed = $derived.by(() => readNumbers(this.text));
  /** What is typed and is no number, or that there is none. */
  readonly unread: string = $derived.by(() => {
    if (this.mode !== 'list') return '';
    if (this.choices.length > 0) return this.picked.length > 0 ? '' : m.sweep_pick_one();
    if ('wrong' in this.typed) return m.sweep_no_number({ text: this.typed.wrong });
    return this.typed.numbers.length > 0 ? '' : m.sweep_type_one();
  });
  readonly values: AxisValues = $derived.by(() => {
    if (this.mode !== 'list') return { from: this.from, to: this.to, count: this.count, log: this.mode === 'log' };
    if (this.choices.length > 0)
      return { list: this.choices.filter(({ id }) => this.picked.includes(id)).map(({ id }) => id) };
    return { list: 'numbers' in this.typed ? this.typed.numbers : [] };
  });
  readonly input: Axis = $derived.by(() => ({
    fields: [{ at: this.at }, ...this.links.map(({ at, c, p }) => ({ at, c, p }))],
    values: this.values,
  }));
  /** All values written out, to be seen before anything runs. */
  readonly written: FieldValue[] = $derived.by(() =>
    this.unread === '' && this.badEnds.length === 0
      ? valuesOf(this.input, [this.place, ...this.links.map(() => null)])
      : [],
  );

  constructor(plan: Plan, places: readonly SweepPlace[], at: string) {
    this.plan = plan;
    this.places = places;
    this.choose(at);
  }

  /** An axis of a sweep that there is, to be changed. */
  static of(plan: Plan, places: readonly SweepPlace[], { fields, values }: Axis): AxisDraft {
    const [first, ...others] = fields;
    const axis = new AxisDraft(plan, places, first?.at ?? '');
    axis.links = others.filter((one) => !isPlain(one)).map(({ at, c = 1, p = 1 }) => ({ at, c, p }));
    if ('list' in values) {
      axis.mode = 'list';
      axis.picked = values.list.map(String);
      axis.text = listText(values.list.filter((v) => typeof v === 'number'));
    } else {
      axis.mode = values.log ? 'log' : 'range';
      [axis.from, axis.to, axis.count] = [values.from, values.to, values.count];
    }
    return axis;
  }

  /** Takes another field, with values around what the plan has there. */
  choose(at: string): void {
    this.at = at;
    const { place } = this;
    if (!place) return;
    const { takes } = sweepFieldOf(place.field);
    if (takes.kind === 'choice') {
      this.mode = 'list';
      this.picked = takes.choices.map(({ id }) => id);
      this.links = [];
      return;
    }
    const now = Number(valueAt(this.plan, place) ?? 0);
    const { list, mode, from, to, count } = around(now, takes.kind === 'integer', takes.least, takes.most);
    this.mode = mode;
    this.text = listText(list);
    [this.from, this.to, this.count] = [from, to, count];
  }

  /** Takes a choice among those to be tried, or leaves it out. */
  tick(id: string): void {
    this.picked = this.picked.includes(id) ? this.picked.filter((one) => one !== id) : [...this.picked, id];
  }

  link(at: string): void {
    this.links = [...this.links, { at, c: 1, p: 1 }];
  }

  relink(k: number, change: Partial<LinkDraft>): void {
    this.links = this.links.map((link, i) => (i === k ? { ...link, ...change } : link));
  }

  unlink(k: number): void {
    this.links = this.links.filter((_, i) => i !== k);
  }
}

const listText = (list: readonly number[]): string => list.map((v) => writeNumber(v, false)).join('  ');

/** Values to begin with, around one. */
function around(now: number, whole: boolean, least: number, most: number) {
  const within = (list: readonly number[]): number[] => [...new Set(list.filter((v) => v >= least && v <= most))];
  if (whole) {
    const base = Math.max(1, now);
    const few = base < 4 ? [1, 2, 3, 4] : [0.25, 0.5, 1, 2, 4].map((f) => Math.round(base * f));
    const list = within(few);
    return { list, mode: 'list' as const, from: Math.min(...list), to: Math.max(...list), count: list.length };
  }
  if (most <= 1) {
    const list = within([0, 0.2, 0.4, 0.6, 0.8]);
    return { list, mode: 'list' as const, from: 0, to: 0.8, count: 5 };
  }
  if (now > 0) {
    const [from, to] = [Math.max(least, now / 10), Math.min(most, now * 10)].map((v) => Number(v.toPrecision(6)));
    const list = within([now / 10, now / 3, now, now * 3, now * 10].map((v) => Number(v.toPrecision(2))));
    return { list, mode: 'log' as const, from: from ?? 1, to: to ?? 1, count: 7 };
  }
  return { list: within([0, 0.001, 0.003, 0.01, 0.03]), mode: 'list' as const, from: 0.001, to: 0.1, count: 5 };
}
