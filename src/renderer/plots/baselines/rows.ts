import { baselineIds, type BaselineId, type Baselines } from '../../../core/baselines.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { shapeOf, stepsPerEpoch } from '../../../core/plan/shape.ts';
import { refusalSentence } from '../../../core/words/baselines.ts';
import { m } from '../../../core/words/m.ts';
import { fixed } from '../../../core/words/numbers.ts';
import type { Recording } from '../../run/recording.ts';
import type { RunView } from '../../view/run-view.svelte.ts';
import { lossText } from '../loss/loss.ts';

/** A line of the plot: the network, or what predicts without training it. Errors are shares (1 − accuracy), of a regression losses;
 *  NaN where there is none. */
export interface Row {
  id: 'network' | BaselineId;
  name: string;
  train: number;
  test: number;
  /** Why there is none. */
  refused: string;
}

const titles: Record<BaselineId, () => string> = {
  nearest: m.plots_baselines_nearest,
  kernel: m.plots_baselines_kernel,
  ridgeless: m.plots_baselines_ridgeless,
};

/** Whether what is shown are losses, and not shares of wrong answers. */
export const showsLosses = (plan: Plan): boolean => shapeOf(plan).classes === 0;

/** One row each, the network at the step on show first. */
export function rowsOf(view: RunView, found: Baselines | null): Row[] {
  const losses = showsLosses(view.plan);
  return [
    { id: 'network', name: m.plots_baselines_network(), ...networkOf(view, losses), refused: '' },
    ...baselineIds.map((id): Row => {
      const one = found?.[id];
      const none = { id, name: titles[id](), train: NaN, test: NaN };
      if (!one) return { ...none, refused: '' };
      if ('refused' in one) return { ...none, refused: refusalSentence(one.refused) };
      const of = (part: typeof one.test): number => {
        const value = losses ? part?.loss : part?.accuracy;
        return value === null || value === undefined ? NaN : losses ? value : 1 - value;
      };
      return { ...none, train: of(one.train), test: of(one.test), refused: '' };
    }),
  ];
}

function networkOf({ frame, opened, plan, row }: RunView, losses: boolean): Pick<Row, 'train' | 'test'> {
  if (!frame || !opened || row < 0) return { train: NaN, test: NaN };
  const { testLoss, testAccuracy, epochLoss } = frame.scalars;
  const { recording, info, live } = opened;
  // of the whole training set where the run has ended
  const whole = !live && row === recording.rows - 1 ? info.progress.trained : null;
  if (losses) return { train: whole?.loss ?? epochLoss, test: testLoss };
  return {
    train: 1 - (whole?.accuracy ?? recentAccuracy(recording, row, stepsPerEpoch(plan))),
    test: 1 - testAccuracy,
  };
}

/** The share of right answers in the recorded minibatches of the latest `reach` steps, each counted by its examples. */
export function recentAccuracy(recording: Recording, row: number, reach: number): number {
  const until = recording.stepOf(row) - reach;
  let right = 0;
  let count = 0;
  for (let at = row; at >= 0 && (at === row || recording.stepOf(at) > until); at--) {
    const n = recording.scalar('n', at);
    right += n * recording.scalar('accuracy', at);
    count += n;
  }
  return right / count;
}

/** `18.1 %`, or a loss; a dash where there is none. */
export function valueText(value: number, losses: boolean): string {
  if (!Number.isFinite(value)) return '–';
  return losses ? lossText(value) : `${fixed(100 * value, 1)} %`;
}
