import { m } from '../../../core/words/m.ts';
import { updateRatioZone } from '../../../core/zone.ts';
import { drawRuns, nameRuns } from '../../paint/math-text.ts';
import { drawPower } from '../../paint/power.ts';
import type { Palette } from '../../paint/palette.ts';
import { flowShare, type FlowRow } from './flow.ts';

/** What the gradient flow draws. */
export interface FlowPicture {
  names: readonly string[];
  /** Empty while there are no frames. */
  rows: readonly FlowRow[];
  /** Exponents of the axis' ends. */
  decades: readonly [number, number];
  /** Whether it has the Goldilocks zone. */
  zone: boolean;
}

/** Where things lie: axis from left to right, zero before it, rows between top and floor. */
export interface FlowPlaces {
  left: number;
  right: number;
  zero: number;
  top: number;
  floor: number;
}

/** The places in a canvas; `gradients` have longer names. */
export function flowPlaces(width: number, height: number, gradients: boolean, p: Palette): FlowPlaces {
  const left = (gradients ? 8 : 5.8) * p.tick;
  return { left, right: width - 1.2 * p.tick, zero: left - 2.4 * p.tick, top: p.tick + 8, floor: height - p.tick - 9 };
}

/** Ticks for the last frames, a bar for the middle half of the run, a disc for now, on an axis of decades. */
export function drawFlow(c: CanvasRenderingContext2D, picture: FlowPicture, places: FlowPlaces, p: Palette): void {
  const { names, rows, decades, zone } = picture;
  const { left, right, top, floor } = places;
  const x = (value: number): number => left + flowShare(value, decades) * (right - left);
  if (zone) {
    c.fillStyle = p.zone;
    c.fillRect(x(updateRatioZone.low), 0, x(updateRatioZone.high) - x(updateRatioZone.low), floor);
  }
  drawAxis(c, decades, places, x, p);
  if (zone) drawZoneName(c, (x(updateRatioZone.low) + x(updateRatioZone.high)) / 2, p);
  const pitch = (floor - top) / Math.max(1, names.length);
  // every so many rows are named, so that names do not touch
  const every = Math.max(1, Math.ceil((p.tick + 4) / Math.max(1, pitch)));
  names.forEach((name, i) => {
    const y = top + (i + 0.5) * pitch;
    if (i % every === 0) {
      c.fillStyle = p.ink;
      drawRuns(c, nameRuns(name), 0, y + 0.35 * p.tick, p.tick + 1);
    }
    const row = rows[i];
    if (row) drawRow(c, row, y, pitch, places.zero, x, p);
  });
}

function drawAxis(
  c: CanvasRenderingContext2D,
  [first, last]: readonly [number, number],
  { left, right, zero, floor }: FlowPlaces,
  x: (value: number) => number,
  p: Palette,
): void {
  const decade = (right - left) / (last - first);
  const named = [1, 2, 5, 10, 20].find((every) => every * decade >= 2.6 * p.tick) ?? 20;
  const ruled = decade >= 6 ? 1 : named;
  c.strokeStyle = p.rule;
  c.lineWidth = p.grid;
  c.fillStyle = p.ink2;
  for (let e = first; e <= last; e++) {
    if ((e - first) % ruled !== 0) continue;
    const at = Math.round(x(10 ** e)) + 0.5;
    c.beginPath();
    c.moveTo(at, 0);
    c.lineTo(at, floor);
    c.stroke();
    if ((e - first) % named === 0) drawPower(c, e, at, floor + p.tick + 5, p);
  }
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  c.fillText('0', zero, floor + p.tick + 5);
  c.strokeStyle = p.edge;
  c.lineWidth = p.hair;
  c.beginPath();
  c.moveTo(left, floor + 0.5);
  c.lineTo(right, floor + 0.5);
  c.moveTo(zero, floor - 3);
  c.lineTo(zero, floor + 3);
  c.stroke();
}

function drawZoneName(c: CanvasRenderingContext2D, x: number, p: Palette): void {
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'center';
  c.strokeStyle = p.ground;
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.strokeText(m.plots_zone(), x, p.tick + 1);
  c.fillStyle = p.accent;
  c.fillText(m.plots_zone(), x, p.tick + 1);
}

function drawRow(
  c: CanvasRenderingContext2D,
  { trail, middle, now }: FlowRow,
  y: number,
  pitch: number,
  zero: number,
  x: (value: number) => number,
  p: Palette,
): void {
  const half = Math.max(1, Math.min(5, pitch / 2 - 1));
  c.strokeStyle = p.ink3;
  c.lineWidth = 1;
  trail.forEach((value, k) => {
    if (!(value > 0)) return;
    c.globalAlpha = 0.1 + (0.35 * (k + 1)) / trail.length;
    c.beginPath();
    c.moveTo(x(value), y - half);
    c.lineTo(x(value), y + half);
    c.stroke();
  });
  c.globalAlpha = 1;
  if (middle) {
    c.strokeStyle = p.ink;
    c.lineWidth = p.line;
    c.beginPath();
    c.moveTo(x(middle[0]), y);
    c.lineTo(x(middle[1]), y);
    c.stroke();
  }
  const place = (value: number): number => (value === 0 ? zero : x(value));
  if (Number.isNaN(now)) {
    // the run diverged: where it was last
    const last = trail.findLast((value) => Number.isFinite(value));
    if (last === undefined) return;
    c.strokeStyle = p.wrong;
    c.lineWidth = 2;
    c.beginPath();
    for (const side of [-1, 1]) {
      c.moveTo(place(last) - 4, y - 4 * side);
      c.lineTo(place(last) + 4, y + 4 * side);
    }
    c.stroke();
    return;
  }
  c.beginPath();
  c.arc(place(now), y, Math.min(4, half + 1), 0, 2 * Math.PI);
  c.fillStyle = p.ink;
  c.fill();
  c.strokeStyle = p.ground;
  c.lineWidth = 1.5;
  c.stroke();
}
