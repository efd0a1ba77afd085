import { takenOf, tfjsImbalance } from './imbalance.ts';
import type { Examples } from '../examples.ts';
import type { Plan } from '../plan/schema.ts';
import { javaScriptRoot } from './draws.ts';
import { outlineOf, type Given, type Outline } from './outline.ts';
import { counted, float32Text, indented, list, matrix, remarked, sections, vector } from './text.ts';
import { tfjsLayer, tfjsLosses } from './tfjs_tables.ts';
import { tfjsOptimizers } from './tfjs_optimizers.ts';
import { tfjsTraining } from './tfjs_training.ts';
import { outputOf, penaltyConstants, penaltyFormula } from './torch.ts';

/** TensorFlow.js 4: tf.sequential and a loop of its own, since model.fit knows no clipping and no schedule. */
export function tfjs(plan: Plan, given: Given): string {
  const outline = outlineOf(plan, given);
  return sections(
    [
      `// ${outline.title}`,
      `// npm install @tensorflow/tfjs${large(outline) ? ' @tensorflow/tfjs-backend-wasm' : ''}, then: node network.mjs`,
    ],
    [
      ...(outline.examples ? [] : ["import { readFileSync } from 'node:fs';"]),
      ...(plan.data.kind === 'mnist' ? ["import { gunzipSync } from 'node:zlib';"] : []),
      "import * as tf from '@tensorflow/tfjs';",
    ],
    large(outline) ? fastest : [],
    [
      '// z = X Wᵀ + b, h = φ(z); TensorFlow keeps Wᵀ (inputs × outputs)',
      'const model = tf.sequential({',
      '  layers: [',
      ...indented(
        remarked(
          plan.network.map((layer, i) => {
            const { name, width } = outputOf(outline.graph, i);
            return [`${tfjsLayer(layer, i, outline, javaScriptRoot)},`, `${name}: n × ${width}`] as const;
          }),
          '//',
        ),
      ),
      '  ],',
      '});',
    ],
    initial(outline),
    [
      'const learning = model.getWeights(true);' +
        (outline.dense.some(({ frozen }) => frozen) ? ' // the other layers are frozen' : ''),
    ],
    ['const loss = (o, y) =>', `  ${tfjsLosses[plan.loss](outline.dense.at(-1)?.nOut ?? 0)};`],
    penalty(outline),
    data(outline),
    tfjsOptimizers[plan.optimizer.kind].code(outline.learningRate, outline.rates),
    ...tfjsTraining(outline),
  );
}

/** Products of a step above which WebAssembly is faster than JavaScript, though each of its operations takes longer to call. */
const LARGE = 100_000;
const large = ({ dense, plan, shape }: Outline): boolean =>
  dense.reduce((sum, { nIn, nOut }) => sum + nIn * nOut, 0) * Math.min(plan.batchSize, shape.train) > LARGE;

const fastest = [
  '// the fastest backend that is installed; without any, TensorFlow.js computes in plain JavaScript',
  "for (const [module, name] of [['@tensorflow/tfjs-node', 'tensorflow'], ['@tensorflow/tfjs-backend-wasm', 'wasm']])",
  '  if (await import(module).then(() => tf.setBackend(name), () => false)) break;',
];

