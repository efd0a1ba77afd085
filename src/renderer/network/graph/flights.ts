import type { Graph } from '../../../core/graph/graph.ts';

/** A part of the figure that opens and folds as one: a dense layer with what follows it up to the next; or, the last, the
 *  objective: loss, penalty and their sum. */
export interface Flight {
  /** Indices of operators. */
  operators: number[];
  /** What it hands on. */
  output: string;
}

/** The flights of a graph, first layer first; the objective is always the last. */
export function flightsOf(graph: Graph): Flight[] {
  const flights: Flight[] = [];
  let own: number[] = [];
  const close = (): void => {
    const output = graph.operators[own.at(-1) ?? -1]?.output;
    if (output !== undefined) flights.push({ operators: own, output });
    own = [];
  };
  graph.operators.forEach(({ operation: { kind } }, k) => {
    const begins = kind === 'affine' && own.some((i) => graph.operators[i]?.operation.kind === 'affine');
    if (begins || kind === 'loss') close();
    own.push(k);
  });
  close();
  return flights;
}

/** The flight that a variable stands in. */
export function flightOf(graph: Graph, flights: readonly Flight[], name: string): number {
  if (name === 'x') return 0;
  const given = graph.variables.some(
    ({ name: own, role }) => own === name && role !== 'intermediate' && role !== 'scalar',
  );
  const operator = graph.operators.findIndex(({ operation, inputs, output }) =>
    given ? operation.kind !== 'penalty' && inputs.includes(name) : output === name,
  );
  return Math.max(
    0,
    flights.findIndex(({ operators }) => operators.includes(operator)),
  );
}
