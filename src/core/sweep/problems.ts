import { checkPlan, formProblems, readJson } from '../plan/parse.ts';
import type { Problem } from '../plan/problem.ts';
import { problemsOf } from '../plan/problems.ts';
import { planKeys } from '../plan/edits.ts';
import { limits, planSchema, type Plan } from '../plan/schema.ts';
import { sweepFieldOf, sweepFields } from './fields.ts';
import { placeAt, type SweepPlace } from './places.ts';
import { Points } from './points.ts';
import { aroundPlanSchema, sweepLimits, type Axis, type FieldValue, type Sweep } from './schema.ts';
import { isPlain, valuesOf } from './values.ts';

export type ParsedSweep = { sweep: Sweep; problems: Problem[] } | { sweep: null; problems: Problem[] };

/** Problems are told up to so many: with thousands of points the rest say the same. */
const MOST_TOLD = 100;

/** Layers of all points: each is checked, and a window stands still meanwhile. */
const MOST_LAYERS = 100_000;

/** What a text is as JSON that may be a sweep: brackets are within brackets no deeper than one needs. */
export const readSweep = (text: string): ReturnType<typeof readJson> => readJson(text, limits.depth + 4);

/** Reads a sweep as JSON. Never throws: what is wrong comes back as problems that name the place.
 *  @param most bytes a run may take */
export function parseSweep(text: string, most?: number): ParsedSweep {
  const read = readSweep(text);
  return 'problem' in read ? { sweep: null, problems: [read.problem] } : checkSweep(read.document, most);
}

/** Checks a sweep that is already an object: its form, its axes, and the plan of every one of its points.
 *  @param most bytes a run may take */
export function checkSweep(document: unknown, most?: number): ParsedSweep {
  const around = aroundPlanSchema.safeParse(document);
  if (!around.success) return { sweep: null, problems: formProblems(around.error, document) };
  const base = planSchema.safeParse(around.data.plan);
  if (!base.success)
    return { sweep: null, problems: checkPlan(around.data.plan).problems.map((p) => placed(p, `plan`)) };
  const sweep = { ...around.data, plan: base.data };
  const problems = axisProblems(sweep);
  if (problems.length === 0) problems.push(...pointProblems(new Points(sweep), most));
  return problems.length > 0 ? { sweep: null, problems } : { sweep, problems };
}

const placed = (problem: Problem, before: string): Problem => ({
  ...problem,
  at: problem.at === '' ? before : `${before}.${problem.at}`,
});

/** What is wrong with axes by themselves: places that there are not, values that cannot be written out. */
function axisProblems(sweep: Sweep): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>(sweep.seeds === undefined ? [] : ['seed']);
  sweep.axes.forEach((axis, i) => {
    const places = axis.fields.map(({ at }) => placeAt(sweep.plan, at));
    axis.fields.forEach((field, k) => {
      const at = `axes[${i}].fields[${k}]`;
      const place = places[k];
      if (!place) problems.push({ at, code: 'sweep-no-place', values: { place: field.at } });
      else if (seen.has(field.at)) problems.push({ at, code: 'sweep-place-twice', values: { place: field.at } });
      else problems.push(...moveProblems(axis, k, at, places));
      seen.add(field.at);
    });
    const { values } = axis;
    if ('log' in values && values.log && !(values.from > 0 && values.to > 0))
      problems.push({ at: `axes[${i}].values`, code: 'sweep-log-range', values: {} });
  });
  const single = [...seen].find((place) => /\[\d+\]/.test(place));
  if (seen.has(sweepFields.depth.path) && single !== undefined)
    problems.push({ at: 'axes', code: 'sweep-depth-and-layer', values: { place: single } });
  if (problems.length > 0) return problems;
  const { total } = new Points(sweep);
  const most = Math.min(sweepLimits.points, Math.floor(MOST_LAYERS / Math.max(1, sweep.plan.network.length)));
  return total > most ? [{ at: 'axes', code: 'sweep-too-many', values: { points: total, most } }] : [];
}

