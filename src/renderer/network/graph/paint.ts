import type { Matrix } from '../../../core/matrix.ts';
import { m } from '../../../core/words/m.ts';
import { int } from '../../../core/words/numbers.ts';
import { hatch, markNegative } from '../../paint/hatch.ts';
import { fillHeat, type HeatBox } from '../../paint/heat.ts';
import { drawRuns, nameRuns, symbolRuns, type Run } from '../../paint/math-text.ts';
import { div } from '../../theme/scale.ts';
import { theme } from '../../theme/theme.svelte.ts';
import type { View } from '../../paint/stage.ts';
import { seen } from '../stage/view.ts';
import { largest } from '../../view/histogram.ts';
import { numberText } from './entry.ts';
import { reachOf, sizes, type Arrow, type Figure, type OperatorBox, type VariableBox } from './figure.ts';

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

/** Draws the figure: arrows, then circles, then boxes with their heatmaps and names. */
export function paintFigure(context: CanvasRenderingContext2D, view: View, scene: Scene): void {
  const { figure } = scene;
  const { unit } = figure;
  for (const arrow of figure.arrows) if (scene.done < arrow.backward) drawArrow(context, arrow, scene.done, unit);
  for (const arrow of figure.arrows) if (scene.done >= arrow.backward) drawArrow(context, arrow, scene.done, unit);
  for (const box of figure.operators)
    if (isSeen(view, box, unit)) drawCircle(context, box, scene.atWork.has(box.id), unit);
  for (const box of figure.variables) if (isSeen(view, box, unit)) drawBox(context, box, scene);
}

function isSeen(view: View, box: OperatorBox | VariableBox, unit: number): boolean {
  const { left, right, top, bottom } = reachOf(box, unit);
  return seen(view, { x: left - 8, y: top - 8, width: right - left + 16, height: bottom - top + 16 });
}

function drawArrow(
  context: CanvasRenderingContext2D,
  { points, forward, backward }: Arrow,
  done: number,
  unit: number,
): void {
  const back = done >= backward;
  const line = back ? points.toReversed() : points;
  const [end = [0, 0], before = [0, 0]] = [line.at(-1), line.at(-2)];
  const colour = theme.token(back ? '--accent' : done >= forward ? '--ink3' : '--rule2');
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = back ? theme.px('--w-select') : WIRE * unit;
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
  context.lineTo(...corner(-6 * unit, 3.5 * unit));
  context.lineTo(...corner(-6 * unit, -3.5 * unit));
  context.closePath();
  context.fill();
}

/** Width of a line that nothing special is meant by, at 13 px. */
const WIRE = 1.25;

function drawCircle(context: CanvasRenderingContext2D, box: OperatorBox, atWork: boolean, unit: number): void {
  context.beginPath();
  context.arc(box.x, box.y, box.hx, 0, 2 * Math.PI);
  context.fillStyle = theme.token(atWork ? '--accent' : '--ground');
  context.fill();
  context.strokeStyle = theme.token(atWork ? '--accent' : '--ink2');
  context.lineWidth = WIRE * unit;
  context.stroke();
  context.fillStyle = theme.token(atWork ? '--on-accent' : '--ink');
  drawRuns(
    context,
    symbolRuns(box.symbol),
    box.x,
    box.y + 5 * unit,
    (box.symbol.length > 2 ? 11 : 15) * unit,
    'center',
  );
}

