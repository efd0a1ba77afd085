import { expect, test } from 'vitest';
import { asItIs, asMnist, drawnIn, greyOf, type Grey } from './grey.ts';
import { pictureSize } from './picture-file.ts';
import { isJunk, isLabelTable, labelsBy, likelySource } from './picture-labels.ts';

/** A picture of one grey with a block of another in it. */
function block(width: number, height: number, ground: number, ink: number, at: [number, number, number, number]): Grey {
  const [left, top, across, down] = at;
  const values = new Float32Array(width * height).fill(ground);
  for (let r = top; r < top + down; r++) values.fill(ink, r * width + left, r * width + left + across);
  return { width, height, values };
}
const pixel = (bytes: Uint8Array | null, q: number, r: number): number => bytes?.[28 * r + q] ?? NaN;

test('greys go by luminance, and what is transparent is the ground that lets the rest be seen', () => {
  const rgba = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255);
  expect([...greyOf(rgba, 4, 1).values].map((v) => Math.round(1000 * v))).toEqual([299, 587, 114, 1000]);
  expect([...greyOf(Uint8ClampedArray.of(0, 0, 0, 255, 9, 9, 9, 0), 2, 1).values]).toEqual([0, 1]);
  expect([...greyOf(Uint8ClampedArray.of(255, 255, 255, 255, 9, 9, 9, 0), 2, 1).values]).toEqual([1, 0]);
});

test('what is drawn is told by the border', () => {
  expect(drawnIn(block(40, 40, 0.9, 0.1, [10, 10, 20, 20]))).toBe('dark');
  expect(drawnIn(block(40, 40, 0.1, 0.9, [10, 10, 20, 20]))).toBe('light');
});

test('dark ink of any size on grey paper becomes light, 20 pixels at most, in the middle', () => {
  // 60 × 120 in the corner of 300 × 200: 10 × 20 pixels
  const bytes = asMnist(block(300, 200, 0.8, 0.3, [7, 11, 60, 120]), 'dark');
  expect(pixel(bytes, 9, 4)).toBe(255);
  expect(pixel(bytes, 18, 23)).toBe(255);
  expect([pixel(bytes, 8, 10), pixel(bytes, 19, 10), pixel(bytes, 14, 3), pixel(bytes, 14, 24)]).toEqual([0, 0, 0, 0]);
  expect(bytes?.reduce((sum, v) => sum + v, 0)).toBe(255 * 200);
  // the same, light on dark, and of a picture that is smaller than 20
  expect(asMnist(block(300, 200, 0.2, 0.7, [7, 11, 60, 120]), 'light')).toEqual(bytes);
  expect(asMnist(block(11, 15, 0.8, 0.3, [3, 3, 5, 10]), 'dark')).toEqual(bytes);
});

test('edges are smoothed by averaging, and noise of paper is no ink', () => {
  const grey = block(101, 101, 1, 0, [10, 10, 51, 50]); // 51 points across 20 pixels
  grey.values[101 * 90 + 90] = 0.95;
  const bytes = asMnist(grey, 'dark');
  const row = Array.from({ length: 28 }, (_, q) => pixel(bytes, q, 23));
  expect(row.filter((v) => v > 0 && v < 255)).toHaveLength(20); // 50 / 2.55 rows: the last is partly ink
  expect(pixel(bytes, 26, 26)).toBe(0);
});

test('nothing drawn is no picture, neither is ink of the other kind alone', () => {
  expect(asMnist(block(40, 40, 0.9, 0.88, [10, 10, 20, 20]), 'dark')).toBe(null);
  expect(asMnist(block(40, 40, 0.9, 0.1, [10, 10, 20, 20]), 'light')).toBe(null);
});

test('28 × 28 is taken as it is, and nothing else', () => {
  const grey = block(28, 28, 0, 1, [1, 2, 3, 4]);
  expect(pixel(asItIs(grey), 1, 2)).toBe(255);
  expect(pixel(asItIs(grey), 0, 0)).toBe(0);
  expect(asItIs(block(28, 29, 0, 1, [1, 2, 3, 4]))).toBe(null);
});

test('sizes stand in the header of PNG and JPEG, and what is neither has none', () => {
  const png = new Uint8Array(24);
  png.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 4, 0, 0, 0, 7]);
  expect(pictureSize(png)).toEqual({ width: 260, height: 7 });
  // APP0 of 16 bytes, a table (C4), then a progressive frame of 300 × 200
  const app0 = [0xff, 0xe0, 0, 16, ...Array.from({ length: 14 }, () => 1)];
  const frame = [0xff, 0xc2, 0, 11, 8, 0, 200, 1, 44, 1, 0];
  expect(pictureSize(Uint8Array.from([0xff, 0xd8, ...app0, 0xff, 0xc4, 0, 4, 9, 9, 0xff, ...frame]))).toEqual({
    width: 300,
    height: 200,
  });
  expect(pictureSize(Uint8Array.from([0xff, 0xd8, ...app0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBe(null);
  expect(pictureSize(new TextEncoder().encode('<html>no picture at all</html>'))).toBe(null);
  expect(pictureSize(new Uint8Array())).toBe(null);
});

test('classes are folders, beginnings of names, or in a table; parts are folders above', () => {
  const folders = ['set/training/7/1.png', 'set/training/10/2.png', 'set/testing/7/3.png'];
  expect(likelySource(folders, null)).toBe('folder');
  expect(labelsBy('folder', folders, null)).toEqual({
    classes: ['7', '10'],
    labels: Int32Array.of(0, 1, 0),
    parts: Uint8Array.of(0, 0, 1),
  });
  const flat = ['all/cat_1.png', 'all/dog-2.png', 'all/cat12.png', 'all/0013.png'];
  expect(likelySource(flat, null)).toBe('name');
  expect(labelsBy('name', flat, null)).toEqual({
    classes: ['cat', 'dog'],
    labels: Int32Array.of(0, 1, 0, -1),
    parts: null,
  });
  const table = [
    ['file', 'label'],
    ['CAT_1.png', 'a'],
    ['x\\dog-2.png', 'b'],
    ['all/cat12.png', 'b'],
  ];
  expect(likelySource(flat, table)).toBe('table');
  expect(labelsBy('table', flat, table).labels).toEqual(Int32Array.of(0, -1, 1, -1));
});

test('one folder alone tells no classes apart; what systems leave behind is meant by nobody', () => {
  expect(labelsBy('folder', ['a/1.png', 'a/2.png'], null).classes).toEqual(['a']);
  expect(['a/.DS_Store', '__MACOSX/a/._1.png', 'a/Thumbs.db'].every(isJunk)).toBe(true);
  expect(isJunk('a/1.png')).toBe(false);
  expect(['x/labels.csv', 'Label.tsv'].every(isLabelTable)).toBe(true);
});
