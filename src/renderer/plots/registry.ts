import type { PlotId } from '../../core/plots.ts';
import Confusion from './confusion/Confusion.svelte';
import Digits from './digits/Digits.svelte';
import OneDigit from './digits/OneDigit.svelte';
import Predictions from './digits/Predictions.svelte';
import Tiles from './digits/Tiles.svelte';
import ActivationExplorer from './explorers/Activation.svelte';
import Product from './explorers/Product.svelte';
import { activating, anyPlan, classes, confused, digits, inPlane, singular } from './fits.ts';
import Flow from './flow/Flow.svelte';
import ActivationGradients from './histograms/ActivationGradients.svelte';
import Activations from './histograms/Activations.svelte';
import Gradients from './histograms/Gradients.svelte';
import Preactivations from './histograms/Preactivations.svelte';
import Weights from './histograms/Weights.svelte';
import Landscape from './landscape/Landscape.svelte';
import Accuracy from './loss/Accuracy.svelte';
import Loss from './loss/Loss.svelte';
import Jacobians from './matrices/Jacobians.svelte';
import Parameters from './matrices/Parameters.svelte';
import Memory from './memory/Memory.svelte';
import Norms from './norms/Norms.svelte';
import Boundary from './plane/Boundary.svelte';
import type { Plot } from './plot.ts';

const always = (): true => true;
const never = (): false => false;
const ratioTex = String.raw`\lVert\Delta\mathbf{W}\rVert/\lVert\mathbf{W}\rVert`;

