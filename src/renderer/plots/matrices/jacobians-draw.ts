import { m } from '../../../core/words/m.ts';
import type { Jacobian } from '../../../core/jacobians.ts';
import { drawRuns, nameRuns } from '../../paint/math-text.ts';
import { drawPower } from '../../paint/power.ts';
import type { Palette } from '../../paint/palette.ts';
import { drawCells } from './cells.ts';
import { decadesOf, type JacobianColumn } from './jacobians.ts';

/** What is drawn of the Jacobians. */
export interface ShownJacobians {
  columns: readonly JacobianColumn[];
  /** In the order of the columns; without values where they were not recorded. */
  matrices: readonly Jacobian[];
  max: number;
}

const CELL = 48;
/** px for the sign before a column, in ticks. */
const SIGN = 1.5;

/** Matrices with × between them and = before their product, and under each its singular values on one log axis. */
export function drawJacobians(
  c: CanvasRenderingContext2D,
  width: number,
  height: number,
  { columns, matrices, max }: ShownJacobians,
  p: Palette,
): void {
  const left = 2.9 * p.tick;
  const pitch = (width - left) / columns.length;
  const room = pitch - SIGN * p.tick;
  const deep = Math.round(0.45 * height) - p.tick - 8;
  const top = p.tick + 8;
  const cell = Math.max(0, Math.min(CELL, ...matrices.flatMap(({ rows, columns: n }) => [room / n, deep / rows])));
  const whole = cell >= 4 ? Math.floor(cell) : cell;
  columns.forEach(({ layer, sign }, i) => {
    const M = matrices[i];
    const middle = left + (i + 0.5) * pitch + 0.25 * SIGN * p.tick;
    c.fillStyle = p.ink;
    if (layer === null) {
      c.font = `${p.tick}px ${p.font}`;
      c.textAlign = 'center';
      c.textBaseline = 'alphabetic';
      c.fillText(m.plots_jacobians_product(), middle, p.tick);
    } else drawRuns(c, nameRuns(`M${layer + 1}`), middle, p.tick + 1, p.tick, 'center');
    if (sign) {
      c.font = `${1.2 * p.tick}px ${p.font}`;
      c.textAlign = 'center';
      c.fillText(sign, left + i * pitch + 0.3 * p.tick, top + deep / 2 + 0.4 * p.tick);
    }
    if (!M) return;
    const w = Math.max(8, Math.round(whole * M.columns));
    const h = Math.max(8, Math.round(whole * M.rows));
    const box = { x: Math.round(middle - w / 2), y: Math.round(top + (deep - h) / 2), width: w, height: h };
    drawCells(c, M.values, M.rows, M.columns, max, box, p);
  });
  drawSpectra(c, columns, { left, pitch, top: top + deep + 0.9 * p.tick, floor: height - p.tick - 9, width }, p);
}

function drawSpectra(
  c: CanvasRenderingContext2D,
  columns: readonly JacobianColumn[],
  { left, pitch, top, floor, width }: { left: number; pitch: number; top: number; floor: number; width: number },
  p: Palette,
): void {
  const { low, high } = decadesOf(columns);
  const y = (power: number): number => floor - ((power - low) / (high - low)) * (floor - top);
  c.lineWidth = p.grid;
  const every = Math.max(1, Math.ceil((1.6 * p.tick * (high - low)) / Math.max(1, floor - top)));
  for (let power = low; power <= high; power++) {
    if (power % every !== 0) continue;
    const at = Math.round(y(power)) + 0.5;
    c.strokeStyle = power === 0 ? p.ink2 : p.rule;
    c.beginPath();
    c.moveTo(left, at);
    c.lineTo(width, at);
    c.stroke();
    c.fillStyle = p.ink2;
    c.textBaseline = 'alphabetic';
    drawPower(c, power, left - 1.5 * p.tick, at + 0.36 * p.tick, p);
  }
  columns.forEach(({ singular }, i) => {
    if (!singular) return;
    const step = Math.min(2.2 * p.tick, (pitch - p.tick) / singular.length);
    const from = left + (i + 0.5) * pitch + 0.25 * SIGN * p.tick - (singular.length * step) / 2;
    const radius = Math.max(1.5, Math.min(3.5, step / 2 - 0.5));
    for (let k = 0; k < singular.length; k++) {
      const value = singular[k] ?? NaN;
      if (!Number.isFinite(value)) continue;
      const lost = !(value > 10 ** low);
      c.beginPath();
      c.arc(from + (k + 0.5) * step, lost ? floor + 4 : y(Math.min(high, Math.log10(value))), radius, 0, 2 * Math.PI);
      c.fillStyle = lost ? p.ground : p.ink;
      c.fill();
      c.lineWidth = 1;
      c.strokeStyle = p.ink;
      c.stroke();
    }
  });
  const words = width > 22 * p.tick ? m.plots_jacobians_one() : '1';
  c.font = `${p.tick}px ${p.font}`;
  c.textAlign = 'right';
  c.lineWidth = 3;
  c.lineJoin = 'round';
  c.strokeStyle = p.ground;
  c.strokeText(words, width, y(0) - 4);
  c.fillStyle = p.ink2;
  c.fillText(words, width, y(0) - 4);
}
