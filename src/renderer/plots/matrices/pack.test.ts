import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryAt, pack, type Place, type Shape } from './pack.ts';

const room = { head: 16, gap: 10, name: 30 };
const right = ({ x, width, bias }: Place): number => (bias ? bias.x + bias.width : x + width);
const shape = fc.record({
  name: fc.constant('W1'),
  rows: fc.integer({ min: 1, max: 1000 }),
  columns: fc.integer({ min: 1, max: 1000 }),
  bias: fc.boolean(),
});

test('everything is inside, and nothing on anything else', () => {
  fc.assert(
    fc.property(
      fc.array(shape, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 180, max: 1300 }),
      (shapes, width) => {
        const height = 150;
        const places = pack(shapes, width, height, room);
        expect(places.length).toBeGreaterThan(0);
        for (const [i, place] of places.entries()) {
          expect(right(place)).toBeLessThanOrEqual(width);
          expect(place.y + place.height).toBeLessThanOrEqual(height);
          for (const other of places.slice(i + 1)) {
            const beside = right(place) <= other.x || right(other) <= place.x;
            const below =
              place.y + place.height <= other.y - room.head || other.y + other.height <= place.y - room.head;
            expect(beside || below).toBe(true);
          }
        }
      },
    ),
    { seed: 3, numRuns: 150 },
  );
});

const small: Shape[] = [
  { name: 'W1', rows: 6, columns: 2, bias: true },
  { name: 'W2', rows: 3, columns: 6, bias: true },
  { name: 'W3', rows: 1, columns: 3, bias: false },
];

test('small matrices have square cells of whole px, those of all alike', () => {
  const places = pack(small, 404, 140, room);
  const cells = places.flatMap(({ shape, width, height }) => [width / shape.columns, height / shape.rows]);
  expect(new Set(cells)).toEqual(new Set([cells[0]]));
  expect(Number.isInteger(cells[0])).toBe(true);
  expect(cells[0]).toBeGreaterThan(12);
});

test('of very many, the first and the last are shown', () => {
  const shapes = Array.from({ length: 200 }, (_, i): Shape => ({ name: `W${i + 1}`, rows: 9, columns: 9, bias: true }));
  const names = pack(shapes, 188, 120, room).map((place) => place.shape.name);
  expect(names[0]).toBe('W1');
  expect(names.at(-1)).toBe('W200');
  expect(names.length).toBeLessThan(200);
});

test('where there is no room at all nothing is drawn', () => {
  expect(pack(small, 404, 5, room)).toEqual([]);
  expect(pack(small, 404, 34, room)).not.toEqual([]);
});

test('an entry is found where it is drawn', () => {
  const [place] = pack(small, 404, 140, room) as [Place];
  const cell = place.width / 2;
  expect(entryAt(place, place.x + 1.5 * cell, place.y + 4.5 * cell)).toEqual({ row: 4, column: 1 });
  expect(entryAt(place, (place.bias?.x ?? 0) + 1, place.y + 1)).toEqual({ row: 0, column: -1 });
  expect(entryAt(place, place.x + place.width + 1, place.y + 1)).toBeNull();
  expect(entryAt(place, place.x, place.y - 1)).toBeNull();
});
