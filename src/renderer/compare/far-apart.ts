import type { Column } from './comparison.svelte.ts';

/** Times by which the largest loss is larger than the smallest. */
const FAR = 30;

/** Whether losses lie so far apart that on a linear axis all but the largest would be one line. */
export function farApart(columns: readonly Column[]): boolean {
  const losses = columns.flatMap(({ session }) => {
    const { opened } = session;
    if (!opened || opened.grown === 0) return [];
    return [opened.recording.scalar('loss', 0), opened.recording.scalar('epochLoss', opened.recording.rows - 1)];
  });
  const known = losses.filter((loss) => loss > 0 && Number.isFinite(loss));
  return Math.max(...known) > FAR * Math.min(...known);
}
