import type { Lab, PlanDocument } from './lab.ts';

/** The run in the workbench: its recording, the playhead, and the actions of the transport. */
export class Session {
  readonly client: Lab;
  readonly document: PlanDocument;

  constructor(client: Lab, document: PlanDocument) {
    this.client = client;
    this.document = document;
  }
}