function drawBox(context: CanvasRenderingContext2D, box: VariableBox, scene: Scene): void {
  const { x, y, hx, hy, variable, folded, numbers } = box;
  const { known, get } = scene;
  const { unit } = scene.figure;
  const [left, top, width] = [x - hx, y - hy, 2 * hx];
  context.fillStyle = theme.token('--ground');
  context.strokeStyle = theme.token('--ink2');
  context.lineWidth = WIRE * unit;
  if (folded) {
    const behind = sizes.sheet * unit;
    context.fillRect(left + behind, top + behind, width, 2 * hy);
    context.strokeRect(left + behind, top + behind, width, 2 * hy);
  }
  context.fillRect(left, top, width, 2 * hy);
  const storey = (name: string, gradient: boolean, from: number, height: number): void => {
    const matrix = known.has(name) ? get(name) : null;
    const at = { x: left, y: from, width, height };
    if (!matrix) hatch(context, at);
    else if (numbers) drawNumbers(context, matrix, at, gradient, variable.role === 'scalar', unit);
    else {
      fillHeat(context, matrix, largest(matrix.values), at);
      markNegative(context, matrix, at);
    }
  };
  storey(variable.name, false, top, variable.gradient ? hy : 2 * hy);
  if (variable.gradient) storey(`d${variable.name}`, true, y, hy);
  context.strokeStyle = theme.token('--ink2');
  context.lineWidth = WIRE * unit;
  context.strokeRect(left, top, width, 2 * hy);
  if (variable.gradient) {
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
  drawNames(context, box, scene, selected ? 4 : 0);
}

/** The name above left and the shape above right, or the name beside; of what is folded which layers it stands for. */
function drawNames(context: CanvasRenderingContext2D, box: VariableBox, { get, figure }: Scene, lift: number): void {
  const { x, y, hx, hy, variable, named, folded } = box;
  const { unit } = figure;
  const size = 15 * unit;
  const objective = folded?.last === figure.flights - 1;
  const runs = objective ? sumRuns(figure) : nameRuns(variable.name);
  context.fillStyle = theme.token('--ink');
  if (named === 'right') drawRuns(context, runs, x + hx + 6 * unit + lift, y + 5 * unit, size);
  else if (named === 'left')
    drawRuns(context, runs, x - hx - 8 * unit - lift, objective ? y + 5 * unit : y - 2 * unit, size, 'right');
  const over = y - hy - 6 * unit - lift;
  const width = named === 'above' ? drawRuns(context, runs, x - hx - 1, over, size) : 0;
  context.fillStyle = theme.token('--ink3');
  context.font = `${12 * unit}px ${theme.token('--font-ui')}`;
  if (folded && !objective) {
    const words =
      folded.first === folded.last
        ? m.graph_layer({ n: int(folded.first + 1) })
        : m.graph_layers({ first: int(folded.first + 1), last: int(folded.last + 1) });
    const below = named === 'above';
    context.textAlign = below ? 'center' : 'right';
    context.fillText(words, below ? x : x - hx - 8 * unit - lift, y + (below ? hy + 18 * unit : 14 * unit));
  }
  if (named !== 'above' || folded || variable.role === 'scalar') return;
  const rows = get(variable.name)?.rows ?? variable.rows;
  const shape = `${rows}×${variable.columns}`;
  const wide = context.measureText(shape).width;
  context.textAlign = 'right';
  // where it would run into the next node it is left to the card
  if (width + wide + 4 * unit <= 2 * hx + 12 * unit)
    context.fillText(shape, Math.max(x + hx, x - hx + width + wide + 4 * unit), over);
}

const plain = (text: string): Run => ({ text, bold: false, italic: false, script: 0 });
const sums = {
  alone: [...nameRuns('J'), plain(' = '), ...nameRuns('L')],
  penalized: [...nameRuns('J'), plain(' = '), ...nameRuns('L'), plain(' + '), ...nameRuns('s')],
};
const sumRuns = ({ penalized }: Figure): Run[] => (penalized ? sums.penalized : sums.alone);

/** Every entry in a cell of its own; gradients in bold, so that they are told apart where a scalar has no colour. */
function drawNumbers(
  context: CanvasRenderingContext2D,
  { rows, columns, values }: Matrix,
  { x, y, width, height }: HeatBox,
  gradient: boolean,
  scalar: boolean,
  unit: number,
): void {
  const most = largest(values) || 1;
  const [w, h] = [width / columns, height / rows];
  const family = theme.token('--font-ui');
  const usual = `${gradient ? '600 ' : ''}${12.5 * unit}px ${family}`;
  const long = `${gradient ? '500 ' : ''}${11 * unit}px ${family}`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (let i = 0; i < rows * columns; i++) {
    const value = values[i] ?? NaN;
    const [left, top] = [x + (i % columns) * w, y + Math.floor(i / columns) * h];
    const coloured = !scalar && value !== 0 && Number.isFinite(value);
    if (coloured) {
      context.fillStyle = div(value / most);
      context.fillRect(left, top, w, h);
    }
    const strong = coloured && Math.abs(value / most) > 0.72;
    context.fillStyle = theme.token(scalar && gradient ? '--accent' : strong ? '--on-data' : '--ink');
    const text = numberText(value);
    context.font = text.length > 6 ? long : usual;
    context.fillText(text, left + w / 2, top + h / 2 + 4.5 * unit);
  }
}
