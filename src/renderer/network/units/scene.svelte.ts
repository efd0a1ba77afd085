import { untrack } from 'svelte';
import { niceCeil } from '../../../core/words/numbers.ts';
import { gradientName } from '../../../core/graph/graph.ts';
import { theme } from '../../theme/theme.svelte.ts';
import type { Size } from '../../paint/stage.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import { scaleEnd } from '../../view/histogram.ts';
import { Held } from './held.ts';
import { spotOf, type Spot } from './hits.ts';
import { isDropped, masksOf, type Masks } from './masks.ts';
import { layoutOf, type Placed, type Units } from './layout.ts';

/** A parameter under edit: entry `index` of `name`, and the spot in the drawing it belongs to. */
export interface Editing {
  name: string;
  index: number;
  spot: Spot;
}

/** What the drawing of the units, its foot and its left pane share: where everything is, on which scale, what the pointer is
 *  on and which number is being set. */
export class UnitsScene {
  readonly view: NetworkView;
  stage = $state.raw<Size>({ width: 0, height: 0 });
  hoveredId = $state<string | null>(null);
  editing = $state.raw<Editing | null>(null);
  /** Whether values are seen flowing while numbers are made. */
  flow = $state(true);
  /** Counts the wishes to fit the scale to what is on show. */
  private fits = $state(0);
  /** Counts the wishes to go to the table of the selected unit. */
  tableWanted = $state(0);
  private readonly weightsHeld = new Held();
  private readonly gradientsHeld = new Held();

  constructor(view: NetworkView) {
    this.view = view;
  }

  readonly units: Units = $derived.by(() => {
    const { document, unit } = this.view;
    theme.follow();
    return layoutOf(document.plan, document.graph, this.stage, unit, (theme.px('--t-small') || 12) / 12);
  });

  /** What dropout leaves out at this step, of the example on show or of the first of the batch. A gradient of the whole batch
   *  has come from all its examples, whichever units each had; a point from nowhere meets no dropout. */
  readonly masks: Masks = $derived.by(() => {
    const { values, seen } = this.view;
    if (values.place === null || (seen.gradient && !values.alone)) return [];
    return masksOf(this.units.columns, (name) => values.get(name));
  });
  /** Whether the network drops units at all, and what is seen of it. */
  get drops(): boolean {
    return this.masks.some((own) => own.length > 0);
  }

  readonly hovered: Spot | null = $derived.by(() => spotOf(this.hoveredId));
  /** The selected unit, where it is one of a column. */
  readonly selected: Spot | null = $derived.by(() => {
    const { unit } = this.view;
    const column = unit ? this.units.columns.findIndex(({ variables }) => variables.includes(unit.variable)) : -1;
    return unit && column >= 0 ? { kind: 'unit', column, unit: unit.index } : null;
  });
  /** What the card tells of: what is under edit, else under the pointer, else selected. */
  readonly shown: Spot | null = $derived.by(() => this.editing?.spot ?? this.hovered ?? this.selected);

  /** The end of the scale that networks beside each other share; null where this one stands alone. */
  shared: () => number | null = () => null;

  /** The end of the scale of widths and colours: one for all weights, or for all their gradients. */
  get max(): number {
    return this.shared() ?? this.own;
  }
  /** What this network alone would have it be. */
  readonly own: number = $derived.by(() => {
    const { document, session, seen } = this.view;
    const all = document.graph.weights.map((W) => this.edge(W)).filter((w) => w !== null);
    const end = all.length > 0 ? niceCeil(scaleEnd(all)) : 0;
    const owner = session.info?.id ?? null;
    return (seen.gradient ? this.gradientsHeld : this.weightsHeld).of(end, owner, this.fits) || 1;
  });

  /** What edges of W, or a bias, are drawn by: values or gradients. Null while they are not known. */
  edge(name: string): ArrayLike<number> | null {
    return this.view.seen.gradient ? this.entries(gradientName(name)) : this.parameter(name);
  }

  /** W or b; of a large network those of the last keyframe until the step's own have come. */
  parameter(name: string): ArrayLike<number> | null {
    const own = this.entries(name);
    if (own) return own;
    const kept = this.view.session.keyframe?.tensor(name) ?? null;
    return kept?.length === this.sizeOf(name) ? kept : null;
  }

  /** The gradient of W or b, where frames have it. */
  gradient(name: string): ArrayLike<number> | null {
    return this.entries(gradientName(name));
  }

  /** A variable of the batch, row after row. */
  batch(name: string): ArrayLike<number> | null {
    return this.view.values.get(name)?.values ?? null;
  }

  column(spot: Spot): Placed | null {
    return this.units.columns[spot.column] ?? null;
  }

  /** Where the entry of a parameter is: W is out × in. */
  entryOf(spot: Spot): { name: string; index: number } | null {
    const column = this.column(spot);
    const before = this.units.columns[spot.column - 1];
    if (!column || !before) return null;
    if (spot.kind === 'edge')
      return column.W === null ? null : { name: column.W, index: spot.unit * before.width + spot.from };
    return column.b === null ? null : { name: column.b, index: spot.unit };
  }

  /** Opens the field of a weight or a bias. */
  edit(spot: Spot): void {
    const entry = this.entryOf(spot);
    if (entry) this.editing = { ...entry, spot };
  }

  pick({ column, unit }: Spot): void {
    const variable = this.units.columns[column]?.variable;
    if (variable !== undefined) this.view.pick(variable, unit);
  }

  /** Whether a spot is not drawn: a bias or an edge of a dropped unit. */
  isGone(spot: Spot): boolean {
    if (spot.kind === 'unit') return false;
    if (isDropped(this.masks, spot.column, spot.unit)) return true;
    return spot.kind === 'edge' && isDropped(this.masks, spot.column - 1, spot.from);
  }

  fit(): void {
    this.fits++;
  }

  wantTable(): void {
    untrack(() => this.tableWanted++);
  }

  get moves(): boolean {
    return this.flow && theme.moveTime > 0;
  }

  private entries(name: string): ArrayLike<number> | null {
    const matrix = this.view.values.get(name);
    const plain = name.startsWith('d') ? name.slice(1) : name;
    return matrix && matrix.values.length === this.sizeOf(plain) ? matrix.values : null;
  }

  private sizeOf(name: string): number {
    const variable = this.view.document.graph.variables.find((one) => one.name === name);
    return variable && variable.rows !== 'n' ? variable.rows * variable.columns : -1;
  }
}
