import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemsOf, layoutChain, nearestGap, onSlot, sizesOf, withSlot } from './layout.ts';

const pane = { width: 698, height: 588 };
const keys = ['a', 'b', 'c', 'd', 'e'];

describe('layout', () => {
  test('seven blocks fill the pane of a small screen, each in whole px', () => {
    const { boxes, height, width, wire } = layoutChain(7, pane);
    expect({ height, width, wire }).toEqual({ height: 588, width: 666, wire: 22 });
    expect(boxes[0]).toEqual({ y: 12, height: 62 });
    expect((boxes[6]?.y ?? 0) + (boxes[6]?.height ?? 0)).toBe(580);
  });

  test('few blocks are no higher than they should be, and leave the rest free', () => {
    expect(layoutChain(3, pane).boxes.map(({ y, height }) => [y, height])).toEqual([
      [12, 76],
      [110, 76],
      [208, 76],
    ]);
    expect(layoutChain(3, pane, sizesOf('L', true)).boxes[0]?.height).toBe(92);
  });

  test('wires give way first; then the chain is higher than the pane', () => {
    expect(layoutChain(9, pane)).toMatchObject({ wire: 19, height: 588 });
    expect(layoutChain(20, pane)).toMatchObject({ wire: 16, height: 12 + 20 * 46 + 19 * 16 + 8 });
    expect(layoutChain(20, pane, sizesOf('M', true)).boxes.every(({ height }) => height === 56)).toBe(true);
  });

  test('in the smallest window blocks are one line, and seven of them fit 237 px', () => {
    const { boxes, wire, height } = layoutChain(7, { width: 683, height: 237 }, sizesOf('S', false));
    expect({ wire, height }).toEqual({ wire: 7, height: 237 });
    expect(boxes.every((box) => box.height >= 26)).toBe(true);
    expect(layoutChain(3, pane, sizesOf('S', false)).boxes[0]?.height).toBe(44);
  });

  test('blocks never overlap or leave their range, and wires stay in theirs', () => {
    const anyPane = fc.record({ width: fc.integer({ min: 1, max: 2000 }), height: fc.integer({ min: 1, max: 2000 }) });
    const anySizes = fc.tuple(fc.constantFrom('L', 'M', 'S'), fc.boolean()).map((of) => sizesOf(...of));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 202 }), anyPane, anySizes, (count, size, sizes) => {
        const { boxes, wire, height } = layoutChain(count, size, sizes);
        expect(boxes).toHaveLength(count);
        expect(wire).toBeGreaterThanOrEqual(sizes.wire.least);
        expect(wire).toBeLessThanOrEqual(sizes.wire.most);
        boxes.forEach((box, i) => {
          expect(box.height).toBeGreaterThanOrEqual(sizes.block.least);
          expect(box.height).toBeLessThanOrEqual(sizes.block.most);
          if (i > 0) expect(box.y).toBe((boxes[i - 1]?.y ?? 0) + (boxes[i - 1]?.height ?? 0) + wire);
        });
        const last = boxes.at(-1);
        expect((last?.y ?? 0) + (last?.height ?? 0) + sizes.pad.bottom).toBeLessThanOrEqual(height);
      }),
    );
  });
});

describe('items', () => {
  const kinds = (all: ReturnType<typeof itemsOf>): string => all.map(({ kind, index }) => `${kind}${index}`).join(' ');

  test('are data, layers and loss, with the open gap among them', () => {
    expect(kinds(itemsOf(['a', 'b'], null))).toBe('data-1 layer0 layer1 loss2');
    expect(kinds(itemsOf(['a', 'b'], 1))).toBe('data-1 layer0 slot1 layer1 loss2');
    expect(kinds(itemsOf(['a', 'b'], 2))).toBe('data-1 layer0 layer1 slot2 loss2');
  });

  test('of an empty network have one slot', () => {
    expect(kinds(itemsOf([], null))).toBe('data-1 slot0 loss0');
    expect(kinds(itemsOf([], 0))).toBe('data-1 slot0 loss0');
  });
});

describe('the nearest gap', () => {
  const legal = [0, 1, 2, 3, 4, 5];

  test('is the wire nearest to the pointer, of those that are legal', () => {
    const items = itemsOf(keys, null);
    const layout = layoutChain(items.length, pane);
    layout.boxes.slice(1).forEach((box, gap) => expect(nearestGap(items, layout, box.y - 8, legal)).toBe(gap));
    const third = layout.boxes[3]?.y ?? 0;
    expect(nearestGap(items, layout, third, [0, 5])).toBe(0);
    expect(nearestGap(items, layout, third, [])).toBeNull();
  });

  /** The chain of five layers as it is with a gap open. */
  const opened = (gap: number | null): [ReturnType<typeof itemsOf>, ReturnType<typeof layoutChain>] => {
    const closed = layoutChain(keys.length + 2, pane);
    return [itemsOf(keys, gap), gap === null ? closed : withSlot(closed, gap + 1)];
  };

  /** What is meant at a height while a gap is open. */
  const meant = (open: number | null, y: number, gaps: number[]): number | null =>
    open !== null && gaps.includes(open) && onSlot(...opened(open), y) ? open : nearestGap(...opened(null), y, gaps);

  test('stays the open one all over its slot; beside it, it is where it is without one', () => {
    const [, layout] = opened(2);
    const [slot, below] = [layout.boxes[3], layout.boxes[4]];
    if (!slot || !below) throw new Error('too few');
    for (const y of [slot.y + 1, slot.y + slot.height]) expect(meant(2, y, legal)).toBe(2);
    const [, closed] = opened(null);
    for (const box of closed.boxes.slice(4)) expect(meant(2, box.y - 4, legal)).toBe(meant(null, box.y - 4, legal));
  });

  test('opens without moving what is above it or changing a size', () => {
    const [, closed] = opened(null);
    const [, open] = opened(2);
    expect(open.boxes.slice(0, 3)).toEqual(closed.boxes.slice(0, 3));
    expect(open.boxes.slice(4).map(({ height }) => height)).toEqual(closed.boxes.slice(3).map(({ height }) => height));
    expect(open.boxes[4]?.y).toBe((open.boxes[3]?.y ?? 0) + (open.boxes[3]?.height ?? 0) + open.wire);
  });

  test('is the same before and after it opens: what is aimed at does not move away from the pointer', () => {
    const gap = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(
        fc.option(gap),
        fc.uniqueArray(gap, { minLength: 1 }),
        fc.integer({ min: -40, max: 640 }),
        (was, gaps, y) => {
          const chosen = meant(was, y, gaps);
          expect(chosen).not.toBeNull();
          expect(meant(chosen, y, gaps)).toBe(chosen);
        },
      ),
    );
  });
});
