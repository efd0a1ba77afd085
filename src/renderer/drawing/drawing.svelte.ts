import { inlineOf, type DrawnSet } from '../../core/drawn/inline.ts';
import { logisticOf, planeOf, type LinearFit } from '../../core/drawn/linear.ts';
import { erased, LIMIT, MOST, sprayed, type DrawnPoint } from '../../core/drawn/spray.ts';
import { partsOf, type Shares } from '../../core/drawn/split.ts';
import type { DataSpec } from '../../core/plan/schema.ts';
import type { DataPart } from '../../core/plan/shape.ts';
import { stream } from '../../core/random.ts';

export type Place = readonly [x1: number, x2: number];
/** What a stroke does: puts points down, or takes them away. */
export type Tool = 'draw' | 'erase';

const valuesOf = (points: readonly DrawnPoint[]): number[] =>
  points.map(({ y }) => y).filter((y, i, all) => all.indexOf(y) === i);

/** What undo brings back. */
interface State {
  points: readonly DrawnPoint[];
  valued: boolean;
}

/** Points under one's hand, with the brushes and the strokes that were; what the network will get follows from them. */
export class Drawing {
  points = $state.raw<readonly DrawnPoint[]>([]);
  /** Whether a brush puts down values, and not labels. */
  valued = $state(false);
  /** Brushes there are for labels. */
  classes = $state(2);
  tool = $state<Tool>('draw');
  /** The label that is put down, and the value. */
  label = $state(1);
  value = $state(1);
  radius = $state(0.6);
  amount = $state(5);
  shares = $state.raw<Shares>({ test: 0.3, validation: 0 });
  scaled = $state(true);
  readonly seed: number;
  private past = $state.raw<readonly State[]>([]);
  private future = $state.raw<readonly State[]>([]);
  private before: State | null = null;
  private last: Place | null = null;
  private sprays = 0;

  /** @param from points to be edited further @param seed of the plan: sprays and the split go by it */
  constructor(seed: number, from: DrawnSet | null) {
    this.seed = seed;
    if (!from) return;
    this.points = from.points;
    this.valued = from.valued;
    this.shares = from.shares;
    this.scaled = from.scaled;
    if (!from.valued) this.classes = Math.max(2, ...from.points.map(({ y }) => y + 1));
  }

  readonly parts: readonly DataPart[] = $derived.by(() => partsOf(this.points, this.shares, this.seed, this.valued));
  private readonly used: readonly number[] = $derived(valuesOf(this.points));
  readonly full: boolean = $derived(this.points.length >= MOST);

  /** How many points of a label, or of all where null, are in a part. */
  countOf(label: number | null, part?: DataPart): number {
    return this.points.filter(({ y }, i) => (label === null || y === label) && (!part || this.parts[i] === part))
      .length;
  }

  /** Why it cannot be used yet, or null. */
  readonly lacks: 'points' | 'classes' | null = $derived.by(() => {
    if (this.countOf(null, 'train') < 2) return 'points';
    return !this.valued && this.used.length < 2 ? 'classes' : null;
  });

  /** What one line makes of the training points. */
  readonly fit: LinearFit | null = $derived.by(() => {
    if (this.lacks) return null;
    const train = this.points.filter((_, i) => this.parts[i] === 'train');
    return this.valued ? planeOf(train) : logisticOf(train, Math.max(...this.used) + 1);
  });
  /** Its score on the test points, or on all where there are none. */
  readonly score: number = $derived.by(() => {
    const test = this.points.filter((_, i) => this.parts[i] === 'test');
    return this.fit?.score(test.length > 0 ? test : this.points) ?? NaN;
  });

  get canUndo(): boolean {
    return this.past.length > 0;
  }
  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** A stroke begins. */
  begin(place: Place): void {
    this.before = this.state;
    this.last = null;
    this.along(place);
  }

  /** It goes on: the brush works anew where it has come half its radius further. */
  along(place: Place): void {
    if (!this.before) return;
    const { last } = this;
    if (last && Math.hypot(place[0] - last[0], place[1] - last[1]) < Math.max(0.05, this.radius / 2)) return;
    this.last = place;
    if (this.tool === 'erase') {
      this.points = erased(this.points, place, this.radius);
      return;
    }
    const random = stream(this.seed, 'drawn', 'spray', this.sprays++);
    const y = this.valued ? this.value : this.label;
    const more = sprayed(random, place, this.radius, this.amount, y);
    this.points = [...this.points, ...more].slice(0, MOST);
  }

  /** It ends, and is one step of undo. */
  end(): void {
    const { before } = this;
    this.before = null;
    if (before && before.points !== this.points) this.keep(before);
  }

  /** A stroke of one touch. */
  touch(place: Place): void {
    this.begin(place);
    this.end();
  }

  clear(): void {
    if (this.points.length === 0) return;
    const before = this.state;
    this.points = [];
    this.keep(before);
  }

  /** Labels become values from −1 to 1, and values labels by their sign. */
  setValued(valued: boolean): void {
    if (valued === this.valued) return;
    const before = this.state;
    const last = Math.max(1, ...this.used);
    this.valued = valued;
    this.points = this.points.map((point) => ({
      ...point,
      y: valued ? (2 * point.y) / last - 1 : point.y > 0 ? 1 : 0,
    }));
    this.keep(before);
  }

  /** Points of a label that has no brush any more stay: as many brushes as labels there are. */
  setClasses(classes: number): void {
    this.classes = Math.max(classes, this.valued ? 2 : Math.max(2, ...this.used.map((y) => y + 1)));
    this.label = Math.min(this.label, this.classes - 1);
  }

  /** A share of one part; training keeps a tenth. */
  setShare(part: keyof Shares, share: number): void {
    const other = part === 'test' ? this.shares.validation : this.shares.test;
    this.shares = { ...this.shares, [part]: Math.max(0, Math.min(share, Number((0.9 - other).toFixed(2)))) };
  }

  undo(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.future = [...this.future, this.state];
    this.past = this.past.slice(0, -1);
    this.show(before);
  }

  redo(): void {
    const after = this.future.at(-1);
    if (!after) return;
    this.past = [...this.past, this.state];
    this.future = this.future.slice(0, -1);
    this.show(after);
  }

  /** The data that the network gets. */
  data(): DataSpec {
    const { points, valued, shares, scaled, seed } = this;
    return inlineOf({ points, valued, shares, scaled }, seed);
  }

  private get state(): State {
    return { points: this.points, valued: this.valued };
  }
  private show({ points, valued }: State): void {
    this.points = points;
    this.valued = valued;
    this.setClasses(this.classes);
  }
  private keep(before: State): void {
    this.past = [...this.past, before];
    this.future = [];
  }
}

/** A place kept within the square. */
export const within = ([x1, x2]: Place): Place => [
  Math.max(-LIMIT, Math.min(LIMIT, x1)),
  Math.max(-LIMIT, Math.min(LIMIT, x2)),
];
