import jsep, { type Expression } from 'jsep';

/** Numbers in rows and columns. What frames hold of it besides is known by its name. */
export interface Table {
  rows: number;
  columns: number;
  readonly values: Floats;
  /** One row taken out of another: its next place is a column. */
  isRow?: true;
  /** Where it was found, for functions that frames have the result of already. */
  found?: { name: string; letter: string };
}
type Floats = Float32Array | Float64Array;
export type Value = number | boolean | string | Table;

/** What a formula speaks of. Throws `Missing` for what is not (or not yet) there. */
export interface Scope {
  /** @param letter of the network, null for the first */
  name: (name: string, letter: string | null) => Value;
  call: (name: string, inputs: readonly Value[]) => Value;
}

/** What a formula asks for is not there. */
export class Missing extends Error {}
/** A formula that cannot be read, or whose parts do not fit. */
export class FormulaError extends Error {}

jsep.removeLiteral('null'); // true and false are known, no third
const parsed = new Map<string, Expression>();

/** Reads a formula: numbers, 'words', names, `A.loss` of network A, `W1[2][1]` by row and column from 1, + − * / and comparisons
 *  entry by entry, `and` as &&, functions. Nothing of it is ever run as a program. @throws FormulaError */
export function parseFormula(text: string): Expression {
  const known = parsed.get(text);
  if (known) return known;
  try {
    const made = jsep(text);
    parsed.set(text, made);
    return made;
  } catch (error) {
    throw new FormulaError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What a formula comes to. @throws Missing, FormulaError */
export const evaluate = (formula: string, scope: Scope): Value => valueOf(parseFormula(formula) as Node, scope);

/** The same as a number; true is 1. */
export function numberOf(formula: string, scope: Scope): number {
  const value = evaluate(formula, scope);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value.rows * value.columns === 1) return value.values[0] ?? NaN;
  throw new FormulaError(`${formula} is not one number`);
}

/** The networks that a formula speaks of, by their letters; a name without one is of the first. */
export function lettersIn(formula: string): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (node: Node): void => {
    switch (node.type) {
      case 'Identifier':
        found.add('A');
        return;
      case 'MemberExpression':
        if (!node.computed && node.object.type === 'Identifier') found.add(node.object.name);
        else for (const part of [node.object, node.property]) look(part);
        return;
      case 'CallExpression':
        node.arguments.forEach(look);
        return;
      case 'UnaryExpression':
        look(node.argument);
        return;
      case 'BinaryExpression':
        for (const part of [node.left, node.right]) look(part);
        return;
      case 'Literal': // jacobian(8, 'B') names a network by a word
        if (typeof node.value === 'string' && /^[A-F]$/.test(node.value)) found.add(node.value);
    }
  };
  look(parseFormula(formula) as Node);
  return found;
}

/** The parts of jsep's tree that formulas have. */
export type Node =
  | { type: 'Literal'; value: number | string | boolean }
  | { type: 'Identifier'; name: string }
  | { type: 'MemberExpression'; computed: boolean; object: Node; property: Node }
  | { type: 'CallExpression'; callee: Node; arguments: Node[] }
  | { type: 'UnaryExpression'; operator: string; argument: Node }
  | { type: 'BinaryExpression'; operator: string; left: Node; right: Node };

/** What a part of one comes to. @throws Missing, FormulaError */
export function valueOf(node: Node, scope: Scope): Value {
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'Identifier':
      return scope.name(node.name, null);
    case 'MemberExpression':
      if (!node.computed) {
        const { object, property } = node;
        if (object.type !== 'Identifier' || property.type !== 'Identifier') throw new FormulaError('A.loss is meant');
        return scope.name(property.name, object.name);
      }
      return rowOf(valueOf(node.object, scope), valueOf(node.property, scope));
    case 'CallExpression':
      if (node.callee.type !== 'Identifier') throw new FormulaError('a function has a name');
      return scope.call(
        node.callee.name,
        node.arguments.map((input) => valueOf(input, scope)),
      );
    case 'UnaryExpression': {
      const value = valueOf(node.argument, scope);
      if (node.operator === '!') return value === false;
      if (node.operator === '-') return entrywise('*', -1, value);
      throw new FormulaError(`${node.operator} is not known`);
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node;
      if (operator === '&&') return valueOf(left, scope) === true && valueOf(right, scope) === true;
      if (operator === '||') return valueOf(left, scope) === true || valueOf(right, scope) === true;
      return combined(operator, valueOf(left, scope), valueOf(right, scope));
    }
    default:
      throw new FormulaError('only numbers, names, functions and + − * / are known');
  }
}

const compared: Record<string, (a: number | string, b: number | string) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function combined(operator: string, a: Value, b: Value): Value {
  const compare = compared[operator];
  if (!compare) return entrywise(operator, a, b);
  const [left, right] = [plain(a), plain(b)];
  if (typeof left !== typeof right) return operator === '!='; // a word is no number
  return compare(left, right);
}

/** A word, or a number. */
const plain = (value: Value): number | string =>
  typeof value === 'object' && value.rows * value.columns === 1 ? (value.values[0] ?? NaN) : scalar(value, true);

function scalar(value: Value, words = false): number | string {
  if (typeof value === 'number' || (words && typeof value === 'string')) return value;
  if (typeof value === 'boolean') return Number(value);
  throw new FormulaError('a number is meant, and not many');
}

const operations: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function entrywise(operator: string, a: Value, b: Value): Value {
  const operation = operations[operator];
  if (!operation) throw new FormulaError(`${operator} is not known`);
  if (typeof a !== 'object' && typeof b !== 'object') return operation(Number(scalar(a)), Number(scalar(b)));
  const [left, right] = [asTable(a), asTable(b)];
  const shape = typeof a === 'object' ? left : right;
  const n = shape.rows * shape.columns;
  const fits = (table: Table): boolean => table.values.length === n || table.values.length === 1;
  if (!fits(left) || !fits(right)) throw new FormulaError('entry by entry needs two of one size');
  const entry = ({ values }: Table, i: number): number => values[values.length === 1 ? 0 : i] ?? NaN;
  return {
    rows: shape.rows,
    columns: shape.columns,
    values: Float64Array.from({ length: n }, (_, i) => operation(entry(left, i), entry(right, i))),
  };
}

/** Whether it is one of the operators that formulas have. */
export const isOperator = ({ type, operator }: Extract<Node, { operator: string }>): boolean =>
  type === 'UnaryExpression'
    ? operator === '-' || operator === '!'
    : operator === '&&' || operator === '||' || operator in compared || operator in operations;

/** A value as a table, a number as one of one entry. @throws FormulaError for a word */
export function asTable(value: Value): Table {
  if (typeof value === 'object') return value;
  return { rows: 1, columns: 1, values: Float64Array.of(Number(scalar(value))) };
}

/** A row of a table, or of a row an entry. Counted from 1. */
function rowOf(value: Value, place: Value): Value {
  const { rows, columns, values, isRow } = asTable(value);
  const i = Number(scalar(place));
  const many = isRow ? columns : rows;
  if (!(Number.isInteger(i) && i >= 1 && i <= many))
    throw new FormulaError(`there is no place ${i}: there are ${many}`);
  if (isRow) return values[i - 1] ?? NaN;
  return { rows: 1, columns, values: values.subarray((i - 1) * columns, i * columns), isRow: true };
}
