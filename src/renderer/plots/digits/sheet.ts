import { m } from '../../../core/words/m.ts';
import { mnist } from '../../../core/datasets.ts';
import { predicted, type Examples } from '../../../core/examples.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { Kept } from '../../paint/kept.ts';
import { rgbOf, type Palette } from '../../paint/palette.ts';

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

type Rgb = readonly [number, number, number];
const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** A colour as one number, as the bytes of an image lie in memory. */
export const packed = ([r, g, b]: Rgb): number =>
  ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;

/** 256 colours from a tile's ground to its ink. */
const ramp = (ground: Rgb, ink: Rgb): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, i) => packed(mix(ground, ink, i / 255)));

/** The digits on show as one image of 10 × 10 tiles, painted anew in the same memory for every frame. */
export class Sheet {
  private readonly canvas = new OffscreenCanvas(SIDE * TILE, SIDE * TILE);
  private readonly image = new ImageData(SIDE * TILE, SIDE * TILE);
  private readonly pixels = new Uint32Array(this.image.data.buffer);
  private readonly ramps = new Kept<{ plain: Uint32Array; good: Uint32Array; bad: Uint32Array }>();

  /** With answers, right digits are blue on pale blue, wrong ones ground on red. */
  paint(shown: Float32Array, examples: Examples, answers: Answers | null, p: Palette): OffscreenCanvas {
    const { plain, good, bad } = this.ramps.get([p.ground, p.ink, p.wrong, p.right], () => {
      const [ground, ink, wrong, blue] = [rgbOf(p.ground), rgbOf(p.ink), rgbOf(p.wrong), rgbOf(p.right)];
      return { plain: ramp(ground, ink), good: ramp(mix(ground, blue, 0.2), blue), bad: ramp(wrong, ground) };
    });
    const width = SIDE * TILE;
    for (let e = 0; e < SIDE * SIDE; e++) {
      const index = shown[e];
      const colours = index === undefined || !answers ? plain : answers.right[e] ? good : bad;
      const corner = Math.floor(e / SIDE) * TILE * width + (e % SIDE) * TILE;
      for (let r = 0; r < TILE; r++) this.pixels.fill(colours[0] ?? 0, corner + r * width, corner + r * width + TILE);
      if (index === undefined) continue;
      for (let r = 0; r < mnist.side; r++) {
        const from = index * mnist.width + r * mnist.side;
        const to = corner + (r + 1) * width + 1;
        for (let q = 0; q < mnist.side; q++) this.pixels[to + q] = colours[examples.x[from + q] ?? 0] ?? 0;
      }
    }
    this.canvas.getContext('2d')?.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

/** What a digit is, and what it was taken for. */
export function saidOf(label: number | undefined, answer: number | undefined): string {
  if (label === undefined) return '';
  return answer === undefined || answer === label
    ? m.plots_digit_a({ digit: String(label) })
    : m.plots_digit_taken({ digit: String(label), answer: String(answer) });
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

/** Says why a grid is empty, in its middle. */
export function drawEmpty(c: CanvasRenderingContext2D, x: number, y: number, words: string, p: Palette): void {
  c.font = `${p.small}px ${p.font}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.lineJoin = 'round';
  c.strokeStyle = p.ground;
  c.lineWidth = 6;
  c.strokeText(words, x, y);
  c.fillStyle = p.ink3;
  c.fillText(words, x, y);
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