export const plots = {
  loss: {
    title: 'Loss',
    topic: 'generalization',
    words: 'loss cost objective train test gap overfitting underfitting learning curve divergence',
    help: 'Solid: the train loss, a mean over the examples of the latest epoch. Dashed: the loss of the whole test set. The shaded gap between them is what the network has learnt by heart. J adds the penalty s to it.',
    tex: 'J = L + s',
    unfit: anyPlan,
    wide: always,
    height: 27,
    component: Loss,
  },
  accuracy: {
    title: 'Accuracy',
    topic: 'generalization',
    words: 'right wrong errors train test gap overfitting',
    help: 'The share of examples whose class is answered right. Solid: in the training batches, as a mean of about an epoch. Dashed: in the whole test set.',
    unfit: classes,
    wide: always,
    height: 22,
    component: Accuracy,
  },
  boundary: {
    title: 'Decision boundary',
    topic: 'answers',
    words: 'field plane classes probability points probe moons circle xor',
    help: 'Blue where the network says class 1, orange where it says class 0, stronger where it is surer; the line is where it is undecided. Filled points are training examples, open ones test examples; a ring marks those it gets wrong. A click sends that point through the network: all zooms show its values, until you click it again.',
    unfit: inPlane,
    wide: never,
    height: 31,
    square: true,
    component: Boundary,
  },
  digits: {
    title: 'Input',
    topic: 'answers',
    words: 'mnist handwritten images batch input',
    help: 'A hundred training digits, beginning with the batch of this step. A click picks one for the plot of one digit.',
    unfit: digits,
    wide: never,
    height: 'own',
    component: Digits,
  },
  predictions: {
    title: 'Prediction',
    topic: 'answers',
    words: 'mnist handwritten misclassified mistakes errors',
    help: 'What the network answers for these digits at this step, without dropout: blue is right, red with a frame is wrong, and the corner says what it took the digit for. The cost is L of the minibatch of the step.',
    unfit: digits,
    wide: never,
    height: 'own',
    component: Predictions,
  },
  digit: {
    title: 'One digit',
    topic: 'answers',
    words: 'mnist draw handwritten softmax probability',
    help: 'The digit that is picked in the grids, or that you draw: how sure the network is of each of the ten, and what every unit of each layer makes of it, one cell a unit. A drawing is scaled and centred as the digits of MNIST were.',
    unfit: digits,
    wide: never,
    height: 31,
    least: 250,
    component: OneDigit,
  },
  tiles: {
    title: 'Weight images',
    topic: 'initialization',
    words: 'mnist filters first layer weights images templates',
    help: 'One image for each unit of the first layer: its weights where the pixels are that they belong to, all on one scale. A unit answers most to ink where it is blue and none where it is orange. A click selects the unit in the network.',
    unfit: (plan) => digits(plan) ?? (plan.network.some(({ type }) => type === 'dense') ? null : 'needs a dense layer'),
    wide: never,
    height: 31,
    least: 200,
    component: Tiles,
  },
  flow: {
    title: 'Gradient flow',
    topic: 'vanishing',
    words: 'goldilocks update ratio norm layers exploding',
    help: 'How far one step moves the weights of each layer, for SGD η‖∂J/∂W‖ / ‖W‖. The Goldilocks zone is 10⁻⁴ to 10⁻² (rule of thumb, cs231n): below it a layer hardly learns, above it steps overshoot. Or the norms of ∂J/∂W and ∂J/∂h themselves, which vanish or explode from layer to layer. Ticks: the last 80 frames; bar: the middle half of the run; disc: now.',
    tex: ratioTex,
    unfit: anyPlan,
    wide: (plan) => inPlane(plan) !== null,
    height: 22,
    component: Flow,
  },
  norms: {
    title: 'Gradient norm',
    topic: 'vanishing',
    words: 'goldilocks update ratio exploding over the run',
    help: 'The same norms as in the gradient flow, over the run: a line for each layer, of many layers six, as a mean of about an epoch. Lines that drift apart are layers that learn at different speeds; one that falls decade by decade has a gradient that vanishes. A norm of exactly 0 has no place on the axis: its line has a gap, and its label says 0.',
    tex: String.raw`${ratioTex}\qquad\lVert\partial J/\partial\mathbf{W}\rVert\qquad\lVert\partial J/\partial\mathbf{h}\rVert`,
    unfit: anyPlan,
    wide: always,
    height: 22,
    component: Norms,
  },
  confusion: {
    title: 'Confusion',
    topic: 'generalization',
    words: 'classes errors matrix table mistakes',
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
    topic: 'initialization',
    words: 'W histogram distribution variance Xavier He symmetry',
    help: 'The weights of each layer, all on one axis; above each, mean ± standard deviation. Few weights are a square each, many are bars. Ridges and quantiles show how they moved over the run.',
    tex: String.raw`\mathbf{W}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    yields: 1,
    component: Weights,
  },
  gradients: {
    title: 'Gradients',
    topic: 'vanishing',
    words: 'dW histogram distribution exploding backpropagation',
    help: 'The gradients in the weights of each layer, for the batch of this step, all on one axis: where the first layers’ are a needle at 0, gradients vanish. Above each, mean ± standard deviation, and the share that is exactly 0.',
    tex: String.raw`\partial J/\partial\mathbf{W}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    component: Gradients,
  },
  preactivations: {
    title: 'Pre-activations',
    topic: 'initialization',
    words: 'z histogram distribution variance saturated saturation',
    help: 'What goes into each activation; small networks in the plane are asked about the training examples, others show the batch. Tinted is the Goldilocks zone, where φ′(z) is at least a tenth of its maximum: outside it hardly any gradient passes. A unit is dead where φ′ is nearly 0 for the whole batch.',
    tex: String.raw`\mathbf{z}=\mathbf{x}\mathbf{W}^\top+\mathbf{b}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    yields: 2,
    component: Preactivations,
  },
  activations: {
    title: 'Activations',
    topic: 'initialization',
    words: 'h histogram distribution saturated dead symmetry dropout',
    help: 'What comes out of each activation, for the batch of this step. Hatched is where it is saturated: there φ′ is below a tenth of its maximum, and hardly any gradient passes. With a good initialization the spread stays alike from layer to layer. A bar that towers over the others is cut and says its share.',
    tex: String.raw`\mathbf{h}=\varphi(\mathbf{z})`,
    unfit: activating,
    wide: always,
    height: 21,
    component: Activations,
  },
  activationGradients: {
    title: 'Gradients of activations',
    topic: 'vanishing',
    words: 'dh histogram distribution exploding backpropagation',
    help: 'The gradients in what comes out of each activation, for the batch of this step, all on one axis. They are made from the last layer back to the first: where each is narrower than the one after it, they vanish, where it is wider, they explode.',
    tex: String.raw`\partial J/\partial\mathbf{h}`,
    unfit: activating,
    wide: always,
    height: 21,
    component: ActivationGradients,
  },
  activation: {
    title: 'Activation explorer',
    topic: 'vanishing',
    words: 'sigmoid tanh relu derivative slope saturation function curve',
    help: 'An activation φ (solid) and its derivative φ′ (dashed). Tinted is the Goldilocks zone, where φ′(z) is at least a tenth of its maximum. Below, what goes into an activation of the network at this step: values outside the zone are saturated, and hardly any gradient passes them.',
    tex: String.raw`h = \varphi(z),\quad \frac{\partial J}{\partial z} = \frac{\partial J}{\partial h}\,\varphi'(z)`,
    unfit: anyPlan,
    wide: always,
    height: 30,
    least: 190,
    component: ActivationExplorer,
  },
  product: {
    title: 'Matrix products',
    topic: 'vanishing',
    words: 'vanishing 100 matrices exploding random numbers eigenvalues slide',
    help: 'A random matrix multiplied by many more. The line is the largest |entry| of one draw after each factor, the band 200 draws (5 to 95 %, dashed: median). The dotted line grows as theory says. Right: the singular values of the product. What happens to it happens to gradients in a deep network that is drawn badly.',
    tex: String.raw`\lambda = \ln\sigma + \tfrac12\left(\ln 2 + \psi(n/2)\right)`,
    unfit: anyPlan,
    wide: always,
    height: 'own',
    component: Product,
  },
  parameters: {
    title: 'Parameters',
    topic: 'initialization',
    words: 'W b heat map numbers symmetry matrix',
    help: 'Every weight matrix at this step, a row for each unit and a column for each of its inputs, with the biases beside it; all on one scale. Click one to select it in the network.',
    unfit: (plan) => (plan.network.some(({ type }) => type === 'dense') ? null : 'needs a layer with weights'),
    wide: always,
    height: 28,
    least: 216,
    component: Parameters,
  },
  jacobians: {
    title: 'Jacobians',
    topic: 'vanishing',
    words: 'singular values product exploding chain rule matrix',
    help: 'How the output of each layer moves with its input, for the first example of the batch: the gradient is multiplied by these on its way back. Below each are its singular values: above 1 a direction grows, below 1 it shrinks, and the product has the effect of all layers together.',
    tex: String.raw`\mathbf{M}^{(l)} = \partial\mathbf{h}^{(l+1)}/\partial\mathbf{h}^{(l)} = \operatorname{diag}(\varphi'(\mathbf{z}))\,\mathbf{W}`,
    unfit: singular,
    wide: always,
    height: 34,
    least: 230,
    component: Jacobians,
  },
  memory: {
    title: 'Memory',
    topic: 'propagation',
    words: 'bytes intermediates stored backpropagation batch size',
    help: 'What training keeps, tensor by tensor, largest first. The intermediates grow with the batch: backpropagation reads what the forward pass has stored. Prediction alone needs the parameters and, at its widest, what goes into one layer and comes out of it.',
    unfit: anyPlan,
    wide: always,
    height: 32,
    least: 220,
    component: Memory,
  },
  landscape: {
    title: 'Loss landscape',
    topic: 'propagation',
    words: 'surface contours gradient descent path minimum objective',
    help: 'The loss of the training set over a plane through the space of all parameters, dropout and noise off: blue is high, lines join equal loss. The line is the run, from a ring to a square; the disc is the step on show. A plane has two of many directions, so it is the shadow of a path whose own loss may be another.',
    tex: String.raw`J(\theta + x\,\mathbf{u} + y\,\mathbf{v})`,
    unfit: anyPlan,
    wide: never,
    height: 31,
    least: 200,
    square: true,
    component: Landscape,
  },
} satisfies Record<PlotId, Plot>;

export const plotList: readonly [PlotId, Plot][] = Object.entries(plots) as [PlotId, Plot][];
