import type { Matrix } from '../../core/matrix.ts';
import { div, divRgb } from '../theme/scale.ts';

/** A canvas at the resolution of the screen, cleared; `paint` draws in CSS px. */
export function onCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  paint: (context: CanvasRenderingContext2D) => void,
): void {
  const dpr = devicePixelRatio || 1;
  const w = Math.max(1, Math.round(width * dpr));
  const h = Math.max(1, Math.round(height * dpr));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, w, h);
  context.setTransform(dpr, 0, 0, dpr, 0, 0);
  paint(context);
}

/** Where a matrix is drawn. */
export interface HeatBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Square cells between 6 and 14 px for small matrices; the whole box for large ones. Right-aligned, centred in height. */
export function heatBox(rows: number, columns: number, width: number, height: number): HeatBox {
  const cell = Math.min(14, Math.floor(Math.min(height / rows, width / columns)));
  if (cell >= 4) {
    const w = cell * columns;
    const h = cell * rows;
    return { x: width - w, y: Math.floor((height - h) / 2), width: w, height: h };
  }
  // long and thin matrices keep their direction, but never become a line
  const scale = Math.min(width / columns, height / rows);
  const w = Math.max(Math.min(width, 24), Math.min(width, Math.round(columns * scale)));
  const h = Math.max(Math.min(height, 12), Math.min(height, Math.round(rows * scale)));
  return { x: width - w, y: Math.floor((height - h) / 2), width: w, height: h };
}

/** Draws a rows × columns matrix, ±max at the ends of the scale, an exact 0 as ground. Where entries are smaller than
 *  a device pixel, the largest in magnitude of those that share one is shown, so that nothing averages away. */
export function drawHeat(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  max: number,
  box: HeatBox,
  outline: string,
): void {
  const dpr = context.getTransform().a || 1;
  const scale = 1 / (max || 1);
  if (rows <= box.height * dpr && columns <= box.width * dpr && rows * columns <= 4096) {
    for (let r = 0; r < rows; r++) {
      const y0 = Math.round((r / rows) * box.height);
      const y1 = Math.round(((r + 1) / rows) * box.height);
      for (let c = 0; c < columns; c++) {
        const value = values[r * columns + c] ?? 0;
        if (value === 0) continue;
        const x0 = Math.round((c / columns) * box.width);
        const x1 = Math.round(((c + 1) / columns) * box.width);
        context.fillStyle = div(value * scale);
        context.fillRect(box.x + x0, box.y + y0, x1 - x0, y1 - y0);
      }
    }
  } else drawSampled(context, values, rows, columns, scale, box, dpr);
  context.strokeStyle = outline;
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}

function drawSampled(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  scale: number,
  box: HeatBox,
  dpr: number,
): void {
  const w = Math.max(1, Math.min(columns, Math.round(box.width * dpr)));
  const h = Math.max(1, Math.min(rows, Math.round(box.height * dpr)));
  const largest = largestPer(values, rows, columns, w, h);
  const image = new ImageData(w, h);
  const bytes = image.data;
  for (let i = 0; i < w * h; i++) {
    const value = largest[i] ?? 0;
    const [r, g, b] = divRgb(value * scale);
    bytes[4 * i] = r;
    bytes[4 * i + 1] = g;
    bytes[4 * i + 2] = b;
    bytes[4 * i + 3] = value === 0 ? 0 : 255;
  }
  const small = new OffscreenCanvas(w, h);
  small.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, box.x, box.y, box.width, box.height);
}

/** A matrix in h × w cells, in each the entry of largest magnitude. */
export function largestPer(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  w: number,
  h: number,
): Float32Array {
  const largest = new Float32Array(w * h);
  for (let r = 0; r < rows; r++) {
    const line = Math.floor((r * h) / rows) * w;
    for (let c = 0; c < columns; c++) {
      const value = values[r * columns + c] ?? 0;
      const i = line + Math.floor((c * w) / columns);
      if (Math.abs(value) > Math.abs(largest[i] ?? 0)) largest[i] = value;
    }
  }
  return largest;
}

/** Whether it is drawn to the screen, rather than into an export that only looks like a canvas. */
export const isCanvas = (context: object): boolean => context instanceof CanvasRenderingContext2D;

/** Rows and columns of a heatmap that is drawn as shapes. */
const MOST_CELLS = 64;

/** The same on any scale and without an outline. On screen it is an image, so that no seams show where a drawing is zoomed; in
 *  an export, which `context` tells by not being a canvas, it is rectangles. */
export function fillHeat(
  context: CanvasRenderingContext2D,
  { rows, columns, values }: Matrix,
  max: number,
  box: HeatBox,
): void {
  const scale = 1 / (max || 1);
  if (isCanvas(context)) {
    drawSampled(context, values, rows, columns, scale, box, context.getTransform().a);
    return;
  }
  const w = Math.min(columns, MOST_CELLS);
  const h = Math.min(rows, MOST_CELLS);
  largestPer(values, rows, columns, w, h).forEach((value, i) => {
    if (value === 0) return;
    context.fillStyle = div(value * scale);
    context.fillRect(
      box.x + ((i % w) / w) * box.width,
      box.y + (Math.floor(i / w) / h) * box.height,
      box.width / w,
      box.height / h,
    );
  });
}
