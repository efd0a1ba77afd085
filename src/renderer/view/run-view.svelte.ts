import type { Frame } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { OpenedRun } from '../run/opened.svelte.ts';
import type { Session } from '../run/session.svelte.ts';
import type { ExampleSets } from '../run/examples.svelte.ts';

/** A run beside the one that is looked at. */
export interface Other {
  letter: string;
  opened: OpenedRun;
  plan: Plan;
  ratio: number;
}

/** What plots read: the run on show and the step that is looked at, which is the playhead's or, while the pointer is on a plot
 *  over the run, the step under it. Live, paused and replayed are the same here. */
export class RunView {
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  readonly opened: OpenedRun | null = $derived.by(() => this.session.opened);
  readonly plan: Plan = $derived.by(() => this.session.plan);
  /** The same, but where there is no run yet the document's plan, though what it would begin with is not there: what can be told of a
   *  plan alone is told at once, even of one that is too large. */
  readonly planned: Plan = $derived.by(() => {
    const { run, document, problems, plan } = this.session;
    const drawable = problems.every(({ code }) => code === 'too-much-memory' || code === 'keyframe-too-large');
    return run || !drawable ? plan : document.plan;
  });
  /** null while there is no run. */
  readonly layout: Layout | null = $derived.by(() => this.session.layout);
  /** Steps of the whole run; beside others, of the longest of them, in steps of this one. */
  readonly steps: number = $derived.by(() => this.session.group.steps * this.session.group.ratioOf(this.session));
  /** The runs beside this one. `ratio`: how many steps of this one are one of theirs. */
  readonly others: readonly Other[] = $derived.by(() => {
    const { group } = this.session;
    return group.members.flatMap((member) => {
      const { run } = member;
      if (member === this.session || !run) return [];
      const ratio = group.ratioOf(this.session) / group.ratioOf(member);
      return [{ letter: group.letterOf(member), opened: run, plan: member.plan, ratio }];
    });
  });
  /** Whether the pointer, and not the playhead, says which step is looked at. */
  readonly pointing: boolean = $derived.by(() => (this.opened?.pointed ?? -1) >= 0);
  /** The row of the recording that is looked at; −1 while there are no frames. */
  readonly row: number = $derived.by(() => {
    const { opened } = this;
    return opened ? (opened.pointed >= 0 ? opened.pointed : opened.row) : -1;
  });
  /** The frame at that row. */
  readonly frame: Frame | null = $derived.by(
    () => (this.pointing && this.opened?.shownPointed?.frame) || this.session.frame,
  );
  /** The newest keyframe not after it: where large networks have their parameters. */
  readonly keyframe: Frame | null = $derived.by(
    () => (this.pointing && this.opened?.keyframePointed?.frame) || this.session.keyframe,
  );
  /** Its step; null while there are no frames. */
  readonly step: number | null = $derived.by(() => this.frame?.scalars.step ?? null);
  /** Training and test examples; null until the digits have come, or while the plan has problems. */
  get examples(): ExampleSets | null {
    return this.session.examples;
  }

  /** Looks at a step in all plots; null lets the playhead say again which. */
  point(step: number | null): void {
    this.session.point(step);
  }
}
