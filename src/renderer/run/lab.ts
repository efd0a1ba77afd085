import type { Plan } from '../../core/plan/schema.ts';
import type { Problem } from '../../core/plan/problem.ts';
import type { LabClient } from '../lab/client.ts';

/** What a session needs of the lab's client; tests have their own. */
export type Lab = Pick<LabClient, 'call' | 'onEvent' | 'onOpen' | 'state'>;

/** Resolves when there is a connection. */
export const connected = (lab: Lab): Promise<void> =>
  new Promise((resolve) => {
    if (lab.state === 'open') {
      resolve();
      return;
    }
    const forget = lab.onOpen(() => {
      forget();
      resolve();
    });
  });

/** What a session needs of the document in the workbench. Its plan is replaced, never changed in place. */
export interface PlanDocument {
  readonly experiment: number | null;
  readonly plan: Plan;
  readonly problems: readonly Problem[];
  /** The plots of the experiment, which may differ from those of the run on show. */
  readonly plots: Plan['plots'];
}