function data(outline: Outline): string[] {
  const { shape, examples, classes, plan, others } = outline;
  const parts = [{ part: 'train', name: 'train', count: shape.train } as const, ...others];
  const validated = others.some(({ name }) => name === 'val');
  if (plan.data.kind === 'mnist')
    return [
      '// The four files of MNIST, beside this one as they are (.gz), from https://ossci-datasets.s3.amazonaws.com/mnist/:',
      '// train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz.',
      '// The lab has 10,000 digits of its own; these are the first.',
      'const bytes = (file) => gunzipSync(readFileSync(`${file}.gz`));',
      ...(validated
        ? [
            "// the validation part: MNIST's training digits behind those trained on",
            'const pixels = (file, n, from = 0) => {',
            '  const own = bytes(file).subarray(16 + 784 * from, 16 + 784 * (from + n));',
            '  return tf.tensor2d(Float32Array.from(own, (p) => p / 255), [n, 784]);',
            '};',
          ]
        : [
            'const pixels = (file, n) =>',
            '  tf.tensor2d(Float32Array.from(bytes(file).subarray(16, 16 + 784 * n), (p) => p / 255), [n, 784]);',
          ]),
      ...((plan.data.labelNoise ?? 0) > 0
        ? [
            '// label noise: so many labels are drawn anew, evenly over the ten digits',
            'const labels = (file, n, wrong = 0, from = 0) => {',
            '  const y = Int32Array.from(bytes(file).subarray(8 + from, 8 + from + n));',
            '  for (const i of tf.util.createShuffledIndices(n).subarray(0, wrong)) y[i] = Math.floor(10 * Math.random());',
            "  return tf.tensor1d(y, 'int32');",
            '};',
          ]
        : validated
          ? [
              'const labels = (file, n, wrong = 0, from = 0) =>',
              "  tf.tensor1d(Int32Array.from(bytes(file).subarray(8 + from, 8 + from + n)), 'int32');",
            ]
          : ["const labels = (file, n) => tf.tensor1d(Int32Array.from(bytes(file).subarray(8, 8 + n)), 'int32');"]),
      ...parts.flatMap(({ name, count }) => {
        if (name === 'train' && (plan.data.imbalance ?? 1) > 1) return tfjsImbalance(plan, count, classes);
        const file = name === 'test' ? 't10k' : 'train';
        const wrong = name === 'train' ? Math.round((plan.data.labelNoise ?? 0) * shape.train) : 0;
        const from = name === 'val' ? `, ${takenOf(plan, shape.train)}` : '';
        const more = from !== '' ? `, 0${from}` : wrong > 0 ? `, ${wrong}` : '';
        const label = `labels('${file}-labels-idx1-ubyte', ${count}${more})`;
        return [
          `const X_${name} = pixels('${file}-images-idx3-ubyte', ${count}${from}); // ${count} × 784, from 0 to 1`,
          classes
            ? `const y_${name} = ${label};`
            : `const y_${name} = tf.oneHot(${label}, 10).toFloat(); // ${count} × 10`,
        ];
      }),
    ];
  if (!examples)
    return parts.flatMap(({ name, count }) => [
      `// ${name}.json (saved with this program): { "x": ${counted(count, 'row')} of ` +
        `${counted(shape.width, 'number')}, "y": ` +
        (classes
          ? `${counted(count, 'class number')} }`
          : `${counted(count, 'row')} of ${counted(shape.targetWidth, 'number')} }`),
      `const ${name} = JSON.parse(readFileSync('${name}.json', 'utf8'));`,
      `const X_${name} = tf.tensor2d(${name}.x);`,
      `const y_${name} = ${classes ? `tf.tensor1d(${name}.y, 'int32')` : `tf.tensor2d(${name}.y)`};`,
    ]);
  const written = ({ count, width, x, y, targetWidth }: Examples, part: string): string[] => [
    `const X_${part} = tf.tensor2d(${matrix(Float32Array.from(x), count, width)});`,
    `const y_${part} = ` +
      (classes
        ? `tf.tensor1d(${list(Array.from(y, float32Text), 0)}, 'int32');`
        : targetWidth === 1
          ? `tf.tensor2d(${vector(y)}, [${count}, 1]);`
          : `tf.tensor2d(${matrix(y, count, targetWidth)});`),
  ];
  return [
    `// Examples are rows: X is n × ${shape.width}, y is ${classes ? 'class numbers (n)' : `n × ${shape.targetWidth}`}.`,
    ...parts.flatMap(({ part, name }) => written(examples[part], name)),
  ];
}

/** Values that are written out. What is drawn is drawn by the layer itself. */
function initial({ dense, values }: Outline): string[] {
  const lines = dense.flatMap(({ W, b, index, nIn, nOut }) => {
    const weights = values.get(W);
    const biases = b === null ? undefined : values.get(b);
    if (!weights && !biases) return [];
    const layer = `model.layers[${index}]`;
    return [
      `${layer}.setWeights([`,
      `  ${weights ? `tf.tensor2d(${matrix(weights, nOut, nIn, 2)}).transpose()` : `${layer}.getWeights()[0]`}, // ${W}`,
      ...(b === null ? [] : [`  ${biases ? `tf.tensor1d(${vector(biases, 2)})` : `tf.zeros([${nOut}])`}, // ${b}`]),
      ']);',
    ];
  });
  return lines.length > 0 ? ['// initial values', ...lines] : [];
}

function penalty(outline: Outline): string[] {
  if (!outline.penalty) return [];
  const { l2, l1 } = outline.penalty;
  const square = l2 > 0 ? 'W.square().sum().mul(lam / 2)' : '';
  // sign: tf.abs has the slope −1 at 0
  const absolute = l1 > 0 ? 'W.mul(W.sign()).sum().mul(lam1)' : '';
  const term = square === '' ? absolute : absolute === '' ? square : `${square}.add(${absolute})`;
  const layers = list(
    outline.dense.map(({ index }) => String(index)),
    0,
  );
  return [
    ...penaltyConstants(outline).map((line) => `const ${line};`),
    `const weights = ${layers}.map((i) => model.layers[i].getWeights()[0]);`,
    `// ${penaltyFormula(outline.penalty)}`,
    `const penalty = () => tf.addN(weights.map((W) => ${term}));`,
  ];
}
