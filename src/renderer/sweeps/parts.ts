import { m } from '../../core/words/m.ts';

/** The parts of the page, as the tabs of a small window name them. */
export const parts = ['setup', 'figure', 'run'] as const;
export type PartId = (typeof parts)[number];

export const partTitles: Record<PartId, () => string> = {
  setup: m.sweep_part_setup,
  figure: m.sweep_part_figure,
  run: m.sweep_part_run,
};
