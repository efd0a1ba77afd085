import { Position, type Edge, type Node } from '@xyflow/svelte';
import type { ExperimentDocument } from '../../document/document.svelte.ts';
import { wireX, type ChainLayout, type Item } from './layout.ts';

export type ChainNode = Node<{ kind: Item['kind']; index: number }, 'block'>;
export type ChainEdge = Edge<{ x: number; top: number; bottom: number; name: string; columns: number }, 'wire'>;

/** Side of the square that takes the pointer at either end of a wire, in px. */
const handle = 16;

/** What comes down the wire to an item: its name in the graph, and its columns. */
interface Carried {
  output: string;
  columns: number;
}

/** The chain as the flow knows it. Sizes and handles are given with each node, so that nothing has to be measured before a
 *  wire can be drawn. `change` is what leaves the open gap. */
export function flowOf(
  items: readonly Item[],
  layout: ChainLayout,
  { graph, shape }: Pick<ExperimentDocument, 'graph' | 'shape'>,
  change: Carried | null,
): { nodes: ChainNode[]; edges: ChainEdge[] } {
  const { x, width, boxes } = layout;
  const nodes = items.map(({ kind, key, index }, i): ChainNode => {
    const { y, height } = boxes[i] ?? { y: 0, height: 0 };
    const at = { x: wireX - handle / 2, width: handle, height: handle };
    return {
      id: key,
      type: 'block',
      position: { x, y },
      width,
      height,
      measured: { width, height },
      handles: [
        { ...at, type: 'target', position: Position.Top, y: -handle / 2 },
        { ...at, type: 'source', position: Position.Bottom, y: height - handle / 2 },
      ],
      selectable: kind === 'layer', // by a box: data and loss cannot be picked with others
      connectable: kind !== 'slot',
      data: { kind, index },
      domAttributes: { 'aria-roledescription': null },
    };
  });
  const edges = items.slice(1).map(({ key, kind, index }, i): ChainEdge => {
    const before = items[i];
    const layer = graph.layers[index - 1];
    const usual: Carried = layer
      ? { output: layer.output, columns: layer.outputWidth }
      : { output: 'x', columns: shape.width };
    const { output, columns } = before?.kind === 'slot' && kind !== 'slot' && change ? change : usual;
    const [above, under] = [boxes[i], boxes[i + 1]];
    return {
      id: `to-${key}`,
      type: 'wire',
      source: before?.key ?? '',
      target: key,
      selectable: false,
      data: {
        x: x + wireX,
        top: (above?.y ?? 0) + (above?.height ?? 0),
        bottom: under?.y ?? 0,
        name: output,
        columns,
      },
    };
  });
  return { nodes, edges };
}
