import type { Graph, Operator, Variable } from '../../../core/graph/graph.ts';
import { stepsOf } from '../../../core/graph/steps.ts';

/** A node of the figure, with its middle and half sizes in the figure's own px. */
export interface Box {
  id: string;
  x: number;
  y: number;
  hx: number;
  hy: number;
}
/** A square: value above, gradient below. */
export interface VariableBox extends Box {
  variable: Variable;
  /** Where its name is: over the box, or beside a small one. */
  named: 'above' | 'beside';
}
/** A circle. */
export interface OperatorBox extends Box {
  symbol: string;
  operator: Operator;
}
/** An arrow between two nodes as a line of points. Counted in steps of `stepsOf` that were taken: it is gone along forward
 *  after `forward`, and backward after `backward` of them (∞: never, for no gradient comes back this way). */
export interface Arrow {
  from: string;
  to: string;
  points: [x: number, y: number][];
  forward: number;
  backward: number;
}
export interface Figure {
  width: number;
  height: number;
  variables: VariableBox[];
  operators: OperatorBox[];
  arrows: Arrow[];
}

/** Half sizes of a box with one storey or two, of a small one, and of a circle. */
export const half = { x: 30, storey: 14, two: 28, smallX: 17, small: 9, circle: 14.5 } as const;

const LEFT = 46;
const TOP = 58;
/** From one flight of the figure to the next. */
const CLIMB = 176;
const ACROSS = 66;
const ABOVE = 106;
const BELOW = 68;
/** Room that a box's name takes over it. */
const LABEL = 27;

/** The lecture's Fig. 5.3.1 for any chain: input lower left, objective upper right, a flight for each dense layer, weights
 *  above their ×, biases below their +, the penalty along the top. × and + of a layer are drawn apart, as they are there;
 *  the trainer computes them in one. */
