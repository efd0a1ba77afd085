import { ofPictures } from '../../../core/datasets.ts';
import { losses } from '../../../core/losses.ts';
import { parameterCount, type LayerNodes } from '../../../core/graph/graph.ts';
import type { Layer } from '../../../core/plan/schema.ts';
import { fixed, int } from '../../../core/words/numbers.ts';
import { drawHatch } from '../../paint/hatch.ts';
import { drawHeat, heatBox, type HeatBox } from '../../paint/heat.ts';
import { drawRuns, nameRuns, symbolRuns, type Run } from '../../paint/math-text.ts';
import { theme } from '../../theme/theme.svelte.ts';
import { blockTitle, dataLine, layerLine } from '../blocks.ts';
import type { Picture } from '../../paint/svg.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import { drawActivation } from '../viz/activation.ts';
import { drawDigits } from '../viz/digits.ts';
import { drawSmallPoints } from '../viz/points.ts';
import { drawSigns } from '../viz/signs.ts';
import { itemsOf, layoutChain, wireX, type Box } from './layout.ts';

const WIDTH = 680;
/** Columns of a block: name, equation, parameters (to the left of it), what it shows. */
const at = { name: 16, equation: 210, parameters: 500, viz: 520 } as const;

/** The chain of blocks as a picture: what the window shows, drawn anew so that it is sharp on paper. */
export function chainPicture(view: NetworkView): Picture {
  const { document, session, seen } = view;
  const { plan, graph, shape } = document;
  const items = itemsOf(document.keys, null).filter(({ kind }) => kind !== 'slot');
  const layout = layoutChain(items.length, { width: WIDTH, height: 110 * items.length });
  const x = layout.x;

  function paint(c: CanvasRenderingContext2D): void {
    items.forEach(({ kind, index }, i) => {
      const box = layout.boxes[i];
      const nodes = graph.layers[index];
      const layer = plan.network[index];
      if (!box) return;
      frame(c, x, box, layout.width);
      const viz = { x: x + at.viz, y: box.y + 4, width: layout.width - at.viz - 12, height: box.height - 8 };
      if (kind === 'data') {
        words(c, x, box, 'Data', dataLine(plan));
        equation(c, x, box, [...nameRuns('x'), ...text(', '), ...nameRuns('y')]);
        const train = session.examples?.train;
        if (train && train.count > 0)
          inside(c, viz, (w, h) => {
            if (ofPictures(plan.data)) drawDigits(c, train, w, h);
            else if (train.width === 2) drawSmallPoints(c, train, w - Math.min(h, 64), 0, Math.min(h, 64));
          });
      } else if (layer && nodes) {
        words(c, x, box, blockTitle(plan.network, index), layerLine(layer));
        equation(c, x, box, equationRuns(layer, nodes));
        const { weights, biases } = parameterCount(layer, nodes.inputWidth);
        if (weights + biases > 0) parameters(c, x, box, weights + biases);
        inside(c, viz, (w, h) => {
          if (layer.type === 'activation') drawActivation(c, w, h, layer.fn, seen.input(nodes.input), seen.gradient);
          else if (layer.type === 'dense') {
            const values = seen.weight(nodes.parameters[0] ?? '');
            const heat = heatBox(layer.units, nodes.inputWidth, w, h);
            if (values?.length === layer.units * nodes.inputWidth)
              signed(c, values, layer.units, nodes.inputWidth, seen.max, heat);
            else drawHatch(c, heat);
          }
        });
      } else if (kind === 'loss') {
        words(c, x, box, 'Loss', losses[plan.loss].title);
        equation(c, x, box, [
          ...nameRuns('L'),
          ...text(' = '),
          ...symbolRuns('l'),
          ...text('('),
          ...nameRuns('o'),
          ...text(', '),
          ...nameRuns('y'),
          ...text(')'),
        ]);
        if (seen.sum) {
          font(c, 15, '600', '--ink');
          c.textAlign = 'right';
          c.fillText(`J = ${fixed(seen.sum.J, 4)}`, x + layout.width - 12, box.y + box.height / 2 + 5);
        }
      }
      if (i > 0)
        wire(
          c,
          x,
          box,
          layout.wire,
          graph.layers[index - 1]?.output ?? 'x',
          graph.layers[index - 1]?.outputWidth ?? shape.width,
        );
    });
  }
  const end = layout.boxes.at(-1) ?? { y: 0, height: 0 };
  return { width: WIDTH, height: end.y + end.height + 8, title: `${plan.name}: layers`, paint };
}

