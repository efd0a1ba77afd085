import type { PlotId } from '../../core/plots.ts';
import { m } from '../../core/words/m.ts';
import Baselines from './baselines/Baselines.svelte';
import Confusion from './confusion/Confusion.svelte';
import Digits from './digits/Digits.svelte';
import OneDigit from './digits/OneDigit.svelte';
import Predictions from './digits/Predictions.svelte';
import Tiles from './digits/Tiles.svelte';
import ActivationExplorer from './explorers/Activation.svelte';
import Product from './explorers/Product.svelte';
import { activating, anyPlan, beside, classes, confused, digits, inPlane, singular } from './fits.ts';
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
    title: m.plots_loss_title,
    topic: 'generalization',
    words: m.plots_loss_words,
    help: m.plots_loss_help,
    tex: 'J = L + s',
    unfit: anyPlan,
    wide: always,
    height: 27,
    component: Loss,
  },
  accuracy: {
    title: m.plots_accuracy_title,
    topic: 'generalization',
    words: m.plots_accuracy_words,
    help: m.plots_accuracy_help,
    unfit: classes,
    wide: always,
    height: 22,
    component: Accuracy,
  },
  baselines: {
    title: m.plots_baselines_title,
    topic: 'generalization',
    words: m.plots_baselines_words,
    help: m.plots_baselines_help,
    unfit: beside,
    wide: always,
    height: 24,
    least: 180,
    component: Baselines,
  },
  boundary: {
    title: m.plots_boundary_title,
    topic: 'answers',
    words: m.plots_boundary_words,
    help: m.plots_boundary_help,
    unfit: inPlane,
    wide: never,
    height: 31,
    square: true,
    component: Boundary,
  },
  digits: {
    title: m.plots_digits_title,
    topic: 'answers',
    words: m.plots_digits_words,
    help: m.plots_digits_help,
    unfit: digits,
    wide: never,
    height: 'own',
    component: Digits,
  },
  predictions: {
    title: m.plots_predictions_title,
    topic: 'answers',
    words: m.plots_predictions_words,
    help: m.plots_predictions_help,
    unfit: digits,
    wide: never,
    height: 'own',
    component: Predictions,
  },
  digit: {
    title: m.plots_digit_title,
    topic: 'answers',
    words: m.plots_digit_words,
    help: m.plots_digit_help,
    unfit: digits,
    wide: never,
    height: 31,
    least: 250,
    component: OneDigit,
  },
  tiles: {
    title: m.plots_tiles_title,
    topic: 'initialization',
    words: m.plots_tiles_words,
    help: m.plots_tiles_help,
    unfit: (plan) => digits(plan) ?? (plan.network.some(({ type }) => type === 'dense') ? null : m.plots_needs_dense()),
    wide: never,
    height: 31,
    least: 200,
    component: Tiles,
  },
  flow: {
    title: m.plots_flow_title,
    topic: 'vanishing',
    words: m.plots_flow_words,
    help: m.plots_flow_help,
    tex: ratioTex,
    unfit: anyPlan,
    wide: (plan) => inPlane(plan) !== null,
    height: 22,
    component: Flow,
  },
  norms: {
    title: m.plots_norms_title,
    topic: 'vanishing',
    words: m.plots_norms_words,
    help: m.plots_norms_help,
    tex: String.raw`${ratioTex}\qquad\lVert\partial J/\partial\mathbf{W}\rVert\qquad\lVert\partial J/\partial\mathbf{h}\rVert`,
    unfit: anyPlan,
    wide: always,
    height: 22,
    component: Norms,
  },
  confusion: {
    title: m.plots_confusion_title,
    topic: 'generalization',
    words: m.plots_confusion_words,
    help: m.plots_confusion_help,
    unfit: confused,
    wide: never,
    height: 36,
    least: 200,
    square: true,
    component: Confusion,
  },
  weights: {
    title: m.plots_weights_title,
    topic: 'initialization',
    words: m.plots_weights_words,
    help: m.plots_weights_help,
    tex: String.raw`\mathbf{W}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    yields: 1,
    component: Weights,
  },
  gradients: {
    title: m.plots_gradients_title,
    topic: 'vanishing',
    words: m.plots_gradients_words,
    help: m.plots_gradients_help,
    tex: String.raw`\partial J/\partial\mathbf{W}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    component: Gradients,
  },
  preactivations: {
    title: m.plots_preactivations_title,
    topic: 'initialization',
    words: m.plots_preactivations_words,
    help: m.plots_preactivations_help,
    tex: String.raw`\mathbf{z}=\mathbf{x}\mathbf{W}^\top+\mathbf{b}`,
    unfit: anyPlan,
    wide: always,
    height: 21,
    yields: 2,
    component: Preactivations,
  },
  activations: {
    title: m.plots_activations_title,
    topic: 'initialization',
    words: m.plots_activations_words,
    help: m.plots_activations_help,
    tex: String.raw`\mathbf{h}=\varphi(\mathbf{z})`,
    unfit: activating,
    wide: always,
    height: 21,
    component: Activations,
  },
  activationGradients: {
    title: m.plots_activationGradients_title,
    topic: 'vanishing',
    words: m.plots_activationGradients_words,
    help: m.plots_activationGradients_help,
    tex: String.raw`\partial J/\partial\mathbf{h}`,
    unfit: activating,
    wide: always,
    height: 21,
    component: ActivationGradients,
  },
  activation: {
    title: m.plots_activation_title,
    topic: 'vanishing',
    words: m.plots_activation_words,
    help: m.plots_activation_help,
    tex: String.raw`h = \varphi(z),\quad \frac{\partial J}{\partial z} = \frac{\partial J}{\partial h}\,\varphi'(z)`,
    unfit: anyPlan,
    wide: always,
    height: 30,
    least: 190,
    component: ActivationExplorer,
  },
  product: {
    title: m.plots_product_title,
    topic: 'vanishing',
    words: m.plots_product_words,
    help: m.plots_product_help,
    tex: String.raw`\lambda = \ln\sigma + \tfrac12\left(\ln 2 + \psi(n/2)\right)`,
    unfit: anyPlan,
    wide: always,
    height: 'own',
    component: Product,
  },
  parameters: {
    title: m.plots_parameters_title,
    topic: 'initialization',
    words: m.plots_parameters_words,
    help: m.plots_parameters_help,
    unfit: (plan) => (plan.network.some(({ type }) => type === 'dense') ? null : m.plots_needs_weights()),
    wide: always,
    height: 28,
    least: 216,
    component: Parameters,
  },
  jacobians: {
    title: m.plots_jacobians_title,
    topic: 'vanishing',
    words: m.plots_jacobians_words,
    help: m.plots_jacobians_help,
    tex: String.raw`\mathbf{M}^{(l)} = \partial\mathbf{h}^{(l+1)}/\partial\mathbf{h}^{(l)} = \operatorname{diag}(\varphi'(\mathbf{z}))\,\mathbf{W}`,
    unfit: singular,
    wide: always,
    height: 34,
    least: 230,
    component: Jacobians,
  },
  memory: {
    title: m.plots_memory_title,
    topic: 'propagation',
    words: m.plots_memory_words,
    help: m.plots_memory_help,
    unfit: anyPlan,
    wide: always,
    height: 32,
    least: 220,
    component: Memory,
  },
  landscape: {
    title: m.plots_landscape_title,
    topic: 'propagation',
    words: m.plots_landscape_words,
    help: m.plots_landscape_help,
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
