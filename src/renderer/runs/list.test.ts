import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyRun, UNDO_MS } from '../../core/contract/runs.ts';
import { LabError } from '../../core/errors.ts';
import { runRow, RunsLab } from './fake-runs.ts';
import { RunList } from './list.svelte.ts';
import { runsView } from './prefs.svelte.ts';

let stop: () => void = () => undefined;
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
async function made(count: number): Promise<{ lab: RunsLab; list: RunList }> {
  const lab = new RunsLab(count);
  const list = new RunList(lab);
  stop = list.follow();
  await settled();
  return { lab, list };
}
const shown = (list: RunList): (number | undefined)[] =>
  Array.from({ length: list.pages.total }, (_, i) => {
    const row = list.pages.at(i);
    return row?.kind === 'run' ? row.info.id : undefined;
  });

beforeEach(() => {
  vi.useFakeTimers();
  runsView.query = everyRun;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('of ten thousand runs those near the screen are asked for; what is passed at speed is not', async () => {
  const { lab, list } = await made(10_000);
  expect(list.pages.total).toBe(10_000);
  expect(list.current?.id).toBe(10_000);
  for (let at = 0; at < 9000; at += 100) list.pages.want(at, at + 30);
  await settled();
  expect(list.pages.at(8915)).toMatchObject({ info: { id: 1085 } });
  expect(lab.count('runs')).toBeLessThan(5);
  expect(lab.asked.slice(1)).toMatchObject([{ args: { summary: false } }, { args: { summary: false } }]);
  list.move(Infinity, false);
  expect(list.current).toBeNull(); // its row is on its way
  list.pages.want(9970, 10_000);
  await settled();
  expect(list.current?.id).toBe(1);
});

test('a live run changes in its row; its end and a new run are asked for, at most four times a second', async () => {
  const { lab, list } = await made(3);
  const live = (step: number, status: 'running' | 'finished' = 'running') =>
    lab.say({ type: 'run', info: runRow(3, {}, { status, step }).info });
  live(1);
  await vi.advanceTimersByTimeAsync(1000);
  const asked = lab.count('runs');
  for (let step = 2; step < 50; step++) live(step);
  await vi.advanceTimersByTimeAsync(1000);
  expect(list.pages.rowOf(3)?.info.progress.step).toBe(49);
  expect(lab.count('runs')).toBe(asked);
  lab.rows = [...Array.from({ length: 20 }, (_, i) => runRow(100 + i)), ...lab.rows];
  for (let i = 0; i < 20; i++) lab.say({ type: 'run', info: runRow(100 + i).info });
  live(50, 'finished');
  await vi.advanceTimersByTimeAsync(1000);
  expect(lab.count('runs')).toBe(asked + 1);
  expect(shown(list)).toHaveLength(23);
  expect(list.current?.id).toBe(3); // the keyboard stays on its run
});

test('several are selected one by one, in a stretch, beyond what is at hand, and all', async () => {
  const { lab, list } = await made(200);
  const { selection } = list;
  selection.go(2);
  selection.toggle(4);
  expect(selection.runs).toEqual([198, 196]);
  await selection.extend(6);
  expect(selection.runs).toEqual([196, 195, 194]);
  list.move(1, true);
  expect(selection.runs).toHaveLength(4);
  selection.toggle(4);
  expect(selection.runs).toEqual([195, 194, 193]);
  selection.go(0);
  list.move(Infinity, true);
  await settled();
  expect(selection.runs).toHaveLength(200);
  expect(lab.count('runIds')).toBe(1);
  selection.go(0);
  await list.selectAll();
  expect(selection.runs).toHaveLength(200);
});

test('several are deleted at once and come back; the row after them has the keyboard', async () => {
  const { lab, list } = await made(6);
  list.selection.go(1);
  await list.selection.extend(3);
  await list.delete();
  await settled();
  expect(lab.acts).toEqual([['deleteRuns', { runs: [5, 4, 3] }]]);
  expect(shown(list)).toEqual([6, 2, 1]);
  expect(list.selection.runs).toEqual([2]);
  expect(list.deleted).toMatchObject({ runs: 3 });
  await list.undoDelete();
  await settled();
  expect(shown(list)).toEqual([6, 5, 4, 3, 2, 1]);
  expect(list.selection.runs).toEqual([5, 4, 3]);
  expect(list.deleted).toBeNull();

  list.selection.go(5);
  await list.delete();
  await settled();
  expect(list.current?.id).toBe(2); // the last one is gone: the one before it
  lab.deletion = null;
  await vi.advanceTimersByTimeAsync(UNDO_MS + 300);
  expect(list.deleted).toBeNull();
});

test('what is not seen any more is not selected any more, and what another window deletes neither', async () => {
  const { lab, list } = await made(6);
  list.selection.go(0);
  await list.selection.extend(2);
  lab.rows = lab.rows.filter((row) => row.kind === 'run' && row.info.id === 4);
  list.ask({ search: 'four' });
  await settled();
  expect(list.selection.runs).toEqual([4]);
  lab.say({ type: 'runsDeleted', runs: [4] });
  expect(list.selection.runs).toEqual([]);
});

test('what failed is said until something else was done', async () => {
  const { lab, list } = await made(2);
  lab.refused.set('deleteRuns', new LabError('store-full'));
  await list.delete();
  expect(list.message).toContain('The disk is full');
  expect(shown(list)).toEqual([2, 1]);
  lab.refused.clear();
  await list.delete();
  expect(list.message).toBe('');
});

test('what the lab says failed is shown, until the lab says that it is over', async () => {
  const { lab, list } = await made(1);
  lab.say({ type: 'failure', failure: { code: 'store-full', values: {}, problems: [] } });
  expect(list.message).toContain('The disk is full');
  lab.say({ type: 'over', code: 'store-locked' });
  expect(list.message).toContain('The disk is full');
  lab.say({ type: 'over', code: 'store-full' });
  expect(list.message).toBe('');
});

test('a name that a run may not have stays where it is typed, and is said to be bad', async () => {
  const { lab, list } = await made(1);
  list.renaming = 1;
  await list.rename(1, 'Mo\u202eons');
  expect([list.renaming, lab.count('renameRun')]).toEqual([1, 0]);
  expect(list.badName).toMatch(/^This name has .+\.$/);
  await list.rename(1, '  ');
  expect(list.badName).toMatch(/^A run needs a name.+\.$/);
  list.keepName();
  expect([list.renaming, list.badName]).toEqual([null, '']);
  await list.rename(1, ' Mine ');
  expect(list.pages.rowOf(1)?.info.name).toBe('Mine');
});
