import { isLive, type RunInfo, type RunStatus } from '../../core/run.ts';
import { m } from '../../core/words/m.ts';
import { differsText } from '../../core/words/settings.ts';
import { language } from '../theme/language.svelte.ts';
import { activationTitle, dataTitle, initTitle } from './columns.ts';

/** What runs are filtered by, beside the search. */
export const facets = {
  status: {
    title: m.runs_filter_status,
    of: ({ progress: { status } }: RunInfo) => (isLive(status) ? 'live' : status),
  },
  data: { title: m.runs_column_data, of: dataTitle },
  init: { title: m.runs_column_init, of: initTitle },
} satisfies Record<string, { title: () => string; of: (info: RunInfo) => string }>;
export type FacetId = keyof typeof facets;
export const facetList = Object.entries(facets) as [FacetId, (typeof facets)[FacetId]][];

/** Values that are unticked; what is new is ticked. */
export type Hidden = Readonly<Record<FacetId, readonly string[]>>;
export const nothingHidden: Hidden = { status: [], data: [], init: [] };

/** What a value of a facet is called. */
export const valueText = (facet: FacetId, value: string): string =>
  facet === 'status' ? (statusTexts[value]?.() ?? value) : value;
const statusTexts: Readonly<Record<string, () => string>> = {
  live: m.runs_status_live,
  finished: m.runs_status_finished,
  stopped: m.runs_status_stopped,
  diverged: m.runs_status_diverged,
  interrupted: m.runs_status_interrupted,
  failed: m.runs_status_failed,
  paused: m.runs_status_paused,
} satisfies Record<Exclude<RunStatus, 'running'> | 'live', () => string>;

/** The values of a facet with how many runs have each; the most frequent first, `live` before all. */
export function countsOf(infos: readonly RunInfo[], facet: FacetId): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const info of infos) {
    const value = facets[facet].of(info);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const rank = (value: string, count: number): number => (value === 'live' ? Infinity : count);
  return [...counts].sort(([a, n], [b, m]) => rank(b, m) - rank(a, n) || a.localeCompare(b, language.now));
}

/** Whether a run passes the filters, and every word of the search is found in it. */
export function passes(info: RunInfo, hidden: Hidden, search: string): boolean {
  if (facetList.some(([id, { of }]) => hidden[id].includes(of(info)))) return false;
  const text = [
    info.name,
    differsText(info.differs),
    info.architecture,
    activationTitle(info),
    dataTitle(info),
    initTitle(info),
    `run ${info.id}`,
  ]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
