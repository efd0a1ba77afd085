import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemsOf, layoutChain, nearestGap } from './layout.ts';

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
    expect(layoutChain(3, pane, true).boxes[0]?.height).toBe(92);
  });

  test('wires give way first; then the chain is higher than the pane', () => {
    expect(layoutChain(9, pane)).toMatchObject({ wire: 19, height: 588 });
    expect(layoutChain(20, pane)).toMatchObject({ wire: 16, height: 12 + 20 * 46 + 19 * 16 + 8 });
    expect(layoutChain(20, pane, true).boxes.every(({ height }) => height === 56)).toBe(true);
  });

  test('blocks never overlap or leave their range, and wires stay between 16 and 22 px', () => {
    const anyPane = fc.record({ width: fc.integer({ min: 1, max: 2000 }), height: fc.integer({ min: 1, max: 2000 }) });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 202 }), anyPane, fc.boolean(), (count, size, projector) => {
        const { boxes, wire, height } = layoutChain(count, size, projector);
        expect(boxes).toHaveLength(count);
        expect(wire).toBeGreaterThanOrEqual(16);
        expect(wire).toBeLessThanOrEqual(22);
        boxes.forEach((box, i) => {
          expect(box.height).toBeGreaterThanOrEqual(projector ? 56 : 46);
          expect(box.height).toBeLessThanOrEqual(projector ? 92 : 76);
          if (i > 0) expect(box.y).toBe((boxes[i - 1]?.y ?? 0) + (boxes[i - 1]?.height ?? 0) + wire);
        });
        const last = boxes.at(-1);
        expect((last?.y ?? 0) + (last?.height ?? 0) + 8).toBeLessThanOrEqual(height);
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

  test('stays the open one all over its slot', () => {
    const items = itemsOf(keys, 2);
    const layout = layoutChain(items.length, pane);
    const slot = layout.boxes[3] ?? { y: 0, height: 0 };
    expect(nearestGap(items, layout, slot.y + 1, legal)).toBe(2);
    expect(nearestGap(items, layout, slot.y + slot.height, legal)).toBe(2);
    expect(nearestGap(items, layout, (layout.boxes[5]?.y ?? 0) - 4, legal)).toBe(3);
  });
});
