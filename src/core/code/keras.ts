import type { ActivationId } from '../activations.ts';
import type { LossId } from '../losses.ts';
import type { Layer, Plan } from '../plan/schema.ts';
import { drawOf, pythonRoot, type Draw } from './draws.ts';
import { importsOf } from './imports.ts';
import { outlineOf, testedAtEnd, type DenseBlock, type Given, type Outline } from './outline.ts';
import { kerasOptimizer } from './keras_optimizers.ts';
import { kerasDigits, numpyArrays, pythonData } from './python.ts';
import { indented, matrix, rateText, remarked, sections, stoppingWords, vector, WIDTH } from './text.ts';
import { outputOf, penaltyFormula } from './torch.ts';

const activationLayers: Record<ActivationId, string> = {
  relu: "keras.layers.Activation('relu')",
  tanh: "keras.layers.Activation('tanh')",
  sigmoid: "keras.layers.Activation('sigmoid')",
  identity: "keras.layers.Activation('linear')",
  leaky_relu: 'keras.layers.LeakyReLU(negative_slope=0.01)',
  elu: "keras.layers.Activation('elu')",
  gelu: "keras.layers.Activation('gelu')",
  silu: "keras.layers.Activation('silu')",
  softplus: "keras.layers.Activation('softplus')",
};

/** The loss of each example, a sum over its columns; Keras takes the mean over the batch. */
const losses: Record<LossId, string> = {
  binary_cross_entropy: 'keras.ops.sum(keras.ops.binary_crossentropy(y, o, from_logits=True), axis=-1)',
  softmax_cross_entropy: 'keras.losses.sparse_categorical_crossentropy(y, o, from_logits=True)',
  squared_error: 'keras.ops.sum((o - y) ** 2, axis=-1) / 2',
};

/** Keras 3: keras.Sequential, compile and fit. */
export function keras(plan: Plan, given: Given): string {
  const outline = outlineOf(plan, given);
  const { penalty } = outline;
  return sections(
    [
      `# ${outline.title}`,
      '# pip install keras tensorflow  (Keras 3; or torch for tensorflow, and KERAS_BACKEND=torch)',
    ],
    importsOf(['import keras', 'import numpy as np']),
    [`keras.utils.set_random_seed(${plan.seed})`],
    ...(penalty
      ? [
          [
            `# ${penaltyFormula(penalty)}`,
            // the square is not halved by Keras
            `penalty = keras.regularizers.L1L2(l1=${rateText(penalty.l1)}, l2=${rateText(penalty.l2)} / 2)`,
          ],
        ]
      : []),
    [
      '# z = X Wᵀ + b, h = φ(z); Keras keeps Wᵀ (inputs × outputs)',
      'model = keras.Sequential([',
      `    keras.Input(shape=(${outline.shape.width},)),`,
      ...indented(
        remarked(
          plan.network.map((layer, i) => {
            const { name, width } = outputOf(outline.graph, i);
            return [`${layerOf(layer, i, outline)},`, `${name}: n × ${width}`] as const;
          }),
          '#',
        ),
      ),
      '])',
    ],
    givenValues(outline),
    ['def L(y, o):  # of each example', `    return ${losses[plan.loss]}`],
    plan.data.kind === 'mnist' ? kerasDigits(outline) : pythonData(outline, numpyArrays),
    schedule(outline),
    kerasOptimizer(outline),
    report(outline),
    fit(outline),
  );
}

function layerOf(layer: Layer, index: number, outline: Outline): string {
  switch (layer.type) {
    case 'dense': {
      const block = outline.dense.find((candidate) => candidate.index === index);
      return block ? denseOf(block, outline) : '';
    }
    case 'activation':
      return activationLayers[layer.fn];
    case 'dropout':
      return `keras.layers.Dropout(${rateText(layer.p)})`;
    case 'noise':
      return `keras.layers.GaussianNoise(${rateText(layer.sigma)})`;
  }
}

function denseOf(block: DenseBlock, { penalty, values }: Outline): string {
  const { layer, frozen, W } = block;
  const { draw } = drawOf(block, pythonRoot);
  const options = [
    String(layer.units),
    ...(layer.bias ? [] : ['use_bias=False']),
    ...(values.has(W) ? [] : [`kernel_initializer=${drawn(draw)}`]),
    ...(penalty ? ['kernel_regularizer=penalty'] : []),
    ...(frozen ? ['trainable=False'] : []),
  ];
  const line = `keras.layers.Dense(${options.join(', ')})`;
  return line.length + 24 <= WIDTH ? line : ['keras.layers.Dense(', ...options.map((o) => `    ${o},`), ')'].join('\n');
}

