import { ofPictures } from '../datasets.ts';
import { graphOf, rowsOf, type Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import type { Tensor } from '../tensors/safetensors.ts';

/** A network that leaves the lab: its plan, and its parameters at a step of a run. */
export interface SavedNetwork {
  plan: Plan;
  run: { id: number; name: string };
  step: number;
  /** Of Goldilocks. */
  version: string;
  /** By the plan's names, first layer first: W out × in, b a vector. */
  parameters: ReadonlyMap<string, Tensor & { values: Float32Array }>;
}

/** What writes a network: all bytes of a file. Equal networks give equal bytes. */
export type NetworkWriter = (network: SavedNetwork) => Uint8Array;

/** The shape of each parameter of a plan, first layer first, as other programs have them: [out, in] of W, [out] of b. */
export function parameterShapes(plan: Plan, graph: Graph = graphOf(plan, shapeOf(plan))): Map<string, number[]> {
  return new Map(
    graph.variables.flatMap((variable): [string, number[]][] => {
      if (variable.role !== 'parameter') return [];
      const { name, columns } = variable;
      return [[name, name.startsWith('b') ? [columns] : [rowsOf(variable, 0), columns]]];
    }),
  );
}

/** What x is, for who feeds the network elsewhere. */
export const inputText = ({ data }: Plan): string =>
  ofPictures(data)
    ? 'pixels of a picture of 28 × 28, row after row, from 0 (paper) to 1 (ink): bytes divided by 255'
    : data.kind === 'table'
      ? `${data.inputs.map(({ column }) => column).join(', ')}, scaled as the plan says`
      : data.kind === 'inline'
        ? 'columns of the examples, as they stand in the plan'
        : 'x1 and x2, a point of the plane, not scaled';

/** Key and text: what is said of a network inside its file. */
export function aboutNetwork({ plan, run, step, version }: SavedNetwork): Record<string, string> {
  return {
    producer: `Goldilocks ${version}`,
    run: `${run.id} ${run.name}`,
    step: String(step),
    network: JSON.stringify(plan.network),
    loss: plan.loss,
    input: inputText(plan),
  };
}
