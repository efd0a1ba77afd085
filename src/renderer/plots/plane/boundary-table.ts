import { m } from '../../../core/words/m.ts';
import { at } from '../../../core/floats.ts';
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

/** `2 of 100 training and 3 of 100 test examples misclassified`. */
export function countText({ train, test }: Both): string {
  const wrong = (of: Answered): string => String(of.right.length - rightOf(of));
  const of = { wrong: wrong(train), all: String(train.right.length) };
  if (test.right.length === 0) return m.plots_boundary_wrong(of);
  return m.plots_boundary_wrong_tested({ ...of, testWrong: wrong(test), testAll: String(test.right.length) });
}

/** First how many of each set are right, then the probe, then every example. */
export function boundaryTable(
  caption: string,
  examples: ExampleSets | null,
  both: Both | null,
  probe: { at: Probe; chance: number } | null,
  loss: Plan['loss'],
): Table {
  const head = [
    m.plots_head_row(),
    m.plots_head_set(),
    'x1',
    'x2',
    m.plots_head_label(),
    chanceName(loss),
    m.plots_head_right(),
    m.plots_head_wrong(),
    m.plots_head_accuracy(),
  ];
  if (!examples) return { caption, head, rows: [] };
  const counts = sets.flatMap((set) => {
    if (!both) return [];
    const [n, right] = [both[set].right.length, rightOf(both[set])];
    return [['all', set, NaN, NaN, NaN, NaN, right, n - right, right / n]];
  });
  const probed = probe ? [probeRow(probe.at, probe.chance)] : [];
  const points = sets.flatMap((set) =>
    Array.from({ length: examples[set].count }, (_, i) => {
      const { x, scale, labels } = examples[set];
      const right = both?.[set].right[i] ?? NaN;
      const chance = both ? chanceOf(both[set].margins[i] ?? NaN, loss) : NaN;
      return [
        i + 1,
        set,
        at(x, 2 * i) * scale,
        at(x, 2 * i + 1) * scale,
        labels[i] ?? NaN,
        chance,
        right,
        1 - right,
        NaN,
      ];
    }),
  );
  return { caption, head, rows: [...counts, ...probed, ...points] };
}

function probeRow({ sets: of, set, index, x }: Probe, chance: number): (string | number)[] {
  const label = set ? (of[set].labels[index] ?? NaN) : NaN;
  const right = set ? Number((chance > 0.5 ? 1 : 0) === label) : NaN;
  return ['probe', set ?? 'none', x[0] ?? NaN, x[1] ?? NaN, label, chance, right, 1 - right, NaN];
}
