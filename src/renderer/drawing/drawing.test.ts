import '../theme/tokens.css';
import '../theme/base.css';
import '../theme/window.css';
import '../theme/controls.css';
import '../theme/fields.css';
import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { drawnOf } from '../../core/drawn/inline.ts';
import type { DataSpec } from '../../core/plan/schema.ts';
import { Drawing } from './drawing.svelte.ts';
import DrawingPage from './DrawingPage.svelte';

let drawing: Drawing;
const onuse = vi.fn<(data: DataSpec) => void>();
const oncancel = vi.fn<() => void>();
const plane = page.getByTestId('drawing-plane');
const count = page.getByTestId('drawing-count');
const labels = (): number[] => drawing.points.map(({ y }) => y);

beforeEach(async () => {
  onuse.mockClear();
  oncancel.mockClear();
  await page.viewport(1280, 760);
  const place = globalThis.document.createElement('div');
  Object.assign(place.style, { display: 'grid', width: '1280px', height: '760px' });
  globalThis.document.body.replaceChildren(place);
  drawing = new Drawing(3, null);
  await render(DrawingPage, { target: place, props: { drawing, onuse, oncancel } });
  await expect.element(plane).toBeVisible();
});

/** A click at a point of the plane. */
async function click(x1: number, x2: number): Promise<void> {
  const { width, height } = plane.element().getBoundingClientRect();
  await plane.click({ position: { x: ((x1 + 5) / 10) * width, y: ((5 - x2) / 10) * height } });
}
/** A key that the page hears, with the focus on the plane. */
async function press(keys: string): Promise<void> {
  (plane.element() as HTMLElement).focus();
  await userEvent.keyboard(keys);
}

test('a click sprays points of the chosen class about its place, Ctrl Z takes the stroke back', async () => {
  await click(2, 1);
  expect(labels()).toEqual([1, 1, 1, 1, 1]);
  for (const { x1, x2 } of drawing.points) expect(Math.hypot(x1 - 2, x2 - 1)).toBeLessThan(0.7);
  await press('0');
  await click(-2, -1);
  expect(labels().slice(5)).toEqual([0, 0, 0, 0, 0]);
  await expect.element(count).toHaveTextContent('10 points');
  await press('{Control>}z{/Control}');
  expect(labels()).toEqual([1, 1, 1, 1, 1]);
  await press('{Control>}{Shift>}z{/Shift}{/Control}');
  await expect.element(count).toHaveTextContent('10 points');
});

test('by keyboard alone: crosshair, Space, classes, eraser, radius', async () => {
  await press('{ArrowRight}{ArrowRight}{Shift>}{ArrowUp}{/Shift} ');
  const mean = (of: 'x1' | 'x2'): number => drawing.points.reduce((sum, point) => sum + point[of], 0) / 5;
  expect(drawing.points).toHaveLength(5);
  expect(Math.abs(mean('x1') - 0.5)).toBeLessThan(0.6);
  expect(Math.abs(mean('x2') - 1)).toBeLessThan(0.6);
  await press(']]');
  expect(drawing.radius).toBeCloseTo(0.8);
  await press('3'); // there is no such brush yet
  expect(drawing.label).toBe(1);
  await press('e ');
  expect(drawing.points).toHaveLength(0);
  await press('e[[');
  expect([drawing.tool, drawing.radius]).toEqual(['draw', 0.7]);
});

test('a drag is one stroke, which sprays all along', () => {
  const box = plane.element().getBoundingClientRect();
  const point = (type: string, x1: number, buttons: number): void => {
    const [clientX, clientY] = [box.left + ((x1 + 5) / 10) * box.width, box.top + box.height / 2];
    plane.element().dispatchEvent(new PointerEvent(type, { clientX, clientY, buttons, bubbles: true, pointerId: 1 }));
  };
  const element = plane.element() as HTMLElement;
  element.setPointerCapture = () => undefined; // a made-up pointer cannot be captured
  point('pointerdown', -3, 1);
  for (let x1 = -3; x1 <= 3; x1 += 0.1) point('pointermove', x1, 1);
  point('pointerup', 3, 0);
  expect(drawing.points.length).toBeGreaterThan(60);
  expect(Math.max(...drawing.points.map(({ x1 }) => x1))).toBeGreaterThan(2);
  drawing.undo();
  expect(drawing.points).toHaveLength(0);
});

test('what the network gets: counts of both parts, how far one line gets, and the data', async () => {
  const use = page.getByTestId('drawing-use');
  await click(3, 3);
  await click(3, 2);
  await expect.element(use).toBeDisabled();
  await expect.element(page.getByTestId('drawing-lacks')).toHaveTextContent('Put down points of a second class.');
  await press('0');
  await click(-3, -3);
  await click(-3, -2);
  await expect.element(page.getByTestId('drawing-train-1')).toHaveTextContent('7');
  await expect.element(page.getByTestId('drawing-test-1')).toHaveTextContent('3');
  await expect.element(page.getByTestId('drawing-score')).toHaveTextContent('100 % right');
  await page.getByTestId('drawing-plain').click();
  await use.click();
  const [data] = onuse.mock.calls[0] ?? [];
  if (data?.kind !== 'inline') throw new Error('no data');
  expect([data.x.length, data.test?.x.length, data.validation]).toEqual([14, 6, undefined]);
  expect(drawnOf(data)?.points).toHaveLength(20);
  // opened again it is the same drawing
  const again = new Drawing(3, drawnOf(data));
  expect([again.classes, again.scaled, again.shares.test, again.countOf(1, 'test')]).toEqual([2, false, 0.3, 3]);
});

test('values: what was labels becomes −1 and 1, and back in one undo', async () => {
  await click(2, 1);
  await press('0');
  await click(-2, -1);
  await page.getByTestId('drawing-values').click();
  expect(labels()).toEqual([1, 1, 1, 1, 1, -1, -1, -1, -1, -1]);
  await page.getByTestId('drawing-value').fill('0.5');
  await userEvent.keyboard('{Enter}');
  await click(0, 0);
  expect(labels().slice(10)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  await expect.poll(() => page.getByTestId('drawing-score').element().textContent).toContain('R² = ');
  drawing.undo();
  drawing.undo();
  expect([drawing.valued, labels()]).toEqual([false, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]]);
});

test('classes get brushes, which do not go while they have points; clearing can be undone', async () => {
  await page.getByTestId('drawing-classes').fill('3');
  await userEvent.keyboard('{Enter}');
  await page.getByTestId('brush-2').click();
  await click(0, 3);
  expect(labels()).toEqual([2, 2, 2, 2, 2]);
  drawing.setClasses(2);
  expect(drawing.classes).toBe(3);
  await page.getByTestId('drawing-clear').click();
  drawing.setClasses(2);
  expect(drawing.classes).toBe(2);
  drawing.undo();
  expect([drawing.classes, drawing.points.length]).toEqual([3, 5]);
  await page.getByTestId('drawing-cancel').click();
  expect(oncancel).toHaveBeenCalledOnce();
});

test('shares leave a tenth to train on', () => {
  drawing.setShare('validation', 0.3);
  drawing.setShare('test', 0.9);
  expect(drawing.shares).toEqual({ test: 0.6, validation: 0.3 });
});
