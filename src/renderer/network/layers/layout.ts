/** What stands in the chain from top to bottom, `index` as the document counts: −1 the data, `layers` the loss. A slot is the
 *  open gap `index`, or the place for the first layer. */
export interface Item {
  kind: 'data' | 'layer' | 'loss' | 'slot';
  key: string;
  index: number;
}

export interface Box {
  y: number;
  height: number;
}

/** Where the blocks are, in px from the top left of what scrolls. */
export interface ChainLayout {
  x: number;
  width: number;
  boxes: Box[];
  /** Height of a wire: the way from one block to the next. */
  wire: number;
  height: number;
}

/** How high blocks and wires are, by the room of the window: `least` is where the chain begins to scroll. */
const usual = { block: { least: 46, most: 76 }, wire: { least: 16, most: 22 }, pad: { x: 16, top: 12, bottom: 8 } };
const projector = { ...usual, block: { least: 56, most: 92 }, wire: { least: 19, most: 26 } };
/** One line a block. */
const line = { block: { least: 26, most: 44 }, wire: { least: 5, most: 10 }, pad: { x: 16, top: 6, bottom: 6 } };
const projectedLine = { ...line, block: { least: 32, most: 54 } };
export type Sizes = typeof usual;

/** The sizes for a window of class `is`. */
export const sizesOf = (is: 'L' | 'M' | 'S', projected: boolean): Sizes => {
  if (is === 'S') return projected ? projectedLine : line;
  return projected ? projector : usual;
};
/** Where the wire runs, from the left edge of a block. */
export const wireX = 24;

/** Items from first to last, as keys say, with the open gap among them. An empty network has one slot of its own. */
export function itemsOf(keys: readonly string[], gap: number | null): Item[] {
  const layers = keys.map((key, index): Item => ({ kind: 'layer', key, index }));
  const open = keys.length === 0 ? 0 : gap;
  if (open !== null) layers.splice(open, 0, { kind: 'slot', key: 'slot', index: open });
  return [{ kind: 'data', key: 'data', index: -1 }, ...layers, { kind: 'loss', key: 'loss', index: keys.length }];
}

/** Blocks over the whole width, one below the other. They share the height, within what they can be; where even the least does
 *  not fit, wires give way first, and then the chain is higher than the pane. Whole px, so that hairlines stay sharp. */
export function layoutChain(count: number, pane: { width: number; height: number }, sizes = usual): ChainLayout {
  const { block, pad } = sizes;
  const room = pane.height - pad.top - pad.bottom;
  const between = Math.max(1, count - 1);
  const spare = Math.floor((room - count * block.least) / between);
  const wire = Math.min(sizes.wire.most, Math.max(sizes.wire.least, spare));
  const share = Math.max(block.least, Math.min(block.most, (room - (count - 1) * wire) / count));
  const top = (i: number): number => pad.top + Math.floor(i * share) + i * wire;
  const boxes = Array.from({ length: count }, (_, i): Box => ({ y: top(i), height: top(i + 1) - wire - top(i) }));
  const end = boxes.at(-1) ?? { y: pad.top, height: 0 };
  return {
    x: pad.x,
    width: Math.max(0, pane.width - 2 * pad.x),
    boxes,
    wire,
    height: Math.max(pane.height, end.y + end.height + pad.bottom),
  };
}

/** The same chain with a slot at place `at`: blocks above it stay where they are, those below make way, none changes its size.
 *  So what is aimed at is where it was, and the slot opens at the pointer. */
export function withSlot(layout: ChainLayout, at: number, sizes = usual): ChainLayout {
  const { boxes, wire } = layout;
  const above = boxes[at - 1];
  if (!above) return layout;
  const slot: Box = { y: above.y + above.height + wire, height: sizes.block.least };
  const by = slot.height + wire;
  const below = boxes.slice(at).map(({ y, height }) => ({ y: y + by, height }));
  const end = below.at(-1) ?? slot;
  return {
    ...layout,
    boxes: [...boxes.slice(0, at), slot, ...below],
    height: Math.max(layout.height, end.y + end.height + sizes.pad.bottom),
  };
}

/** The gap of `gaps` nearest to height `y` while all are closed: each reaches from the block above to the block below. */
export function nearestGap(
  items: readonly Item[],
  { boxes }: ChainLayout,
  y: number,
  gaps: readonly number[],
): number | null {
  let best: number | null = null;
  let nearest = Infinity;
  let from = 0;
  items.forEach(({ kind, index }, i) => {
    const box = boxes[i];
    if (!box || kind === 'slot') return;
    const away = Math.max(from - y, y - box.y, 0);
    from = box.y + box.height;
    if (kind === 'data' || !gaps.includes(index) || away >= nearest) return;
    [best, nearest] = [index, away];
  });
  return best;
}

/** Whether height `y` is on the slot of a chain, or the wires about it: there the open gap stays the one that is meant. */
export function onSlot(items: readonly Item[], { boxes, wire }: ChainLayout, y: number): boolean {
  const slot = boxes[items.findIndex(({ kind }) => kind === 'slot')];
  return slot !== undefined && y >= slot.y - wire && y <= slot.y + slot.height + wire / 2;
}
