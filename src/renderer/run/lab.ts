import type { Args, CallName, LabEvent, Replies } from '../../core/contract/window.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Problem } from '../../core/plan/problem.ts';

/** What a session needs of the lab's client: a call with its payload, and news. `LabClient` is one. */
export interface Lab {
  call<C extends CallName>(name: C, args: Args<C>): Promise<{ value: Replies[C]; payload: Uint8Array }>;
  onEvent(listener: (event: LabEvent) => void): () => void;
}

/** What a session needs of the document in the workbench. */
export interface PlanDocument {
  readonly experiment: number | null;
  readonly plan: Plan;
  readonly problems: readonly Problem[];
}
