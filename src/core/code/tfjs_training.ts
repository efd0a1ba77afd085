import { testedAtEnd, type Outline } from './outline.ts';
import { stoppingWords } from './text.ts';
import { tfjsOptimizers } from './tfjs_optimizers.ts';

/** The schedule, one step, the test loss and the loop over epochs. */
export const tfjsTraining = (outline: Outline): string[][] => [
  rate(outline),
  step(outline),
  testing(outline),
  loop(outline),
];

function rate({ schedule, learningRate, perEpoch, total }: Outline): string[] {
  switch (schedule?.kind) {
    case undefined:
      return [];
    case 'step':
      return [
        '// the learning rate drops',
        `const rate = (step) => ${learningRate} * ${schedule.factor} ** Math.floor(step / ${schedule.every * perEpoch});`,
      ];
    case 'cosine':
      return [
        '// the learning rate goes down half a cosine',
        `const [high, low] = [${learningRate}, ${schedule.floor}];`,
        `const rate = (step) => low + ((high - low) / 2) * (1 + Math.cos((Math.PI * step) / ${total}));`,
      ];
  }
}

/** `takeStep(X, y, step)`: forward, backward, update. */
function step({ plan, penalty, clip, schedule, rates, learningRate }: Outline): string[] {
  const { kind } = plan.optimizer;
  const decayed = kind === 'adamw';
  const eta = schedule ? 'rate(step)' : learningRate;
  return [
    '// One step: forward, backward, update. Returns L before the update.',
    `function takeStep(X, y${schedule ? ', step' : ''}) {`,
    ...(penalty
      ? [
          '  let L;',
          '  const { grads } = tf.variableGrads(() => {',
          '    const mean = loss(model.apply(X, { training: true }), y);',
          '    L = mean.dataSync()[0];',
          '    return mean.add(penalty()); // J = L + s',
          '  }, learning);',
        ]
      : ['  const { value, grads } = tf.variableGrads(() => loss(model.apply(X, { training: true }), y), learning);']),
    ...(clip === null
      ? []
      : [
          '  const norm = tf.addN(Object.values(grads).map((g) => g.square().sum())).sqrt().dataSync()[0];',
          `  for (const name in grads) grads[name] = grads[name].mul(Math.min(1, ${clip} / (norm + 1e-6)));`,
        ]),
    ...(schedule ? [`  ${tfjsOptimizers[kind].setRate(eta)}`] : []),
    ...(decayed ? [`  for (const p of learning) p.assign(p.mul(1 - ${eta} * ${rates.decay})); // AdamW's decay`] : []),
    '  optimizer.applyGradients(grads);',
    penalty ? '  return L;' : '  return value.dataSync()[0];',
    '}',
  ];
}

const testing = ({ held }: Outline): string[] =>
  held ? ['const lossOn = (X, y) => tf.tidy(() => loss(model.apply(X), y).dataSync()[0]);'] : [];

function loop(outline: Outline): string[] {
  const { plan, shape, epochs, lastStep, patience, held, schedule } = outline;
  const { batchSize } = plan;
  const n = shape.train;
  const clones = 'learning.map((p) => p.clone())';
  return [
    ...(patience === null ? [] : [`let [best, bestEpoch, bestParams] = [Infinity, 0, ${clones}];`]),
    'let step = 0;',
    `for (let epoch = 1; epoch <= ${epochs}; epoch++) {`,
    '  let [lossSum, count] = [0, 0];',
    ...(plan.shuffle ? [`  const order = tf.util.createShuffledIndices(${n});`] : []),
    `  for (let i = 0; i < ${n}${lastStep === null ? '' : ` && step < ${lastStep}`}; i += ${batchSize}, step++) {`,
    `    const size = Math.min(${batchSize}, ${n} - i);`,
    '    const L = tf.tidy(() => {',
    ...(plan.shuffle
      ? [
          "      const batch = tf.tensor1d(Array.from(order.subarray(i, i + size)), 'int32');",
          `      return takeStep(X_train.gather(batch), y_train.gather(batch)${schedule ? ', step' : ''});`,
        ]
      : [`      return takeStep(X_train.slice([i], [size]), y_train.slice([i], [size])${schedule ? ', step' : ''});`]),
    '    });',
    '    if (step === 0) console.log(`step 0  loss ${L.toPrecision(7)}`);',
    '    lossSum += L * size; // L is the mean over the batch',
    '    count += size;',
    '  }',
    '  const mean = lossSum / count;',
    ...(held
      ? [
          `  const LHeld = lossOn(X_${held.name}, y_${held.name});`,
          '  console.log(`epoch ${epoch}  loss ${mean.toPrecision(7)}  ' + held.says + ' ${LHeld.toPrecision(7)}`);',
        ]
      : ['  console.log(`epoch ${epoch}  loss ${mean.toPrecision(7)}`);']),
    ...(patience === null || !held
      ? []
      : [
          `  // ${stoppingWords(patience, held.says)}`,
          '  if (LHeld < best) {',
          '    tf.dispose(bestParams);',
          `    [best, bestEpoch, bestParams] = [LHeld, epoch, ${clones}];`,
          '  }',
          `  if (epoch - bestEpoch >= ${patience}) break;`,
        ]),
    '}',
    ...(patience === null || !held
      ? []
      : [
          'learning.forEach((p, i) => p.assign(bestParams[i]));',
          'console.log(`best epoch ${bestEpoch}  ' + held.says + ' ${best.toPrecision(7)}`);',
        ]),
    ...(testedAtEnd(outline) ? ['console.log(`test loss ${lossOn(X_test, y_test).toPrecision(7)}`);'] : []),
  ];
}
