import { ofPictures } from './datasets.ts';

/** What frames of large networks hold only where a plot wants it: the distribution of every weight matrix (`W`), of every
 *  input (`z`) and output (`h`) of an activation, of the gradients of both, and the confusion matrix of the test set. Frames
 *  of small networks hold every value, and so the first five in any case. */
export const quantities = ['W', 'dW', 'z', 'h', 'dh', 'confusion'] as const;
export type Quantity = (typeof quantities)[number];

/** Every plot of the workbench, and what frames must hold for it beyond what every frame has. */
export const plotNeeds = {
  loss: [],
  accuracy: [],
  baselines: [],
  boundary: [],
  digits: [],
  predictions: [],
  digit: [],
  confusion: ['confusion'],
  flow: [],
  norms: [],
  weights: ['W'],
  gradients: ['dW'],
  preactivations: ['z'],
  activations: ['h'],
  activationGradients: ['dh'],
  activation: ['z'],
  parameters: [],
  tiles: [],
  jacobians: [],
  landscape: [],
  product: [],
  memory: [],
} as const satisfies Record<string, readonly Quantity[]>;

export type PlotId = keyof typeof plotNeeds;
export const plotIds = Object.keys(plotNeeds) as [PlotId, ...PlotId[]];

/** What is set in a plot: a log axis, say. */
export type PlotOptions = Readonly<Record<string, string | number | boolean>>;

/** One plot in the arrangement of an experiment. */
export interface Placed {
  plot: PlotId;
  /** A row of its own, or half of one; not given, as is usual for the plot. */
  wide?: boolean;
  options?: PlotOptions;
}

/** What an arrangement goes by: a plan, as far as it matters. */
export interface Arranged {
  readonly plots?: Placed[];
  readonly data: { readonly kind: string };
}

/** The plots on screen from top to bottom, each once: those the experiment says, or the usual ones for its data. */
export function arrangementOf({ plots, data }: Arranged): readonly Placed[] {
  if (!plots) return ofPictures(data) ? usual.digits : usual.others;
  return plots.filter(({ plot }, i) => plots.findIndex((other) => other.plot === plot) === i);
}

const placed = (...ids: PlotId[]): readonly Placed[] => ids.map((plot) => ({ plot }));
/** A plot that does not fit the plan is left out. */
const usual = {
  digits: placed('loss', 'digits', 'predictions', 'flow', 'weights'),
  others: placed('loss', 'boundary', 'flow', 'weights', 'preactivations'),
};

/** What the frames of a run are to hold for the plots of its experiment; all of it where the plots are the usual ones, so
 *  that any other can be shown afterwards. */
export const needsOf = ({ plots }: Pick<Arranged, 'plots'>): ReadonlySet<Quantity> =>
  new Set<Quantity>(plots ? plots.flatMap(({ plot }) => plotNeeds[plot]) : quantities);

/** The same plan with other plots; undefined stands for the usual ones. */
export function withPlots<P extends Arranged>(plan: P, plots: P['plots']): P {
  if (plan.plots === plots) return plan;
  const { plots: _, ...rest } = plan;
  return (plots ? { ...rest, plots } : rest) as P;
}
