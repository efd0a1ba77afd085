import { confusionOf } from '../../core/frame/observed.ts';
import type { PlotId } from '../../core/plots.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import Confusion from './confusion/Confusion.svelte';
import Digits from './digits/Digits.svelte';
import Predictions from './digits/Predictions.svelte';
import Flow from './flow/Flow.svelte';
import Preactivations from './histograms/Preactivations.svelte';
import Weights from './histograms/Weights.svelte';
import Accuracy from './loss/Accuracy.svelte';
import Loss from './loss/Loss.svelte';
import Norms from './norms/Norms.svelte';
import Boundary from './plane/Boundary.svelte';
import type { Plot } from './plot.ts';

const anyPlan = (): null => null;
const always = (): true => true;
const never = (): false => false;

const inPlane = (plan: Plan): string | null => {
  const { width, classes } = shapeOf(plan);
  return width === 2 && classes === 2 ? null : 'needs examples in the plane, of two classes';
};
const digits = (plan: Plan): string | null => (plan.data.kind === 'mnist' ? null : 'needs handwritten digits');
const classes = (plan: Plan): string | null => (shapeOf(plan).classes > 0 ? null : 'needs classes');

/** A matrix of at most so many classes is recorded. */
const confused = (plan: Plan): string | null =>
  confusionOf(shapeOf(plan)) > 0 ? null : 'needs 2 to 20 classes and test examples';
const ratioTex = String.raw`\lVert\Delta\mathbf{W}\rVert/\lVert\mathbf{W}\rVert`;

export const plots = {
  loss: {
    title: 'Loss',
    help: 'Solid: the mean loss of the last training batches, about an epoch of them. Dashed: the loss of the whole test set. The shaded gap between them is what the network has learnt by heart. J adds the penalty s to it.',
    tex: 'J = L + s',
    unfit: anyPlan,
    wide: always,
    height: 27,
    component: Loss,
  },
  accuracy: {
    title: 'Accuracy',
    help: 'The share of examples whose class is answered right. Solid: in the training batches, as a mean of about an epoch. Dashed: in the whole test set.',
    unfit: classes,
    wide: always,
    height: 22,
    component: Accuracy,
  },
  boundary: {
    title: 'Decision boundary',
    help: 'Blue where the network says class 1, orange where it says class 0, stronger where it is surer; the line is where it is undecided. Filled points are training examples, open ones test examples; a ring marks those it gets wrong.',
    unfit: inPlane,
    wide: never,
    height: 31,
    square: true,
    component: Boundary,
  },
  digits: {
    title: 'Input',
    help: 'A hundred training digits, beginning with the batch of this step.',
    unfit: digits,
    wide: never,
    height: 'own',
    component: Digits,
  },
  predictions: {
    title: 'Prediction',
    help: 'What the network answers for these digits at this step, without dropout: blue is right, red with a frame is wrong, and the corner says what it took the digit for.',
    unfit: digits,
    wide: never,
    height: 'own',
    component: Predictions,
  },
  flow: {
    title: 'Gradient flow',
    help: 'How far one step moves the weights of each layer, for SGD η‖∂J/∂W‖ / ‖W‖. The Goldilocks zone is 10⁻⁴ to 10⁻² (rule of thumb, cs231n): below it a layer hardly learns, above it steps overshoot. Or the norms of ∂J/∂W and ∂J/∂h themselves, which vanish or explode from layer to layer. Ticks: the last 80 frames; bar: the middle half of the run; disc: now.',
    tex: ratioTex,
    unfit: anyPlan,
    wide: (plan) => inPlane(plan) !== null,
    height: 22,
    component: Flow,
  },
  norms: {
    title: 'Gradient norm',
    help: 'The same norms as in the gradient flow, over the run: a line for each layer, of many layers six, as a mean of about an epoch. Lines that drift apart are layers that learn at different speeds; one that falls decade by decade has a gradient that vanishes. A norm of exactly 0 has no place on the axis: its line has a gap, and its label says 0.',
    tex: String.raw`${ratioTex}\qquad\lVert\partial J/\partial\mathbf{W}\rVert\qquad\lVert\partial J/\partial\mathbf{h}\rVert`,
    unfit: anyPlan,
    wide: always,
    height: 22,
    component: Norms,
  },
  confusion: {
    title: 'Confusion',
    help: 'What the network takes for what, over the whole test set when it was last measured: a row for each true class, a column for each answer. Right answers are on the diagonal, blue, stronger where more of the class are recognised; mistakes are red. Point at a cell to read it.',
    unfit: confused,
    wide: never,
    height: 36,
    least: 200,
    square: true,
    component: Confusion,
  },
  weights: {
    title: 'Weights',
    help: 'The weights of each layer, all on one axis. Few weights are a square each, many are bars.',
    unfit: anyPlan,
    wide: always,
    height: 21,
    yields: 1,
    component: Weights,
  },
  preactivations: {
    title: 'Pre-activations',
    help: 'What goes into each activation, over the training examples. Tinted is the Goldilocks zone, where φ′(z) is at least a tenth of its maximum: outside it hardly any gradient passes.',
    unfit: inPlane,
    wide: always,
    height: 21,
    yields: 2,
    component: Preactivations,
  },
} satisfies Partial<Record<PlotId, Plot>>;

export const plotList: readonly [PlotId, Plot][] = Object.entries(plots) as [PlotId, Plot][];
