import { differencesOf } from '../compare.ts';
import type { Plan } from '../plan/schema.ts';
import type { PlotId, PlotOptions } from '../plots.ts';
import { placeAt, placesIn, valueAt, withValue } from '../sweep/places.ts';
import { withSettings } from './scene.ts';
import { lessonLimits, type Scene, type Settings } from './schema.ts';

/** What stands in the workbench, as a scene is made of it. */
export interface Screen {
  /** Of each network, in their order: at least one. */
  plans: readonly Plan[];
  /** What columns are called; the experiment's name where it is one. */
  names: readonly string[];
  zoom: Scene['zoom'];
  plots: readonly PlotId[];
  options: Partial<Record<PlotId, PlotOptions>>;
  /** Whether several networks are compared without being drawn. */
  plain: boolean;
  speed: Scene['speed'] | undefined;
}

/** What a column differs in from the common plan: places that are set, exact parameters, and the titles of what neither can say. */
interface Column {
  set: Settings;
  parameters: NonNullable<Plan['parameters']>;
  lost: string[];
}

type Bare = Omit<Plan, 'plots'>;

/** The plan without its name and plots, which a scene has itself, and without exact parameters. */
const bareOf = ({ plots: _plots, parameters: _parameters, ...plan }: Plan): Bare => ({ ...plan, name: '' });

/** How many of the entries of two values are unlike. */
function distance(one: unknown, other: unknown): number {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other) ? 0 : 1;
  if (one === other) return 0;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].reduce(
    (sum, key) => sum + (key in a && key in b ? distance(a[key], b[key]) : 1),
    0,
  );
}
const apart = (one: Plan, other: Plan): number => distance(bareOf(one), bareOf(other));

/** Sets one place after the other as long as that brings the plan nearer to the wanted one; of all layers at once first. */
function settingsBetween(base: Plan, wanted: Plan): { set: Settings; reached: Plan } {
  let reached = base;
  let set: Settings = {};
  for (let moved = true; moved && apart(reached, wanted) > 0;) {
    moved = false;
    for (const { at } of placesIn(reached)) {
      const [from, to] = [placeAt(reached, at), placeAt(wanted, at)];
      const value = to && valueAt(wanted, to);
      if (!from || value === undefined || value === null) continue;
      const next = withValue(reached, from, value);
      if (apart(next, wanted) >= apart(reached, wanted)) continue;
      reached = next;
      set = { ...set, [at]: value };
      moved = true;
    }
  }
  return { set: needed(base, set, reached), reached };
}

/** Without places that a later one has set besides. */
function needed(base: Plan, set: Settings, reached: Plan): Settings {
  let least = set;
  for (const at of Object.keys(set)) {
    const without = Object.fromEntries(Object.entries(least).filter(([other]) => other !== at));
    if (apart(withSettings(base, without), reached) === 0) least = without;
  }
  return least;
}

function columnOf(base: Plan, wanted: Plan): Column {
  const { set, reached } = settingsBetween(base, wanted);
  const own = Object.entries(wanted.parameters ?? {});
  const parameters = Object.fromEntries(
    own.filter(([name, values]) => distance(reached.parameters?.[name], values) > 0),
  );
  const { parameters: _parameters, ...bare } = reached;
  const exact = { ...reached.parameters, ...parameters };
  const come = Object.keys(exact).length > 0 ? { ...bare, parameters: exact } : bare;
  const lost = differencesOf([come, wanted]).differ.map(({ title }) => title);
  return { set, parameters, lost };
}

/** A scene of what stands in the workbench: the plan that all others can be set from, and of each column what differs.
 *  @param taken ids of other scenes
 *  @returns the scene, and of each column what of it could not be taken over */
export function sceneFrom(
  { plans, names, zoom, plots, options, plain, speed }: Screen,
  title: string,
  taken: readonly string[],
): { scene: Scene; lost: { column: string; titles: string[] }[] } {
  const all = plans.slice(0, lessonLimits.columns);
  const tries = all.map((base) => ({ base, columns: all.map((plan) => columnOf(base, plan)) }));
  const lostIn = ({ columns }: (typeof tries)[number]): number =>
    columns.reduce((sum, { lost }) => sum + lost.length, 0);
  const best = tries.toSorted((a, b) => lostIn(a) - lostIn(b))[0];
  if (!best) throw new RangeError('a scene is of at least one network');
  const { plots: _plots, ...plan } = best.base;
  const nameOf = (i: number): string => names[i] ?? String.fromCharCode(65 + i);
  const set = Object.fromEntries(plots.flatMap((id) => (options[id] ? [[id, { ...options[id] }]] : [])));
  return {
    scene: {
      id: idFrom(title, taken),
      title,
      zoom,
      plots: [...plots],
      ...(Object.keys(set).length > 0 && { options: set }),
      ...(speed !== undefined && { speed }),
      ...(plain && all.length > 1 && { plain }),
      columns: best.columns.map((column, i) => ({
        name: nameOf(i),
        ...(Object.keys(column.set).length > 0 && { set: column.set }),
        ...(Object.keys(column.parameters).length > 0 && { parameters: column.parameters }),
      })),
      plan,
    },
    lost: best.columns.flatMap(({ lost }, i) => (lost.length > 0 ? [{ column: nameOf(i), titles: lost }] : [])),
  };
}

/** An id made of words: letters, digits and hyphens, unlike those that are taken. */
export function idFrom(title: string, taken: readonly string[], usual = 'scene'): string {
  const plain = title
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 24)
    .replace(/-+$/, '');
  const base = plain === '' || plain in {} ? usual : plain;
  const used = new Set(taken);
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!used.has(id)) return id;
  }
}
