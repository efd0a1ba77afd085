import { m } from '../../../core/words/m.ts';
import { at } from '../../../core/floats.ts';
import { fixed } from '../../../core/words/numbers.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { Probe } from '../../view/probe.ts';
import type { ExampleSets } from '../../run/examples.svelte.ts';
import type { Table } from '../../frames/table.ts';
import { chanceName, chanceOf } from '../../paint/contours.ts';
import type { Answered } from '../../view/answers.ts';

/** What the network says of both sets. */
export type Both = Record<'train' | 'test', Answered>;

const sets = ['train', 'test'] as const;
const rightOf = ({ right }: Answered): number => right.reduce((sum, one) => sum + one, 0);

/** √(1/n Σ(o − y)²) of examples with values. */
function errorOf({ margins }: Answered, { y }: ExampleSets['train']): number {
  const squares = margins.reduce((sum, one, i) => sum + (chanceOf(one, 'squared_error') - at(y, i)) ** 2, 0);
  return Math.sqrt(squares / margins.length);
}

/** `2 of 100 training and 3 of 100 test examples misclassified`; of values how far off they are. */
export function countText({ train, test }: Both, examples: ExampleSets): string {
  if (train.right.length < train.margins.length) {
    const error = fixed(errorOf(train, examples.train), 3);
    return test.margins.length === 0
      ? m.plots_boundary_error({ train: error })
      : m.plots_boundary_error_tested({ train: error, test: fixed(errorOf(test, examples.test), 3) });
  }
  const wrong = (of: Answered): string => String(of.right.length - rightOf(of));
  const of = { wrong: wrong(train), all: String(train.right.length) };
  if (test.right.length === 0) return m.plots_boundary_wrong(of);
  return m.plots_boundary_wrong_tested({ ...of, testWrong: wrong(test), testAll: String(test.right.length) });
}

/** The probe, what the network says there, and the class that it answers; NaN where it has none. */
export interface Probed {
  at: Probe;
  chance: number;
  given: number;
}

/** First how many of each set are right, then the probe, then every example. */
export function boundaryTable(
  caption: string,
  examples: ExampleSets | null,
  both: Both | null,
  probe: Probed | null,
  loss: Plan['loss'],
): Table {
  const valued = examples !== null && examples.train.labels.length < examples.train.count;
  const head = [
    m.plots_head_row(),
    m.plots_head_set(),
    'x1',
    'x2',
    valued ? m.plots_head_y() : m.plots_head_label(),
    chanceName(loss),
    m.plots_head_right(),
    m.plots_head_wrong(),
    m.plots_head_accuracy(),
  ];
  if (!examples) return { caption, head, rows: [] };
  const counts = sets.flatMap((set) => {
    if (!both || valued) return [];
    const [n, right] = [both[set].right.length, rightOf(both[set])];
    return [['all', set, NaN, NaN, NaN, NaN, right, n - right, right / n]];
  });
  const probed = probe ? [probeRow(probe)] : [];
  const points = sets.flatMap((set) =>
    Array.from({ length: examples[set].count }, (_, i) => {
      const { x, y, scale, labels } = examples[set];
      const right = both?.[set].right[i] ?? NaN;
      const chance = both ? chanceOf(both[set].margins[i] ?? NaN, loss) : NaN;
      return [
        i + 1,
        set,
        at(x, 2 * i) * scale,
        at(x, 2 * i + 1) * scale,
        (valued ? y[i] : labels[i]) ?? NaN,
        chance,
        right,
        1 - right,
        NaN,
      ];
    }),
  );
  return { caption, head, rows: [...counts, ...probed, ...points] };
}

function probeRow({ at: { sets: of, set, index, x, y }, chance, given }: Probed): (string | number)[] {
  const valued = set !== null && of[set].labels.length === 0;
  const label = set ? ((valued ? y?.[0] : of[set].labels[index]) ?? NaN) : NaN;
  const right = set && !valued ? Number(given === label) : NaN;
  return ['probe', set ?? 'none', x[0] ?? NaN, x[1] ?? NaN, label, chance, right, 1 - right, NaN];
}
