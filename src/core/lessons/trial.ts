import { baselineIds, type Baselines } from '../baselines.ts';
import { scalarNames, type Frame, type Scalars } from '../frame/frame.ts';
import { layoutOf } from '../frame/layout.ts';
import { rowsOf, type Graph } from '../graph/graph.ts';
import type { Plan } from '../plan/schema.ts';
import { shapeOf } from '../plan/shape.ts';
import { disagreementNames, type Disagreement } from './disagreement.ts';
import { variableOf, type Evidence } from './evidence.ts';

/** A network that was never trained, with ones in every tensor of the shape it would have: formulas are tried on it, so that one
 *  that asks for a row there is not is refused before anybody plays the lesson. */
export function trialOf(plan: Plan, graph: Graph): Evidence {
  const layout = layoutOf(plan, graph, shapeOf(plan));
  const n = plan.batchSize;
  const made = new Map<string, Float32Array>(); // formulas ask for a tensor at each of its entries
  const ones = (name: string, entry: { rows: number | 'n'; columns: number }): Float32Array => {
    const values = new Float32Array(rowsOf(entry, n) * entry.columns).fill(1);
    made.set(name, values);
    return values;
  };
  const frame: Frame = {
    kind: 'frame',
    n,
    scalars: Object.fromEntries(scalarNames.map((name) => [name, 1])) as Scalars,
    tensor(name) {
      const known = made.get(name);
      if (known) return known;
      const recorded = [...layout.frame, ...layout.keyframe].find((entry) => entry.name === name);
      const entry = recorded ?? variableOf(graph, name)?.variable;
      return entry ? ones(name, entry) : null;
    },
  };
  const one = { accuracy: 1, loss: 1 };
  const baselines = Object.fromEntries(baselineIds.map((id) => [id, { train: one, test: one }])) as Baselines;
  const passes = Object.fromEntries(disagreementNames.map((name) => [name, 1])) as unknown as Disagreement;
  return { plan, graph, layout, frame, keyframe: null, status: 'finished', baselines, passes };
}
