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

const padding = { x: 16, top: 12, bottom: 8 };
const sizes = {
  usual: { least: 46, most: 76 },
  projector: { least: 56, most: 92 },
};
const wires = { least: 16, most: 22 };
/** Where the wire runs, from the left edge of a block. */
export const wireX = 24;

/** Items from first to last, as keys say, with the open gap among them. An empty network has one slot of its own. */
export function itemsOf(keys: readonly string[], gap: number | null): Item[] {
  const layers = keys.map((key, index): Item => ({ kind: 'layer', key, index }));
  const open = gap ?? (keys.length === 0 ? 0 : null);
  if (open !== null) layers.splice(open, 0, { kind: 'slot', key: 'slot', index: open });
  return [{ kind: 'data', key: 'data', index: -1 }, ...layers, { kind: 'loss', key: 'loss', index: keys.length }];
}

/** Blocks over the whole width, one below the other. They share the height, within what they can be; where even the least does
 *  not fit, wires give way first, and then the chain is higher than the pane. Whole px, so that hairlines stay sharp. */
export function layoutChain(count: number, pane: { width: number; height: number }, projector = false): ChainLayout {
  const { least, most } = projector ? sizes.projector : sizes.usual;
  const room = pane.height - padding.top - padding.bottom;
  const between = Math.max(1, count - 1);
  const wire = Math.min(wires.most, Math.max(wires.least, Math.floor((room - count * least) / between)));
  const share = Math.max(least, Math.min(most, (room - (count - 1) * wire) / count));
  const top = (i: number): number => padding.top + Math.floor(i * share) + i * wire;
  const boxes = Array.from({ length: count }, (_, i): Box => ({ y: top(i), height: top(i + 1) - wire - top(i) }));
  const end = boxes.at(-1) ?? { y: padding.top, height: 0 };
  return {
    x: padding.x,
    width: Math.max(0, pane.width - 2 * padding.x),
    boxes,
    wire,
    height: Math.max(pane.height, end.y + end.height + padding.bottom),
  };
}

/** The legal gap nearest to height `y`. A gap is the wire before a block, and where it is open, its slot. */
export function nearestGap(
  items: readonly Item[],
  { boxes, wire }: ChainLayout,
  y: number,
  legal: readonly number[],
): number | null {
  let best: number | null = null;
  let nearest = Infinity;
  items.forEach(({ kind, index }, i) => {
    const box = boxes[i];
    const before = items[i - 1];
    const stands = before?.kind === 'slot' && before.index === index; // the slot stands for this gap
    if (!box || kind === 'data' || stands || !legal.includes(index)) return;
    const away = Math.abs(y - (kind === 'slot' ? box.y + box.height / 2 : box.y - wire / 2));
    if (away < nearest) [best, nearest] = [index, away];
  });
  return best;
}
