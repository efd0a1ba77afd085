import type { Examples } from '../examples.ts';
import { numpyImbalance, takenOf, torchImbalance } from './imbalance.ts';
import type { Plan } from '../plan/schema.ts';
import type { DataPart } from '../plan/shape.ts';
import type { Outline } from './outline.ts';
import { counted, float32Text, list, matrix, vector } from './text.ts';

/** What a Python library calls its arrays. */
export interface ArrayLibrary {
  /** `torch.tensor(`…`, dtype=torch.float32)`. */
  floats: (literal: string) => string;
  /** Class numbers. */
  classes: (literal: string) => string;
  /** A file of numbers, one row a line. */
  file: (name: string) => string;
  /** A column of class numbers of such an array. */
  asClasses: (column: string) => string;
}

export const torchArrays: ArrayLibrary = {
  floats: (literal) => `torch.tensor(${literal}, dtype=torch.float32)`,
  classes: (literal) => `torch.tensor(${literal})`,
  file: (name) => `torch.tensor(np.loadtxt('${name}', delimiter=',', ndmin=2), dtype=torch.float32)`,
  asClasses: (column) => `${column}.long()`,
};
export const numpyArrays: ArrayLibrary = {
  floats: (literal) => `np.array(${literal}, dtype=np.float32)`,
  classes: (literal) => `np.array(${literal})`,
  file: (name) => `np.loadtxt('${name}', delimiter=',', ndmin=2, dtype=np.float32)`,
  asClasses: (column) => `${column}.astype(int)`,
};

const parts = ({ shape, others }: Outline): { part: DataPart; name: string; count: number }[] => [
  { part: 'train', name: 'train', count: shape.train },
  ...others,
];

/** How the classes of the plane and of digits are written where the loss wants numbers. */
const targetsIn = ({ classes, shape }: Outline): string => (classes ? `class numbers (n)` : `n × ${shape.targetWidth}`);

/** X_train, y_train and, where there are such parts, X_val, y_val, X_test and y_test; null where they are MNIST's. */
export function pythonData(outline: Outline, { floats, classes, file, asClasses }: ArrayLibrary): string[] {
  const { shape, examples } = outline;
  if (!examples)
    return parts(outline).flatMap(({ name, count }) => [
      `# ${name}.csv (saved with this program): ${counted(count, 'row')} of ${counted(shape.width, 'number')} x, then ` +
        (outline.classes ? 'the class number y' : `${counted(shape.targetWidth, 'number')} y`),
      `${name} = ${file(`${name}.csv`)}`,
      `X_${name} = ${name}[:, :${shape.width}]`,
      `y_${name} = ` + (outline.classes ? asClasses(`${name}[:, ${shape.width}]`) : `${name}[:, ${shape.width}:]`),
    ]);
  const written = ({ count, width, x, y, targetWidth }: Examples, name: string): string[] => [
    `X_${name} = ${floats(matrix(Float32Array.from(x), count, width))}`,
    `y_${name} = ` +
      (outline.classes
        ? classes(list(Array.from(y, float32Text), 0))
        : targetWidth === 1
          ? `${floats(vector(y))}.reshape(-1, 1)`
          : floats(matrix(y, count, targetWidth))),
  ];
  return [
    `# Examples are rows: X is n × ${shape.width}, y is ${targetsIn(outline)}.`,
    ...parts(outline).flatMap(({ part, name }) => written(examples[part], name)),
  ];
}

/** Labels of which some are drawn anew. @param written the lines for so many */
function relabelled({ data: { labelNoise = 0 } }: Plan, count: number, written: (wrong: number) => string[]): string[] {
  const wrong = Math.round(labelNoise * count);
  return wrong === 0
    ? []
    : ['# label noise: so many labels are drawn anew, evenly over the ten digits', ...written(wrong)];
}
const torchRelabelled = (plan: Plan, count: number): string[] =>
  relabelled(plan, count, (wrong) => [
    'y_train = y_train.clone()',
    `y_train[torch.randperm(${count})[:${wrong}]] = torch.randint(10, (${wrong},))`,
  ]);
const numpyRelabelled = (plan: Plan, count: number): string[] =>
  relabelled(plan, count, (wrong) => [
    'y_train = y_train.copy()',
    `y_train[np.random.permutation(${count})[:${wrong}]] = np.random.randint(10, size=${wrong})`,
  ]);

/** MNIST by torchvision. */
export function torchDigits({ shape, classes, plan, others }: Outline): string[] {
  const taken = takenOf(plan, shape.train);
  const part = (name: string, count: number): string[] => [
    ...(name === 'val'
      ? []
      : [`${name} = datasets.MNIST('data', train=${name === 'train' ? 'True' : 'False'}, download=True)`]),
    `X_${name} = ${rowsOf(name, 'data', count)}.reshape(-1, 784) / 255  # ${count} × 784, from 0 to 1`,
    `y_${name} = ${rowsOf(name, 'targets', count)}`,
    ...(name === 'train' ? [...torchImbalance(plan, shape.train), ...torchRelabelled(plan, shape.train)] : []),
    ...(classes ? [] : [`y_${name} = torch.nn.functional.one_hot(y_${name}, 10).float()  # ${count} × 10`]),
  ];
  // the validation part is of MNIST's training digits, behind those trained on
  const rowsOf = (name: string, what: string, count: number): string =>
    name === 'val' ? `train.${what}[${taken}:${taken + count}]` : `${name}.${what}[:${count}]`;
  return [
    '# The lab has 10,000 digits of its own; these are the first of MNIST.',
    ...part('train', taken),
    ...others.flatMap(({ name, count }) => part(name, count)),
  ];
}

/** MNIST by Keras. */
export function kerasDigits({ shape, classes, plan, others }: Outline): string[] {
  const taken = takenOf(plan, shape.train);
  const validation = others.find(({ name }) => name === 'val');
  const part = (name: string, count: number): string[] => [
    `X_${name} = X_${name}[:${count}].reshape(-1, 784).astype(np.float32) / 255  # ${count} × 784, from 0 to 1`,
    `y_${name} = y_${name}[:${count}]`,
    ...(name === 'train' ? [...numpyImbalance(plan, shape.train), ...numpyRelabelled(plan, shape.train)] : []),
    ...(classes ? [] : [`y_${name} = keras.utils.to_categorical(y_${name}, 10)  # ${count} × 10`]),
  ];
  return [
    '# The lab has 10,000 digits of its own; these are the first of MNIST.',
    shape.test > 0
      ? '(X_train, y_train), (X_test, y_test) = keras.datasets.mnist.load_data()'
      : '(X_train, y_train), _ = keras.datasets.mnist.load_data()',
    ...(validation
      ? [
          "# the validation part: MNIST's training digits behind those trained on",
          `X_val, y_val = X_train[${taken}:], y_train[${taken}:]`,
        ]
      : []),
    ...part('train', taken),
    ...others.flatMap(({ name, count }) => part(name, count)),
  ];
}
