import { shapeOf } from '../../core/plan/shape.ts';
import type { Points } from '../../core/sweep/points.ts';
import { metricIds, type MetricId, type Metrics } from '../../core/sweep/results.ts';
import { m } from '../../core/words/m.ts';
import { fixed, int, short } from '../../core/words/numbers.ts';

/** A number of a finished run that a figure can show. */
export interface FigureMetric {
  title: () => string;
  /** What it is, in a few words beside the title. */
  about: () => string;
  /** What its line is labelled with at its end. */
  line: () => string;
  of: (metrics: Metrics) => number | null;
  /** A share, shown in per cent. */
  share?: true;
  /** May be below 0, and then 0 is what to compare with. */
  signed?: true;
  /** Of the validation set, which not every plan has. */
  validated?: true;
  /** The same on the training set, drawn thin beside it. */
  beside?: MetricId;
}

const wrong = (accuracy: number | null): number | null => (accuracy === null ? null : 1 - accuracy);

/** Everything that a figure of a sweep can show over its axes. */
export const figureMetrics: Record<MetricId, FigureMetric> = {
  testLoss: {
    title: m.sweep_metric_test_loss,
    about: m.sweep_metric_test_loss_about,
    line: m.sweep_line_test,
    of: ({ testLoss }) => testLoss,
    beside: 'trainLoss',
  },
  validationLoss: {
    title: m.sweep_metric_validation_loss,
    about: m.sweep_metric_validation_loss_about,
    line: m.sweep_line_validation,
    of: ({ validationLoss }) => validationLoss ?? null,
    beside: 'trainLoss',
    validated: true,
  },
  trainLoss: {
    title: m.sweep_metric_train_loss,
    about: m.sweep_metric_train_loss_about,
    line: m.sweep_line_train,
    of: ({ trainLoss }) => trainLoss,
  },
  gap: {
    title: m.sweep_metric_gap,
    about: m.sweep_metric_gap_about,
    line: m.sweep_line_gap,
    of: ({ gap }) => gap,
    signed: true,
  },
  testError: {
    title: m.sweep_metric_test_error,
    about: m.sweep_metric_test_error_about,
    line: m.sweep_line_test,
    of: ({ testAccuracy }) => wrong(testAccuracy),
    share: true,
    beside: 'trainError',
  },
  validationError: {
    title: m.sweep_metric_validation_error,
    about: m.sweep_metric_validation_error_about,
    line: m.sweep_line_validation,
    of: ({ validationAccuracy }) => wrong(validationAccuracy ?? null),
    share: true,
    beside: 'trainError',
    validated: true,
  },
  trainError: {
    title: m.sweep_metric_train_error,
    about: m.sweep_metric_train_error_about,
    line: m.sweep_line_train,
    of: ({ trainAccuracy }) => wrong(trainAccuracy),
    share: true,
  },
  norm: {
    title: m.sweep_metric_norm,
    about: m.sweep_metric_norm_about,
    line: () => '‖W‖',
    of: ({ norm }) => norm,
  },
};

export { metricIds, type MetricId };
/** Those that runs of a sweep can have. */
export const metricsFor = ({ sweep }: Points): MetricId[] => {
  const { validation } = shapeOf(sweep.plan);
  const moved = sweep.axes.some(({ fields }) => fields.some(({ at }) => at === 'data.validation'));
  return metricIds.filter((id) => validation > 0 || moved || !metricOf(id).validated);
};
export const metricOf = (id: MetricId): FigureMetric => figureMetrics[id];

/** The number of a run that a metric is; null where it was not measured, or is no number of an axis. */
export function readMetric(id: MetricId, metrics: Metrics | null): number | null {
  const value = metrics && metricOf(id).of(metrics);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** The metric of the training set that is drawn beside one of the test set. */
export const besideOf = (id: MetricId): MetricId | null => metricOf(id).beside ?? null;

/** A value of a metric in few digits: `0.089`, `53.8 %`. */
export function metricText(id: MetricId, value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (metricOf(id).share) return m.sweep_percent({ value: fixed(100 * value, 1) });
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return short(value);
  return size >= 1000 ? int(value) : fixed(value, size < 10 ? 3 : size < 100 ? 2 : 1);
}
