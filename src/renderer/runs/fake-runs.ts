import type { Args, CallName } from '../../core/contract/window.ts';
import type { ListRow, RunRow, RunsReply } from '../../core/contract/runs.ts';
import type { LabError } from '../../core/errors.ts';
import { atStart, type Progress, type RunInfo } from '../../core/run.ts';
import type { Reply } from '../lab/client.ts';
import { FakeLab } from '../run/fake-lab.ts';

/** For tests: the row of a run that finished. */
export const runRow = (id: number, more: Partial<RunInfo> = {}, progress: Partial<Progress> = {}): RunRow => ({
  kind: 'run',
  info: {
    id,
    experiment: 1,
    name: `Moons ${id}`,
    createdAt: id * 1000,
    steps: 100,
    frames: 10,
    bytes: 1000,
    architecture: '2-6-3-1',
    activation: 'relu',
    data: 'moons',
    init: 'appropriate',
    parent: null,
    ...more,
    progress: {
      ...atStart('finished'),
      step: 100,
      loss: 0.1,
      testLoss: 0.2,
      testAccuracy: 0.9,
      seconds: 1,
      ...progress,
    },
  },
  tags: [],
  note: '',
  depth: 0,
  above: [],
  values: {},
});

/** For tests: a lab that has these rows, the newest first, and knows nothing of filters. */
export class RunsLab extends FakeLab {
  rows: ListRow[];
  deletion: { at: number; gone: ListRow[]; before: ListRow[] } | null = null;
  /** Calls that fail, and with what. */
  refused = new Map<CallName, LabError>();

  constructor(count: number) {
    super();
    this.rows = Array.from({ length: count }, (_, i) => runRow(count - i));
  }

  override async call<C extends CallName>(call: C, args: Args<C>): Promise<Reply<C>> {
    const refusal = this.refused.get(call);
    const answer = this.answer(call, args);
    if (answer === undefined) return super.call(call, args);
    this.asked.push({ call, args });
    await Promise.resolve();
    if (refusal) throw refusal;
    return { value: answer(), payload: new Uint8Array(0) } as Reply<C>;
  }

  /** The calls but those for rows. */
  get acts(): [CallName, unknown][] {
    return this.asked.flatMap(({ call, args }) =>
      call === 'runs' ? [] : [[call, args] satisfies [CallName, unknown]],
    );
  }

  private answer(call: CallName, args: unknown): (() => unknown) | undefined {
    const ids = (): number[] => this.rows.flatMap((row) => (row.kind === 'run' ? row.info.id : []));
    switch (call) {
      case 'runs':
        return () => this.window(args as Args<'runs'>);
      case 'runIds': {
        const { from, count } = args as Args<'runIds'>;
        return () => ({ runs: ids().slice(from, from + count) });
      }
      case 'deleteRuns':
        return () => this.delete((args as Args<'deleteRuns'>).runs);
      case 'restoreRuns':
        return () => this.restore();
      case 'tagRuns':
      case 'noteRun':
        return () => null;
      case 'renameRun': {
        const { run, name } = args as Args<'renameRun'>;
        return () => ({ ...runRow(run).info, name });
      }
      default:
        return undefined;
    }
  }

  private window({ from, count, summary }: Args<'runs'>): RunsReply {
    const { length } = this.rows;
    const { deletion } = this;
    return {
      rows: this.rows.slice(from, from + count),
      ...(summary && {
        summary: {
          ...{ kept: length, found: length, total: length, best: 0.2, bytes: 1000 * length },
          facets: { status: [['finished', length]], data: [['moons', length]], init: [['appropriate', length]] },
          tags: [['keep', 1], ['lecture', 2]], // prettier-ignore
          varying: ['learningRate', 'seed'],
          deleted: deletion && { at: deletion.at, runs: deletion.gone.length, name: 'Moons' },
        },
      }),
    };
  }

  private delete(runs: readonly number[]): { at: number } {
    const at = Date.now();
    const gone = (row: ListRow): boolean => row.kind === 'run' && runs.includes(row.info.id);
    this.deletion = { at, gone: this.rows.filter(gone), before: this.rows };
    this.rows = this.rows.filter((row) => !gone(row));
    this.say({ type: 'runsDeleted', runs: [...runs] });
    return { at };
  }

  private restore(): { runs: number[] } {
    const { gone, before } = this.deletion ?? { gone: [], before: this.rows };
    this.rows = before;
    this.deletion = null;
    return { runs: gone.flatMap((row) => (row.kind === 'run' ? row.info.id : [])) };
  }
}