function drawn(draw: Draw): string {
  switch (draw.kind) {
    case 'constant':
      return `keras.initializers.Constant(${draw.value})`;
    case 'normal':
      return `keras.initializers.RandomNormal(stddev=${draw.deviation})`;
    case 'uniform':
      return `keras.initializers.RandomUniform(-(${draw.bound}), ${draw.bound})`;
    case 'orthogonal':
      return `keras.initializers.Orthogonal(gain=${draw.gain})`;
  }
}

/** Values that are written out. What is drawn is drawn by the layer itself. */
function givenValues({ dense, values }: Outline): string[] {
  const lines = dense.flatMap(({ W, b, index, nIn, nOut }) => {
    const weights = values.get(W);
    const biases = b === null ? undefined : values.get(b);
    return [
      ...(weights
        ? [`model.layers[${index}].kernel.assign(np.array(${matrix(weights, nOut, nIn)}).T)  # ${W}, ${nOut} × ${nIn}`]
        : []),
      ...(biases ? [`model.layers[${index}].bias.assign(np.array(${vector(biases)}))  # ${b ?? ''}`] : []),
    ];
  });
  return lines.length > 0 ? ['# initial values', ...lines] : [];
}

function schedule({ schedule: changes, learningRate, total, perEpoch }: Outline): string[] {
  switch (changes?.kind) {
    case undefined:
      return [];
    case 'step':
      return [
        'rate = keras.optimizers.schedules.ExponentialDecay(',
        `    ${learningRate}, decay_steps=${changes.every * perEpoch}, decay_rate=${changes.factor}, staircase=True`,
        ')',
      ];
    case 'cosine':
      return [
        'class Cosine(keras.optimizers.schedules.LearningRateSchedule):',
        '    def __call__(self, step):  # the learning rate goes down half a cosine',
        `        high, low = ${learningRate}, ${changes.floor}`,
        `        turn = np.pi * keras.ops.cast(step, 'float32') / ${total}`,
        '        return low + (high - low) / 2 * (1 + keras.ops.cos(turn))',
        '',
        'rate = Cosine()',
      ];
  }
}

/** What a run prints: the loss of the first batch before any update, then that of every epoch. */
function report({ penalty, held, lastStep }: Outline): string[] {
  const name = penalty ? 'L' : 'loss';
  return [
    'class Report(keras.callbacks.Callback):',
    '    step = 0',
    '',
    '    def on_train_batch_end(self, batch, logs=None):',
    '        self.step += 1',
    '        if self.step == 1:  # measured before the update',
    `            print(f"step 0  loss {logs['${name}']:.7g}")`,
    ...(lastStep === null
      ? []
      : [`        if self.step == ${lastStep}:`, '            self.model.stop_training = True']),
    '',
    '    def on_epoch_end(self, epoch, logs=None):',
    held
      ? `        print(f"epoch {epoch + 1}  loss {logs['${name}']:.7g}  ${held.says} {logs['val_${name}']:.7g}")`
      : `        print(f"epoch {epoch + 1}  loss {logs['${name}']:.7g}")`,
  ];
}

function fit(outline: Outline): string[] {
  const { plan, penalty, held, patience, epochs } = outline;
  return [
    penalty
      ? "model.compile(optimizer, loss=L, metrics=[keras.metrics.MeanMetricWrapper(L, name='L')])  # J = L + s"
      : 'model.compile(optimizer, loss=L)',
    ...(patience === null || !held
      ? []
      : [
          `# ${stoppingWords(patience, held.says)}`,
          'stopping = keras.callbacks.EarlyStopping(',
          `    monitor='${penalty ? 'val_L' : 'val_loss'}', mode='min', patience=${patience}, restore_best_weights=True,`,
          ')',
        ]),
    'model.fit(',
    `    X_train, y_train, batch_size=${plan.batchSize}, epochs=${epochs}, shuffle=${plan.shuffle ? 'True' : 'False'},`,
    ...(held ? [`    validation_data=(X_${held.name}, y_${held.name}),`] : []),
    `    callbacks=[Report()${patience === null ? '' : ', stopping'}], verbose=0,`,
    ')',
    ...(patience === null || !held
      ? []
      : [`print(f'best epoch {stopping.best_epoch + 1}  ${held.says} {stopping.best:.7g}')`]),
    ...(testedAtEnd(outline)
      ? [
          `print(f"test loss {model.evaluate(X_test, y_test, verbose=0, return_dict=True)['${penalty ? 'L' : 'loss'}']:.7g}")`,
        ]
      : []),
  ];
}