function signed(
  c: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  max: number,
  box: HeatBox,
): void {
  drawHeat(c, values, rows, columns, max, box, theme.token('--edge'));
  drawSigns(c, values, rows, columns, max, box, theme.token('--ink'));
}

function equationRuns(layer: Layer, { input, output, parameters }: LayerNodes): Run[] {
  const is = [...nameRuns(output), ...text(' = ')];
  const [W = 'W', b] = parameters;
  switch (layer.type) {
    case 'dense':
      return [
        ...is,
        ...nameRuns(input),
        ...text(' '),
        ...nameRuns(W, undefined, '⊤'),
        ...(b ? [...text(' + '), ...nameRuns(b)] : []),
      ];
    case 'activation':
      return [...is, ...symbolRuns('φ'), ...text('('), ...nameRuns(input), ...text(')')];
    case 'dropout':
      return [
        ...is,
        ...nameRuns('m'),
        ...text(' ⊙ '),
        ...nameRuns(input),
        ...text(` / ${+(1 - layer.p).toPrecision(3)}`),
      ];
    case 'noise':
      return [...is, ...nameRuns(input), ...text(' + σε')];
  }
}
/** Spaces that an SVG does not trim. */
const text = (words: string): Run[] => [
  { text: words.replaceAll(' ', '\u00a0'), bold: false, italic: false, script: 0 },
];

function font(c: CanvasRenderingContext2D, size: number, weight: string, colour: string): void {
  c.font = `${weight} ${size}px ${theme.token('--font-ui')}`;
  c.fillStyle = theme.token(colour);
  c.textAlign = 'left';
  c.textBaseline = 'alphabetic';
}

function frame(c: CanvasRenderingContext2D, x: number, { y, height }: Box, width: number): void {
  c.strokeStyle = theme.token('--edge');
  c.lineWidth = 1;
  c.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function words(c: CanvasRenderingContext2D, x: number, { y, height }: Box, title: string, detail: string): void {
  font(c, 13, '600', '--ink');
  c.fillText(title, x + at.name, y + height / 2 - 3);
  font(c, 12, '400', '--ink2');
  c.fillText(detail, x + at.name, y + height / 2 + 14);
}

function equation(c: CanvasRenderingContext2D, x: number, { y, height }: Box, runs: Run[]): void {
  c.fillStyle = theme.token('--ink');
  drawRuns(c, runs, x + at.equation, y + height / 2 + 5, 15);
}

function parameters(c: CanvasRenderingContext2D, x: number, { y, height }: Box, count: number): void {
  font(c, 13, '600', '--ink');
  c.textAlign = 'right';
  c.fillText(int(count), x + at.parameters, y + height / 2 - 3);
  font(c, 11, '400', '--ink3');
  c.textAlign = 'right';
  c.fillText(count === 1 ? 'parameter' : 'parameters', x + at.parameters, y + height / 2 + 12);
}

/** The wire into a block from the one above it, with what flows along and its shape. */
function wire(c: CanvasRenderingContext2D, x: number, { y }: Box, length: number, name: string, columns: number): void {
  c.strokeStyle = theme.token('--edge');
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(x + wireX, y - length);
  c.lineTo(x + wireX, y);
  c.stroke();
  c.fillStyle = theme.token('--ink');
  const width = drawRuns(c, nameRuns(name), x + wireX + 8, y - length / 2 + 4, 12);
  font(c, 12, '400', '--ink3');
  c.fillText(`n × ${int(columns)}`, x + wireX + 20 + width, y - length / 2 + 4);
}

function inside(
  c: CanvasRenderingContext2D,
  { x, y, width, height }: Box & { x: number; width: number },
  draw: (w: number, h: number) => void,
): void {
  c.save();
  c.translate(x, y);
  draw(width, height);
  c.restore();
}
