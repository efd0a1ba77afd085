import type { Matrix } from '../../../core/matrix.ts';
import { fixed } from '../../marks/format.ts';
import { hatch } from '../../marks/hatch.ts';
import { fillHeat } from '../../marks/heat.ts';
import { drawRuns, nameRuns, symbolRuns } from '../../marks/math-text.ts';
import { theme } from '../../theme/theme.svelte.ts';
import { seen, type View } from '../stage/view.ts';
import { largest } from '../viz/histogram.ts';
import type { Arrow, Figure, OperatorBox, VariableBox } from './layout.ts';

/** What the figure shows of a walk. */
export interface Scene {
  figure: Figure;
  /** Steps of the walk that were taken. */
  done: number;
  /** What is known by now: `z1`, `dz1`. */
  known: ReadonlySet<string>;
  get: (name: string) => Matrix | null;
  selected: string | null;
  /** The circles at work in the step just taken. */
  atWork: ReadonlySet<string>;
}

/** Below this scale names could not be read, and are left out. */
const NAMES_FROM = 0.4;

/** Draws the figure: arrows, then circles, then boxes with their heatmaps and names. */
export function paintFigure(context: CanvasRenderingContext2D, view: View, scene: Scene): void {
  const { figure } = scene;
  const names = view.k >= NAMES_FROM;
  for (const arrow of figure.arrows) if (scene.done < arrow.backward) drawArrow(context, arrow, scene.done);
  for (const arrow of figure.arrows) if (scene.done >= arrow.backward) drawArrow(context, arrow, scene.done);
  for (const box of figure.operators) if (isSeen(view, box)) drawCircle(context, box, scene.atWork.has(box.id), names);
  for (const box of figure.variables) if (isSeen(view, box)) drawBox(context, box, scene, names);
}

const isSeen = (view: View, { x, y, hx, hy }: OperatorBox | VariableBox): boolean =>
  seen(view, { x: x - hx - 40, y: y - hy - 24, width: 2 * hx + 80, height: 2 * hy + 30 });

function drawArrow(context: CanvasRenderingContext2D, { points, forward, backward }: Arrow, done: number): void {
  const back = done >= backward;
  const line = back ? points.toReversed() : points;
  const [end = [0, 0], before = [0, 0]] = [line.at(-1), line.at(-2)];
  const colour = theme.token(back ? '--accent' : done >= forward ? '--ink3' : '--rule2');
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = back ? theme.px('--w-select') : 1.25;
  context.beginPath();
  line.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
  const angle = Math.atan2(end[1] - before[1], end[0] - before[0]);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corner = (along: number, aside: number): [number, number] => [
    end[0] + along * cos - aside * sin,
    end[1] + along * sin + aside * cos,
  ];
  context.beginPath();
  context.moveTo(...corner(1, 0));
  context.lineTo(...corner(-6, 3.5));
  context.lineTo(...corner(-6, -3.5));
  context.closePath();
  context.fill();
}

function drawCircle(context: CanvasRenderingContext2D, box: OperatorBox, atWork: boolean, names: boolean): void {
  context.beginPath();
  context.arc(box.x, box.y, box.hx, 0, 2 * Math.PI);
  context.fillStyle = theme.token(atWork ? '--accent' : '--ground');
  context.fill();
  context.strokeStyle = theme.token(atWork ? '--accent' : '--ink2');
  context.lineWidth = 1.25;
  context.stroke();
  if (!names) return;
  context.fillStyle = theme.token(atWork ? '--on-accent' : '--ink');
  drawRuns(context, symbolRuns(box.symbol), box.x, box.y + 5, box.symbol.length > 2 ? 11 : 15, 'center');
}

function drawBox(context: CanvasRenderingContext2D, box: VariableBox, scene: Scene, names: boolean): void {
  const { x, y, hx, hy, variable } = box;
  const { known, get } = scene;
  const storey = variable.gradient ? hy : 2 * hy;
  const [left, top, width] = [x - hx, y - hy, 2 * hx];
  context.fillStyle = theme.token('--ground');
  context.fillRect(left, top, width, 2 * hy);
  const of = (name: string): Matrix | null => (known.has(name) ? get(name) : null);
  drawStorey(context, of(variable.name), variable.role === 'scalar', false, left, top, width, storey);
  if (variable.gradient)
    drawStorey(context, of(`d${variable.name}`), variable.role === 'scalar', true, left, y, width, storey);
  context.strokeStyle = theme.token('--ink2');
  context.lineWidth = 1.25;
  context.strokeRect(left, top, width, 2 * hy);
  if (variable.gradient) {
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
  }
  const selected = scene.selected === box.id;
  if (selected) {
    context.strokeStyle = theme.token('--accent');
    context.lineWidth = theme.px('--w-select');
    context.strokeRect(left - 4, top - 4, width + 8, 2 * hy + 8);
  }
  if (names) drawNames(context, box, get, selected ? 5 : 0);
}

/** The name above left and the shape above right, or the name beside. */
function drawNames(context: CanvasRenderingContext2D, box: VariableBox, get: Scene['get'], lift: number): void {
  const { x, y, hx, hy, variable, named } = box;
  context.fillStyle = theme.token('--ink');
  if (named === 'beside') {
    drawRuns(context, nameRuns(variable.name), x + hx + 6 + lift, y + 5, 14);
    return;
  }
  const over = y - hy - 6 - lift;
  const width = drawRuns(context, nameRuns(variable.name), x - hx - 1, over, 15);
  if (variable.role === 'scalar') return;
  const rows = get(variable.name)?.rows ?? variable.rows;
  const shape = `${rows}×${variable.columns}`;
  context.fillStyle = theme.token('--ink3');
  context.font = `12px ${theme.token('--font-ui')}`;
  const room = 2 * hx - width - 4;
  const wide = context.measureText(shape).width;
  context.textAlign = wide > room ? 'left' : 'right';
  context.fillText(shape, wide > room ? x - hx + width + 4 : x + hx, over);
}

function drawStorey(
  context: CanvasRenderingContext2D,
  matrix: Matrix | null,
  scalar: boolean,
  gradient: boolean,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  if (!matrix) hatch(context, { x, y, width, height });
  else if (scalar) {
    context.fillStyle = theme.token(gradient ? '--accent' : '--ink');
    context.font = `${gradient ? '600 ' : ''}12.5px ${theme.token('--font-ui')}`;
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    const value = matrix.values[0] ?? NaN;
    context.fillText(gradient ? String(value) : fixed(value, 3), x + width / 2, y + height / 2 + 4.5);
  } else fillHeat(context, matrix, largest(matrix.values), { x, y, width, height });
}