export function figureOf(graph: Graph): Figure {
  const flights = graph.weights.length;
  const bottom = TOP + 20 + CLIMB * Math.max(1, flights) + (flights > 0 ? 14 : 0);
  const boxes = new Map<string, Box>();
  const variables: VariableBox[] = [];
  const operators: OperatorBox[] = [];
  const links: { from: string; to: string; operator: Operator; via?: 'top' | 'corner' }[] = [];

  const place = (name: string, x: number, y: number, small = false): void => {
    const variable = graph.variables.find((v) => v.name === name);
    if (!variable) return;
    const one = small ? half.small : half.storey;
    const box: VariableBox = {
      id: name,
      x,
      y: small ? y + (variable.gradient ? half.small : 0) : y,
      hx: small ? half.smallX : half.x,
      hy: variable.gradient ? 2 * one : one,
      variable,
      named: small ? 'beside' : 'above',
    };
    variables.push(box);
    boxes.set(name, box);
  };
  const circle = (id: string, symbol: string, x: number, y: number, operator: Operator): void => {
    const box: OperatorBox = { id, symbol, x, y, hx: half.circle, hy: half.circle, operator };
    operators.push(box);
    boxes.set(id, box);
  };

  let x = LEFT;
  let y = bottom;
  let flight = 0;
  place('x', x, y);
  for (const [k, operator] of graph.operators.entries()) {
    const { operation, inputs, output } = operator;
    const [input = '', second] = inputs;
    const id = `op${k}`;
    switch (operation.kind) {
      case 'affine': {
        const [, W = '', b] = inputs;
        if (flight === 0) x += ACROSS;
        else y -= CLIMB;
        flight++;
        circle(`${id}×`, '×', x, y, operator);
        place(W, x, y - ABOVE);
        links.push({ from: input, to: `${id}×`, operator }, { from: W, to: `${id}×`, operator });
        let last = `${id}×`;
        if (b) {
          x += 42;
          circle(`${id}+`, '+', x, y, operator);
          place(b, x, y + BELOW - half.small, true);
          links.push({ from: last, to: `${id}+`, operator }, { from: b, to: `${id}+`, operator });
          last = `${id}+`;
        }
        x += ACROSS + 2;
        place(output, x, y);
        links.push({ from: last, to: output, operator });
        break;
      }
      case 'activation':
      case 'noise':
      case 'dropout': {
        x += ACROSS;
        circle(id, operation.kind === 'activation' ? 'φ' : operation.kind === 'noise' ? '+σε' : '⊙', x, y, operator);
        links.push({ from: input, to: id, operator });
        if (operation.kind === 'dropout' && second !== undefined) {
          place(second, x, y + BELOW - half.small, true);
          links.push({ from: second, to: id, operator });
        }
        x += ACROSS;
        place(output, x, y);
        links.push({ from: id, to: output, operator });
        break;
      }
      case 'loss': {
        x += ACROSS;
        circle(id, 'l', x, y, operator);
        links.push({ from: input, to: id, operator });
        place('y', x + 58, y + 54);
        links.push({ from: 'y', to: id, operator, via: 'corner' });
        place(output, x, Math.max(TOP + 96, y - 98));
        links.push({ from: id, to: output, operator });
        break;
      }
      case 'penalty': {
        const W = boxes.get(graph.weights.at(-1) ?? '');
        circle(id, 'ℓ_2', W?.x ?? x, TOP, operator);
        for (const name of graph.weights) links.push({ from: name, to: id, operator, via: 'top' });
        place(output, Math.max((W?.x ?? x) + 82, x - 82), TOP);
        links.push({ from: id, to: output, operator });
        break;
      }
      case 'sum': {
        circle(id, inputs.length > 1 ? '+' : '=', x, TOP, operator);
        for (const name of inputs) links.push({ from: name, to: id, operator });
        place(output, x + ACROSS, TOP);
        links.push({ from: id, to: output, operator });
        break;
      }
    }
  }

  const steps = stepsOf(graph);
  const arrows = links.map(({ from, to, operator, via }): Arrow => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    const index = graph.operators.indexOf(operator);
    const isVariable = variables.some(({ id }) => id === from);
    const back = steps.findIndex(({ pass, operator: k, produces }) => {
      if (pass !== 'backward') return false;
      if (isVariable) return produces.includes(`d${from}`);
      return operator.operation.kind === 'penalty' ? produces.includes(`d${operator.output}`) : k === index;
    });
    return {
      from,
      to,
      points: a && b ? route(a, b, via, variables) : [],
      forward: steps.findIndex(({ pass, operator: k }) => pass === 'forward' && k === index) + 1,
      backward: back < 0 ? Infinity : back + 1,
    };
  });
  const right = Math.max(...[...boxes.values()].map((box) => box.x + box.hx));
  return { width: right + 16, height: bottom + BELOW + half.small + 18, variables, operators, arrows };
}

/** A straight line, or one with a corner. Lines that come from above stop below a box's name. */
function route(
  a: Box,
  b: Box,
  via: 'top' | 'corner' | undefined,
  variables: readonly VariableBox[],
): [number, number][] {
  const label = (box: Box): number =>
    variables.some(({ id, named }) => id === box.id && named === 'above') ? LABEL : 0;
  if (via === 'corner')
    return [
      [a.x, a.y - a.hy - label(a)],
      [a.x, b.y],
      [b.x + b.hx + 2, b.y],
    ];
  if (via === 'top' && Math.abs(a.x - b.x) > 2)
    return [
      [a.x, a.y - a.hy - label(a)],
      [a.x, b.y],
      [b.x - b.hx - 2, b.y],
    ];
  if (Math.abs(a.x - b.x) <= 2) {
    const up = b.y < a.y ? -1 : 1;
    return [
      [a.x, a.y + up * (a.hy + 1 + (up < 0 ? label(a) : 0))],
      [b.x, b.y - up * (b.hy + 2 + (up > 0 ? label(b) : 0))],
    ];
  }
  return [
    [a.x + a.hx + 1, a.y],
    [b.x - b.hx - 2, b.y],
  ];
}
