import { decodeFrame, encodeFrame, scalarNames, type Frame, type Scalars } from '../../core/frame/frame.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { layoutOf, type Layout } from '../../core/frame/layout.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { NetworkView } from '../view/network-view.svelte.ts';
import type { RunView } from '../view/run-view.svelte.ts';
import type { PlotProps } from './plot.ts';

const scalars = Object.fromEntries(scalarNames.map((name) => [name, 0])) as Scalars;

/** For tests: a frame that holds these tensors and no others. */
export function frameOf(tensors: Record<string, readonly number[]>): Frame {
  const frame = Object.entries(tensors).map(([name, values]) => ({ name, rows: 1, columns: values.length }));
  const layout = { frame, keyframe: [] };
  return decodeFrame(
    encodeFrame('frame', layout, 1, scalars, (name, into) => into.set(tensors[name] ?? [])),
    layout,
  );
}

/** For tests: a frame of a plan, of the layout its runs have, in which the i-th number of every tensor is that of `value`. */
export function frameOfPlan(plan: Plan, value: (name: string, i: number) => number): { frame: Frame; layout: Layout } {
  const shape = shapeOf(plan);
  const layout = layoutOf(plan, graphOf(plan, shape), shape);
  const bytes = encodeFrame('frame', layout, plan.batchSize, scalars, (name, into) => {
    for (let i = 0; i < into.length; i++) into[i] = value(name, i);
  });
  return { frame: decodeFrame(bytes, layout), layout };
}

/** For tests: what a plot that reads one step is given. */
export const propsOf = (
  view: Partial<RunView>,
  network: { node?: string; block?: number; pick?: (node: string) => void } = {},
  more: Partial<PlotProps> = {},
): PlotProps => ({
  view: { frame: null, keyframe: null, layout: null, ...view } as unknown as RunView,
  network: {
    node: network.node ?? null,
    pick: network.pick ?? (() => undefined),
    document: { selectedBlock: network.block ?? null },
  } as unknown as NetworkView,
  options: {},
  set: () => undefined,
  wide: true,
  large: false,
  ...more,
});
