import { mnist } from '../../../core/datasets.ts';
import { predicted, type Examples } from '../../../core/examples.ts';
import { at } from '../../../core/floats.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { rgbOf, type Palette } from '../palette.ts';

/** Tiles along a side. */
export const SIDE = 10;
/** A tile: a digit with a pixel of margin around it. */
const TILE = mnist.side + 2;

/** What the network answered for the digits on show. */
export interface Answers {
  given: number[];
  right: boolean[];
  wrong: number;
}

/** The answers in a frame's `shown o`, one row of outputs for each shown example. */
export function answersOf(o: Float32Array, shown: Float32Array, examples: Examples, plan: Plan): Answers {
  const q = o.length / shown.length;
  const given = Array.from(shown, (_, i) => predicted(o, i, q, plan.loss));
  const right = given.map((answer, i) => answer === examples.labels[shown[i] ?? 0]);
  return { given, right, wrong: right.filter((yes) => !yes).length };
}

type Rgb = [number, number, number];
const mix = (a: Rgb, b: Rgb, t: number): Rgb => a.map((v, i) => v + (at2(b, i) - v) * t) as Rgb;
const at2 = (rgb: Rgb, i: number): number => rgb[i] ?? 0;

/** 256 colours from a tile's ground to its ink. */
const ramp = (ground: Rgb, ink: Rgb): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: 768 }, (_, i) => at2(mix(ground, ink, Math.floor(i / 3) / 255), i % 3));

/** The digits on show as one image of 10 × 10 tiles. With answers, right ones are blue on pale blue, wrong ones ground on
 *  red. */
export function sheetOf(shown: Float32Array, examples: Examples, answers: Answers | null, p: Palette): OffscreenCanvas {
  const width = SIDE * TILE;
  const image = new ImageData(width, width);
  const [ground, ink, wrong, blue] = [p.ground, p.ink, p.wrong, p.right].map(rgbOf) as [Rgb, Rgb, Rgb, Rgb];
  const plain = ramp(ground, ink);
  const good = ramp(mix(ground, blue, 0.2), blue);
  const bad = ramp(wrong, ground);
  for (let e = 0; e < SIDE * SIDE; e++) {
    const index = shown[e];
    const colours = index === undefined || !answers ? plain : answers.right[e] ? good : bad;
    const corner = Math.floor(e / SIDE) * TILE * width + (e % SIDE) * TILE;
    for (let r = 0; r < TILE; r++) {
      for (let q = 0; q < TILE; q++) {
        const inside = index !== undefined && r > 0 && q > 0 && r <= mnist.side && q <= mnist.side;
        const pixel = inside ? at(examples.x, index * mnist.width + (r - 1) * mnist.side + q - 1) : 0;
        const k = 4 * (corner + r * width + q);
        image.data[k] = at(colours as unknown as Uint8Array, 3 * pixel);
        image.data[k + 1] = at(colours as unknown as Uint8Array, 3 * pixel + 1);
        image.data[k + 2] = at(colours as unknown as Uint8Array, 3 * pixel + 2);
        image.data[k + 3] = 255;
      }
    }
  }
  const canvas = new OffscreenCanvas(width, width);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** What a digit is, and what it was taken for. */
export function saidOf(label: number | undefined, answer: number | undefined): string {
  if (label === undefined) return '';
  return answer === undefined || answer === label ? `a ${label}` : `a ${label}, taken for ${answer}`;
}

/** The sheet at its size, with rules between the tiles; a wrong tile has a dark frame, and the answer in its corner; the picked
 *  one (−1: none) is outlined. */
export function drawSheet(
  c: CanvasRenderingContext2D,
  size: number,
  image: OffscreenCanvas | null,
  answers: Answers | null,
  picked: number,
  p: Palette,
): void {
  c.imageSmoothingQuality = 'high';
  if (image) c.drawImage(image, 0, 0, size, size);
  const s = size / SIDE;
  c.beginPath();
  for (let i = 0; i <= SIDE; i++) {
    const at = Math.min(size - 0.5, Math.round(i * s) + 0.5);
    c.moveTo(at, 0);
    c.lineTo(at, size);
    c.moveTo(0, at);
    c.lineTo(size, at);
  }
  c.strokeStyle = answers ? p.ground : p.rule;
  c.lineWidth = answers ? 1.5 : 1;
  c.stroke();
  const font = Math.max(8, Math.min(p.tick, Math.round(0.42 * s)));
  c.font = `700 ${font}px ${p.font}`;
  c.textAlign = 'center';
  c.textBaseline = 'alphabetic';
  answers?.right.forEach((right, e) => {
    if (right) return;
    const x = (e % SIDE) * s;
    const y = Math.floor(e / SIDE) * s;
    c.fillStyle = p.ground;
    c.fillRect(x + s - font - 1, y + s - font - 2, font + 1, font + 2);
    c.strokeStyle = p.ink;
    c.lineWidth = 1.5;
    c.strokeRect(x + 1.5, y + 1.5, s - 3, s - 3);
    c.fillStyle = p.ink;
    c.fillText(String(answers.given[e]), x + s - font / 2 - 1.5, y + s - 3);
  });
  if (picked >= 0) outlineTile(c, (picked % SIDE) * s, Math.floor(picked / SIDE) * s, s, p);
}

/** Outlines a tile that is selected, set off from it by the ground. */
export function outlineTile(c: CanvasRenderingContext2D, x: number, y: number, size: number, p: Palette): void {
  c.strokeStyle = p.ground;
  c.lineWidth = p.select + 2;
  c.strokeRect(x + 0.5, y + 0.5, size - 0.5, size - 0.5);
  c.strokeStyle = p.accent;
  c.lineWidth = p.select;
  c.strokeRect(x + 0.5, y + 0.5, size - 0.5, size - 0.5);
}
