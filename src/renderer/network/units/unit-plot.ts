import type { ActivationId } from '../../../core/activations.ts';
import { zoneOf } from '../../../core/zone.ts';
import { palette } from '../../paint/palette.ts';
import { countBins } from '../../view/histogram.ts';

const BINS = 32;
/** Where the labels of the two classes stand. */
const LEFT = 64;

/** Values of examples over [−most, most]: bars of label 1 above the axis and of label 0 below; all above where there are no
 *  labels. The zone of the activation is tinted, and `counts` say how many are outside it and in it. */
export function drawByLabel(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  values: readonly number[],
  labels: readonly number[] | null,
  most: number,
  fn: ActivationId | null,
  [outside, inside]: [string, string],
): void {
  const p = palette();
  const left = labels ? LEFT * (p.tick / 11) : 4;
  const right = width - 4;
  const floor = height - p.tick - 7;
  const base = labels ? floor / 2 : floor;
  const x = (v: number): number => left + ((v + most) / (2 * most)) * (right - left);
  c.fillStyle = p.zone;
  const zone: [number, number][] = fn ? zoneOf(fn, most) : [[0, most]];
  for (const [from, to] of zone) c.fillRect(x(from), 0, x(to) - x(from), floor);

  const of = (label: number): number[] => values.filter((_, i) => labels === null || labels[i] === label);
  const above = Array.from(countBins(of(1), most, BINS));
  const below = labels ? Array.from(countBins(of(0), most, BINS)) : [];
  const scale = (base - p.tick - 6) / Math.max(1, ...above, ...below);
  const step = (right - left) / BINS;
  const bars = (counts: number[], colour: string, up: boolean): void => {
    c.fillStyle = colour;
    counts.forEach((count, i) => {
      if (count > 0) c.fillRect(left + i * step + 0.5, up ? base - count * scale : base + 1, step - 1, count * scale);
    });
  };
  bars(above, labels ? p.pos : p.ink3, true);
  bars(below, p.neg, false);

  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(left, base + 0.5);
  c.lineTo(right, base + 0.5);
  c.stroke();

  c.font = `${p.tick}px ${p.font}`;
  c.textBaseline = 'alphabetic';
  c.fillStyle = p.ink2;
  for (const v of [-most, -most / 2, 0, most / 2, most]) {
    c.textAlign = v === most ? 'right' : v === -most ? 'left' : 'center';
    c.fillText(`${v < 0 ? '−' : ''}${Math.abs(v)}`, x(v), height - 3);
  }
  if (values.length === 0) return;
  c.textAlign = 'right';
  c.fillStyle = p.accent;
  c.fillText(inside, right - 4, p.tick + 1);
  c.fillStyle = p.ink2;
  c.textAlign = 'left';
  c.fillText(outside, left + 4, p.tick + 1);
  if (!labels) return;
  marker(c, 6, base - 14, true, p.pos);
  marker(c, 6, base + 15, false, p.neg);
  c.fillStyle = p.ink2;
  c.fillText('label 1', 16, base - 10);
  c.fillText('label 0', 16, base + 19);
}

/** Label 1 is a disc, label 0 a triangle, as everywhere. */
function marker(c: CanvasRenderingContext2D, x: number, y: number, disc: boolean, colour: string): void {
  c.fillStyle = colour;
  c.beginPath();
  if (disc) c.arc(x, y, 4, 0, 2 * Math.PI);
  else {
    c.moveTo(x, y - 5);
    c.lineTo(x + 4.6, y + 3.4);
    c.lineTo(x - 4.6, y + 3.4);
    c.closePath();
  }
  c.fill();
}
