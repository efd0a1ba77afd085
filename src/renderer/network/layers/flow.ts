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

/** The blocks as the flow knows them. Sizes and handles are given with each, so that nothing has to be measured before a wire
 *  can be drawn. Those of `before` that are as they were stay the same objects: the flow leaves them alone. */
export function nodesOf(items: readonly Item[], layout: ChainLayout, before: ChainNode[] = []): ChainNode[] {
  const { x, width, boxes } = layout;
  const old = new Map(before.map((node) => [node.id, node]));
  const nodes = items.map(({ kind, key, index }, i): ChainNode => {
    const { y, height } = boxes[i] ?? { y: 0, height: 0 };
    const same = old.get(key);
    if (
      same?.data.index === index &&
      same.position.x === x &&
      same.position.y === y &&
      same.width === width &&
      same.height === height
    )
      return same;
    const at = { id: null, x: wireX - handle / 2, width: handle, height: handle };
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
  return unchanged(nodes, before) ? before : nodes;
}

/** The wires between blocks, each with what comes down it. `change` is what leaves the open gap. `before` as in `nodesOf`. */
export function edgesOf(
  items: readonly Item[],
  { x: left, boxes }: ChainLayout,
  { graph, shape }: Pick<ExperimentDocument, 'graph' | 'shape'>,
  change: Carried | null,
  before: ChainEdge[] = [],
): ChainEdge[] {
  const old = new Map(before.map((edge) => [edge.id, edge]));
  const edges = items.slice(1).map(({ key, kind, index }, i): ChainEdge => {
    const from = items[i];
    const layer = graph.layers[index - 1];
    const usual: Carried = layer
      ? { output: layer.output, columns: layer.outputWidth }
      : { output: 'x', columns: shape.width };
    const { output: name, columns } = from?.kind === 'slot' && kind !== 'slot' && change ? change : usual;
    const [above, under] = [boxes[i], boxes[i + 1]];
    const data = {
      x: left + wireX,
      top: (above?.y ?? 0) + (above?.height ?? 0),
      bottom: under?.y ?? 0,
      name,
      columns,
    };
    const [source, id] = [from?.key ?? '', `to-${key}`];
    const same = old.get(id);
    const was = same?.source === source ? same.data : undefined;
    if (
      same &&
      was?.x === data.x &&
      was.top === data.top &&
      was.bottom === data.bottom &&
      was.name === name &&
      was.columns === columns
    )
      return same;
    return { id, type: 'wire', source, target: key, selectable: false, data };
  });
  return unchanged(edges, before) ? before : edges;
}

const unchanged = <T>(now: readonly T[], before: readonly T[]): boolean =>
  now.length === before.length && now.every((each, i) => each === before[i]);
