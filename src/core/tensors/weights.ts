import { LabError } from '../errors.ts';
import { parameterShapes } from '../exports/network.ts';
import type { Plan } from '../plan/schema.ts';
import { m } from '../words/m.ts';
import { arraysOf } from './npz.ts';
import { tensorsOf, type Tensor } from './safetensors.ts';

/** Most bytes of a file with weights. */
export const MOST_WEIGHTS = 2 ** 28;

/** A plan whose parameters are those of an `.npz` or safetensors file. They are called as the plan calls them (`W1`, `b1`), or as
 *  PyTorch calls those of a sequence (`0.weight`, `0.bias`, `2.weight`, also `net.0.weight` or `fc1.weight`): these are taken in the
 *  order of their numbers. All must be there and none besides (but a `step`), each of the plan's shape: nothing is transposed.
 *  @param file what it is called, for the sentence @throws LabError file-bad, with the place */
export function planWithWeights(plan: Plan, bytes: Uint8Array, file: string): Plan {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const read = isZip ? arraysOf(bytes, file) : new Map(tensorsOf(bytes, file).tensors);
  const bad = (name: string, expected: string): LabError =>
    new LabError('file-bad', { file, place: `“${name}”`, expected });
  const wanted = parameterShapes(plan);
  if (!wanted.has('step')) read.delete('step'); // what we write besides
  const own = [...read.keys()].some((name) => /^[Wb]\d+$/.test(name));
  const named = own ? read : renamed(read, wanted, bad);
  for (const name of named.keys())
    if (!wanted.has(name)) throw bad(name, m.errors_expected_names({ names: [...wanted.keys()].join(', ') }));
  const parameters: NonNullable<Plan['parameters']> = {};
  for (const [name, shape] of wanted) {
    const tensor = named.get(name);
    if (!tensor) throw bad(name, m.errors_expected_shape({ shape: said(shape) }));
    parameters[name] = numbersOf(name, tensor, shape, bad);
  }
  return { ...plan, parameters };
}

type Bad = (name: string, expected: string) => LabError;
const said = (shape: readonly number[]): string => shape.join(' × ') || '1';

/** PyTorch's names as the plan's, by the numbers in them. */
function renamed(
  read: ReadonlyMap<string, Tensor>,
  wanted: ReadonlyMap<string, unknown>,
  bad: Bad,
): Map<string, Tensor> {
  const expected = m.errors_expected_names({ names: [...wanted.keys()].join(', ') });
  const parts = [...read].map(([name, tensor]) => {
    const [, stem, number = '', part] = /^(.{0,200}?)(\d{1,6})\.(weight|bias)$/s.exec(name) ?? [];
    if (stem === undefined) throw bad(name, expected);
    return { name, tensor, stem, number: Number(number), part };
  });
  const stray = parts.find(({ stem }) => stem !== parts[0]?.stem);
  if (stray) throw bad(stray.name, expected); // an order between different stems would be a guess
  const numbers = [...new Set(parts.map(({ number }) => number))].sort((a, b) => a - b);
  const found = new Map<string, Tensor>();
  for (const { name, tensor, number, part } of parts) {
    const own = `${part === 'weight' ? 'W' : 'b'}${numbers.indexOf(number) + 1}`;
    if (found.has(own) || !wanted.has(own)) throw bad(name, expected);
    found.set(own, tensor);
  }
  return found;
}

/** The numbers of a parameter as a plan has them. */
function numbersOf(
  name: string,
  { shape, values }: Tensor,
  wanted: readonly number[],
  bad: Bad,
): number[] | number[][] {
  const flat = wanted.length === 1 && shape.length === 2 && shape[0] === 1 ? shape.slice(1) : shape; // a bias as one row
  if (flat.length !== wanted.length || flat.some((n, i) => n !== wanted[i]))
    throw bad(name, m.errors_expected_shape_not({ shape: said(wanted), found: said(shape) }));
  if (!(values instanceof Float32Array || values instanceof Float64Array)) throw bad(name, m.errors_expected_floats());
  const wrong = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (wrong >= 0) throw bad(`${name}[${wrong}]`, m.errors_expected_finite());
  const all = [...values];
  const columns = wanted.at(-1) ?? 1;
  if (wanted.length === 1) return all;
  return Array.from({ length: wanted[0] ?? 0 }, (_, i) => all.slice(i * columns, (i + 1) * columns));
}
