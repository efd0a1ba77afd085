import type { Args, CallName, LabEvent, Replies } from '../../core/contract/window.ts';
import { editsSchema, type Edit } from '../../core/plan/edits.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { LabClient } from '../lab/client.ts';

/** When a window's calls fail: not, before anything is done, or after, the answer lost. */
export type Failing = 'no' | 'before' | 'after';

/** A lab for tests that keeps experiments as the store does, for any number of windows. */
export class FakeExperiments {
  readonly kept = new Map<number, Omit<Replies['history'], 'plan'> & { plan: Plan; states: Edit[] }>();
  readonly windows: FakeWindow[] = [];
  private last = 7;

  constructor(plan: Plan) {
    this.create(plan, this.last);
  }

  window(): FakeWindow {
    const window = new FakeWindow(this);
    this.windows.push(window);
    return window;
  }

  answer(call: CallName, args: unknown, from: FakeWindow): unknown {
    switch (call) {
      case 'history':
        return this.of((args as Args<'history'>).experiment);
      case 'saveExperiment':
        return this.save(args as Args<'saveExperiment'>, from);
      case 'createExperiment': {
        const { plan } = args as { plan: Plan };
        return { id: this.create(plan, ++this.last), name: plan.name, plan, updatedAt: 0 };
      }
      case 'deleteExperiment': {
        const { experiment } = args as Args<'deleteExperiment'>;
        this.kept.delete(experiment);
        this.tell({ type: 'experimentDeleted', experiment }, from);
        return null;
      }
      default:
        throw new Error(call);
    }
  }

  of(experiment: number): Replies['history'] {
    const kept = this.kept.get(experiment);
    if (!kept) throw new LabError('experiment-unknown', { experiment });
    return kept;
  }

  private create(plan: Plan, id: number): number {
    this.kept.set(id, { plan, states: [], position: 0, revision: null });
    return id;
  }

  private save({ experiment, plan, edits }: Args<'saveExperiment'>, from: FakeWindow): Replies['saveExperiment'] {
    const kept = this.of(experiment);
    const { on, revision, from: first, states, position } = editsSchema.parse(edits);
    if (kept.revision !== on) return { updatedAt: 0, saved: false };
    if (first > kept.states.length) throw new Error('states that follow on none');
    const all = [...kept.states.slice(0, first), ...states];
    this.kept.set(experiment, { plan: plan as Plan, states: all, position, revision });
    this.tell({ type: 'experimentSaved', experiment, revision }, from);
    return { updatedAt: 0, saved: true };
  }

  private tell(event: LabEvent, except: FakeWindow): void {
    for (const window of this.windows) if (window !== except) window.hear(event);
  }
}

/** One window's connection to it. */
export class FakeWindow implements Pick<LabClient, 'call' | 'onOpen' | 'onEvent'> {
  fails: Failing = 'no';
  /** The edits of every save that reached the lab, as they travelled. */
  sent: string[] = [];
  /** Whether what the lab says unasked waits until it is let go. */
  holding = false;
  private readonly waiting: LabEvent[] = [];
  private readonly lab: FakeExperiments;
  private listener: (event: LabEvent) => void = () => undefined;
  private opened: () => void = () => undefined;

  constructor(lab: FakeExperiments) {
    this.lab = lab;
  }

  readonly call = (async (name: CallName, args: unknown): Promise<unknown> => {
    if (this.fails === 'before') throw new LabError('disconnected');
    const text = JSON.stringify(args);
    if (name === 'saveExperiment') this.sent.push(JSON.stringify((args as Args<'saveExperiment'>).edits));
    const value: unknown = JSON.parse(JSON.stringify(this.lab.answer(name, JSON.parse(text), this)));
    await Promise.resolve();
    if (this.fails === 'after') throw new LabError('disconnected');
    return { value };
  }) as unknown as LabClient['call'];

  onOpen(listener: () => void): () => void {
    this.opened = listener;
    return () => undefined;
  }
  onEvent(listener: (event: LabEvent) => void): () => void {
    this.listener = listener;
    return () => undefined;
  }

  hear(event: LabEvent): void {
    if (this.fails !== 'no') return; // it is not connected
    if (this.holding) this.waiting.push(event);
    else this.listener(event);
  }

  /** Says what was held back. */
  letGo(): void {
    this.holding = false;
    for (const event of this.waiting.splice(0)) this.listener(event);
  }

  /** The connection is there again. */
  reconnect(): void {
    this.fails = 'no';
    this.opened();
  }
}
