import { expect, test } from 'vitest';
import { palette } from '../../paint/palette.ts';
import '../../theme/tokens.css';
import { drawBaselines } from './draw.ts';
import type { Row } from './rows.ts';

const names = ['This network', 'Nearest neighbour', 'Kernel, infinitely wide', 'Least squares, last layer'] as const;
const ids = ['network', 'nearest', 'kernel', 'ridgeless'] as const;
const rows = ids.map((id, i): Row => ({
  id,
  name: names[i] ?? '',
  train: [0.3, 0, 0, 1][i] ?? 0,
  test: [0.614, 0.257, 0.253, 1][i] ?? 0,
  refused: '',
}));

interface Box {
  what: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}
const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

/** Where texts and marks of a drawing are. */
function drawn(width: number, height: number): { texts: Box[]; marks: Box[] } {
  const c = document.createElement('canvas').getContext('2d');
  if (!c) throw new Error('no canvas');
  const [texts, marks]: [Box[], Box[]] = [[], []];
  const [fillText, arc] = [c.fillText.bind(c), c.arc.bind(c)];
  c.fillText = (text: string, x: number, y: number) => {
    const own = c.measureText(text).width;
    const left = c.textAlign === 'right' ? x - own : c.textAlign === 'center' ? x - own / 2 : x;
    texts.push({ what: text, left, right: left + own, top: y - 0.72 * palette().tick, bottom: y });
    fillText(text, x, y);
  };
  c.arc = (x: number, y: number, r: number, ...angles: [number, number]) => {
    marks.push({ what: 'mark', left: x - r, right: x + r, top: y - r, bottom: y + r });
    arc(x, y, r, ...angles);
  };
  drawBaselines(c, width, height, { rows, losses: false, most: 1, waits: '' }, palette());
  return { texts, marks };
}

const heights = [110, 130, 150, 190, 260];
const widths = [90, 110, 133, 165, 215, 223, 300, 420, 520, 900];
test.each(widths.flatMap((width) => heights.map((height) => [width, height] as const)))(
  'at %i × %i px no text lies on another or on a mark, and none is cut',
  (width, height) => {
    const { texts, marks } = drawn(width, height);
    for (const [i, one] of texts.entries()) {
      expect(one.left, one.what).toBeGreaterThanOrEqual(0);
      expect(one.right, one.what).toBeLessThanOrEqual(width + 0.5);
      for (const other of [...texts.slice(i + 1), ...marks]) {
        expect(overlap(one, other), `${one.what} and ${other.what}`).toBe(false);
      }
    }
  },
);

test('names are whole and the scale is long enough to read in a column beside others', () => {
  const { texts, marks } = drawn(215, 160);
  for (const name of names) expect(texts.map(({ what }) => what)).toContain(name);
  for (const value of ['61.4 %', '25.7 %', '0 %', '100 %']) expect(texts.map(({ what }) => what)).toContain(value);
  const at = marks.slice(2).map(({ left, right }) => (left + right) / 2);
  expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(6.9 * palette().tick);
});
