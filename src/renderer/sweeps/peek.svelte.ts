import { LabError } from '../../core/errors.ts';
import type { RunInfo } from '../../core/run.ts';
import type { Lab } from '../run/lab.ts';
import { OpenedRun } from '../run/opened.svelte.ts';

/** A run's loss over its steps. */
export interface Curves {
  steps: number;
  train: [step: number, loss: number][];
  test: [step: number, loss: number][];
}

/** How long a run is looked at before its recording is asked for: the pointer passes many. */
const REST_MS = 120;
/** Recordings that are kept open, the one on show among them: going back to one shows it at once. */
const KEPT = 6;

/** The recording of the run that is looked at, for its curve and no more. */
export class Peek {
  run = $state<number | null>(null);
  info = $state.raw<RunInfo | null>(null);
  curves = $state.raw<Curves | null>(null);
  failed = $state(false);
  private readonly lab: Lab;
  /** The one looked at last is the last. */
  private known: readonly OpenedRun[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** Looks at a run, or at none. */
  look(run: number | null): void {
    if (run === this.run) return;
    clearTimeout(this.timer);
    this.run = run;
    this.failed = false;
    const known = this.known.find(({ info }) => info.id === run);
    this.show(known ?? null);
    if (run !== null && !known) this.timer = setTimeout(() => void this.open(run), REST_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const opened of this.known) opened.close();
    this.known = [];
    this.run = null;
  }

  private async open(run: number): Promise<void> {
    try {
      const { value } = await this.lab.call('open', { run });
      if (this.run !== run) return;
      const opened: OpenedRun = new OpenedRun(this.lab, value, this.fail, () => {
        if (this.run === run) this.show(opened);
      });
      const all = [...this.known, opened];
      for (const old of all.slice(0, -KEPT)) old.close();
      this.known = all.slice(-KEPT);
      this.show(opened);
    } catch (error) {
      if (this.run === run) this.fail(error);
    }
  }

  private show(opened: OpenedRun | null): void {
    this.info = opened?.info ?? null;
    this.curves = opened && curvesOf(opened);
  }

  private readonly fail = (error: unknown): void => {
    if (!(error instanceof LabError)) throw error;
    this.failed = true;
  };
}

/** The epoch mean at every frame, and the test loss where it was measured. */
function curvesOf({ recording, info }: OpenedRun): Curves {
  const at = recording.column('step');
  const [train, test, testAt] = [
    recording.column('epochLoss'),
    recording.column('testLoss'),
    recording.column('testStep'),
  ];
  const curves: Curves = { steps: info.steps, train: [], test: [] };
  let before = NaN;
  for (let row = 0; row < recording.rows; row++) {
    const [step, loss] = [at[row] ?? NaN, train[row] ?? NaN];
    if (Number.isFinite(loss)) curves.train.push([step, loss]);
    const [measured, tested] = [testAt[row] ?? NaN, test[row] ?? NaN];
    if (measured !== before && Number.isFinite(tested)) curves.test.push([measured, tested]);
    before = measured;
  }
  return curves;
}
