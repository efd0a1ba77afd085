import { norm } from '../../../core/floats.ts';
import { gradientName, type Graph } from '../../../core/graph/graph.ts';
import type { Shape } from './pack.ts';

/** What the heatmaps are of. */
export const parameterKinds = ['value', 'gradient'] as const;
export type ParameterKind = (typeof parameterKinds)[number];

/** Every weight matrix and its biases. */
export const shapesOf = (graph: Graph): Shape[] =>
  graph.layers.flatMap(({ parameters: [W, b], inputWidth, outputWidth }): Shape[] =>
    W === undefined ? [] : [{ name: W, rows: outputWidth, columns: inputWidth, bias: b !== undefined }],
  );

/** The biases of a weight matrix: `b2` of `W2`. */
export const biasOf = (W: string): string => W.replace('W', 'b');

/** What a frame calls a parameter, or its gradient. */
export const shownName = (name: string, kind: ParameterKind): string => (kind === 'value' ? name : gradientName(name));

/** Mean, standard deviation, least, largest, norm. */
export function momentsOf(values: Float32Array | null): [number, number, number, number, number] {
  if (!values || values.length === 0) return [NaN, NaN, NaN, NaN, NaN];
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return [mean, Math.sqrt(squares / values.length), least, most, norm(values)];
}
