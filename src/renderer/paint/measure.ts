import type { Palette } from './palette.ts';

let context: CanvasRenderingContext2D | null = null;

/** Where words are measured before there is anything to draw them on. */
export function measuring(): CanvasRenderingContext2D {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) throw new Error('no canvas');
  return context;
}

/** How wide a text is at most, in px: on the page digits are all as wide as the 0, on a canvas none is wider. Nothing is kept of it,
 *  since numbers are many. */
export function textWidth(text: string, size: number, p: Palette, weight = 400): number {
  const c = measuring();
  c.font = `${weight} ${size}px ${p.font}`;
  return c.measureText(text.replace(/\d/g, '0')).width;
}
