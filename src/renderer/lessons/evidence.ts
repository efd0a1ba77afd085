import { askedBy, type Asked, type Evidence } from '../../core/lessons/evidence.ts';
import { FormulaError, lettersIn } from '../../core/lessons/expression.ts';
import { letters, measured } from '../../core/lessons/measure.ts';
import { stepOf } from '../../core/lessons/scene.ts';
import type { When } from '../../core/lessons/schema.ts';
import { besidesOf } from './besides.ts';
import type { Place } from './stage.ts';

/** A number, and the step of the first network's run that it is of. */
export interface Found {
  got: number;
  step: number;
}

/** Whether all networks that a formula is about have come so far. @param run whether it has to be a run, and not what one would
 *  begin with */
export function hasCome(places: readonly Place[], formula: string, when: When | undefined, run: boolean): boolean {
  const wanted = lettersIn(formula);
  return places.every(({ session }, i) => {
    if (!wanted.has(letters[i] ?? '')) return true;
    const { opened, live } = session;
    if (!opened || opened.recording.rows === 0 || session.stale || !session.current) return false;
    const step = stepOf(when, session.plan);
    if (session.run === null) return !run && step === 0;
    const newest = session.newest ?? 0;
    // before its first step a run is what it begins with
    if (step === 0) return !run || newest > 0 || !live;
    return step === Infinity ? isWhole(session) : newest >= step;
  });
}

/** Whether a run came to its end, and its last frame is here: that it has ended is told before. */
function isWhole({ live, status, run, info, newest, steps }: Place['session']): boolean {
  if (live || !run || !info) return false;
  const all = (newest ?? 0) >= info.progress.step || run.recording.last + 1 >= info.frames;
  return all && (status === 'finished' || status === 'diverged' || (newest ?? 0) >= steps);
}

/** What a formula comes to over the networks on show, null while they have not come so far.
 *  @param when null for the step on show */
export async function measure(
  places: readonly Place[],
  formula: string,
  when: When | undefined | null,
): Promise<Found | null> {
  const wanted = lettersIn(formula);
  const columns = await Promise.all(
    places.map((place, i) =>
      wanted.has(letters[i] ?? '') ? evidenceOf(place, when, askedBy(formula)) : Promise.resolve(null),
    ),
  );
  const got = worked(formula, columns);
  const first = columns.find((column) => column !== null);
  return got === null ? null : { got, step: first?.frame.scalars.step ?? 0 };
}

/** A teacher's formula may be of a shape that is no number; then there is nothing to measure. */
function worked(formula: string, columns: readonly (Evidence | null)[]): number | null {
  try {
    return measured(formula, columns);
  } catch (error) {
    if (error instanceof FormulaError) return null;
    throw error;
  }
}

/** Each network as its recording has it; null for one of which there is nothing. @param when null for the step on show */
export const evidencesAt = (places: readonly Place[], when: When | undefined | null): Promise<(Evidence | null)[]> =>
  Promise.all(places.map((place) => evidenceOf(place, when, nothing)));
const nothing: Asked = { baselines: false, passes: false };

async function evidenceOf(
  { session, document }: Place,
  when: When | undefined | null,
  asked: Asked,
): Promise<Evidence | null> {
  const { opened, plan, status } = session;
  if (!opened) return null;
  const { recording } = opened;
  const step = when === null ? (session.step ?? 0) : stepOf(when, plan);
  const row = step === Infinity ? recording.rows - 1 : recording.rowAt(step);
  if (row < 0) return null;
  const ordinal = recording.ordinalOf(row);
  const key = recording.keyframeBefore(recording.stepOf(row));
  const missing = [ordinal, ...(key === null ? [] : [key])].filter((one) => !recording.has(one));
  if (missing.length > 0) await opened.fetch(missing);
  const frame = recording.decode(ordinal)?.frame;
  if (!frame) return null;
  const keyframe = key === null ? null : (recording.decode(key)?.frame ?? null);
  const own = keyframe?.scalars.step === frame.scalars.step ? keyframe : null;
  return {
    plan,
    graph: document.graph,
    layout: opened.detail.layout,
    frame,
    keyframe: own,
    status,
    ...(await besidesOf(session.client, plan, own ?? frame, asked, session.seat, session.run?.detail.info.id ?? null)),
  };
}
