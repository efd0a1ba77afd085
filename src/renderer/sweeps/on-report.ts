import type { MetricId } from '../../core/sweep/results.ts';
import type { Picture } from '../paint/svg.ts';
import type { OpenSweep } from './open.svelte.ts';

/** Makes a report of a sweep with its figure as it stands. */
export type OnReport = (open: OpenSweep, metric: MetricId, picture: Picture) => Promise<void>;
