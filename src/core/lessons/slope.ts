import { Walker } from '../graph/walker.ts';
import { named, type Evidence } from './evidence.ts';
import { asTable, FormulaError, Missing } from './expression.ts';

const EPSILON = 1e-5;

/** The slope of J in one entry of a parameter: (J(w + ε) − J(w − ε)) / 2ε, in float64 on the batch of the frame.
 *  @throws Missing where frames do not hold the parameters or the examples, FormulaError for what is no parameter */
export function slopeOf(evidence: Evidence, parameter: string, index: number): number {
  const { graph, plan, frame } = evidence;
  const walker = new Walker(graph, plan, frame.n);
  walker.batch.step = frame.scalars.step;
  if (!graph.variables.some(({ role, name }) => role === 'parameter' && name === parameter))
    throw new FormulaError(`${parameter} is no parameter`);
  const given = graph.variables.filter(({ role, name }) => role === 'parameter' || name === 'x' || name === 'y');
  for (const { name } of given) walker.tensor(name).value.set(asTable(named(evidence, name, 'A')).values);
  if (graph.variables.some(({ role }) => role === 'mask')) throw new Missing('masks are drawn anew');
  const { value } = walker.tensor(parameter);
  const at = value[index] ?? NaN;
  const objective = (entry: number): number => {
    value[index] = entry;
    return walker.forward();
  };
  return (objective(at + EPSILON) - objective(at - EPSILON)) / (2 * EPSILON);
}
