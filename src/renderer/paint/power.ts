import type { Palette } from './palette.ts';

/** 10 to a power, centred at x, its foot at y. */
export function drawPower(c: CanvasRenderingContext2D, exponent: number, x: number, y: number, p: Palette): void {
  const raised = exponent < 0 ? `−${-exponent}` : String(exponent);
  const small = `${Math.round(0.75 * p.tick)}px ${p.font}`;
  const normal = `${p.tick}px ${p.font}`;
  c.textAlign = 'left';
  c.font = normal;
  const ten = c.measureText('10').width;
  c.font = small;
  const start = x - (ten + c.measureText(raised).width) / 2;
  c.fillText(raised, start + ten + 0.5, y - 0.4 * p.tick);
  c.font = normal;
  c.fillText('10', start, y);
}
