import type { Plan } from '../../core/plan/schema.ts';
import type { PlotOptions } from '../../core/plots.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import type { LabClient } from '../lab/client.ts';
import type { Group } from '../run/group.svelte.ts';
import type { Session } from '../run/session.svelte.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';

/** One network in the workbench. */
export interface Place {
  readonly document: ExperimentDocument;
  readonly session: Session;
  readonly network: NetworkView;
}

/** What a lesson knows of the workbench that it runs in. */
export interface Stage {
  readonly client: LabClient;
  readonly group: Group;
  /** The networks on show, in their order. */
  readonly places: readonly Place[];
  /** Sets something in all of them: one step of undo. */
  set: (title: string, change: (plan: Plan) => Plan) => void;
  /** What is set in a plot. */
  options: (plot: string) => PlotOptions;
}