function moveProblems(axis: Axis, k: number, at: string, places: readonly (SweepPlace | null)[]): Problem[] {
  const [field, place] = [axis.fields[k], places[k]];
  if (!field || !place) return [];
  const isChoice = sweepFieldOf(place.field).takes.kind === 'choice';
  if (field.list) {
    const count = valuesOf(axis, places).length;
    const found = field.list.length;
    return found === count ? [] : [{ at, code: 'sweep-list-length', values: { found, count } }];
  }
  const isList = 'list' in axis.values;
  const texts = 'list' in axis.values && axis.values.list.some((v) => typeof v === 'string');
  if (isChoice && (!isList || !isPlain(field))) return [{ at, code: 'sweep-choice', values: { place: field.at } }];
  if (!isChoice && texts) return [{ at, code: 'sweep-not-numbers', values: { place: field.at } }];
  return [];
}

/** Whether the plan of a point can run: its parts that differ from the sweep's plan in their form, all of it in what it says. */
function planProblems(plan: Plan, base: Plan, most?: number): Problem[] {
  for (const key of planKeys) {
    if (plan[key] === base[key]) continue; // planSchema relates no part to another
    const { success } = planSchema.shape[key].safeParse(plan[key]);
    if (!success) return checkPlan(plan, most).problems.slice(0, MOST_TOLD);
  }
  return problemsOf(plan, most).filter(({ hint }) => !hint);
}

/** What is wrong with the plans of the points, each with whose fault it is: the plan's where all have it, one value's of one
 *  axis where all its points have it, else the point's. */
function pointProblems(points: Points, most?: number): Problem[] {
  const found = new Map<string, Map<number, Problem>>();
  for (let point = 0; point < points.total; point++)
    for (const problem of planProblems(points.planAt(point), points.sweep.plan, most)) {
      const key = keyOf(problem);
      const same = found.get(key) ?? new Map<number, Problem>();
      found.set(key, same.set(point, problem));
    }
  const own = new Set(planProblems(points.sweep.plan, points.sweep.plan, most).map(keyOf));
  return [...found]
    .flatMap(([key, bad]) => blamed(bad, points, own.has(key) && bad.size === points.total))
    .slice(0, MOST_TOLD);
}

const keyOf = ({ at, code }: Problem): string => `${at} ${code}`;

/** @param bad the points that have one problem @param plain whether it is the plan's own */
function blamed(bad: ReadonlyMap<number, Problem>, points: Points, plain: boolean): Problem[] {
  const [one] = bad.values();
  if (one && plain) return [placed(one, 'plan')];
  const left = new Map(bad);
  const told: Problem[] = [];
  points.lines.forEach(({ values }, i) => {
    const byValue = values.map((): [number, Problem][] => []);
    for (const one of bad) byValue[points.at(one[0]).index[i] ?? 0]?.push(one);
    values.forEach((value, k) => {
      const own = byValue[k] ?? [];
      const [first] = own;
      if (!first || own.length < points.total / values.length || !own.some(([point]) => left.has(point))) return;
      for (const [point] of own) left.delete(point);
      const [, problem] = first;
      told.push({
        ...problem,
        at: within(`axes[${i}], ${named(points, i, value)}`, problem),
        values: { ...problem.values, axis: i, value },
      });
    });
  });
  const [rest] = left;
  if (rest) {
    const [point, problem] = rest;
    const names = points
      .at(point)
      .values.map((value, i) => named(points, i, value))
      .join(', ');
    told.push({ ...problem, at: within(`axes, ${names}`, problem), values: { ...problem.values, point } });
  }
  return told;
}

/** `network[0].units = 400`. */
const named = ({ lines }: Points, axis: number, value: FieldValue): string =>
  `${lines[axis]?.places[0]?.at ?? ''} = ${value}`;

const within = (before: string, { at }: Problem): string =>
  at === '' || before.includes(` ${at} =`) ? before : `${before}: ${at}`;
