import { tick } from 'svelte';
import { activations } from '../../core/activations.ts';
import { architecture, graphOf } from '../../core/graph/graph.ts';
import { latexOf } from '../../core/graph/latex.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { appendGap, insertLayer, layerOf, legalGaps, moveLayer, removeLayer, type Piece } from '../document/chain.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';

/** What is being dragged: a new piece from the palette, or layer `from` of the chain. */
export interface Dragged {
  piece: Piece;
  from: number | null;
  x: number;
  y: number;
  /** The open gap, or null when the pointer is nowhere near one. */
  gap: number | null;
}

/** What a person does to the chain, by mouse or keyboard; every change is one edit of the document and is announced. */
export class ChainEditor {
  readonly document: ExperimentDocument;
  /** What just happened, for the live region. */
  announcement = $state('');
  dragged = $state.raw<Dragged | null>(null);
  /** Finds the gap under a point; the chain on screen sets it. */
  gapAt: (x: number, y: number, legal: readonly number[]) => number | null = () => null;
  /** Puts the focus on the selected block; the chain on screen sets it. */
  focusSelected: () => void = () => undefined;

  constructor(document: ExperimentDocument) {
    this.document = document;
  }

  /** The plan as it would be if the dragged block were dropped now; null when it would go back. */
  get preview(): { plan: Plan; at: number } | null {
    const { dragged } = this;
    if (!dragged || dragged.gap === null) return null;
    const { plan } = this.document;
    const { gap, from, piece } = dragged;
    if (from === null) return { plan: insertLayer(plan, layerOf(piece, plan, gap), gap), at: gap };
    return { plan: moveLayer(plan, from, gap), at: gap > from ? gap - 1 : gap };
  }

  /** What the open gap changes, as KaTeX: `h⁽¹⁾ → h′⁽¹⁾`, and the name and columns of what leaves it. */
  get previewChange(): { tex: string; output: string; columns: number } | null {
    const { preview } = this;
    if (!preview) return null;
    const nodes = graphOf(preview.plan, shapeOf(preview.plan)).layers[preview.at];
    if (!nodes) return null;
    const tex = String.raw`${latexOf(nodes.input)} \to ${latexOf(nodes.output)}`;
    return { tex, output: nodes.output, columns: nodes.outputWidth };
  }

  /** Adds a piece after the selected layer, or where it makes sense. */
  append(piece: Piece): void {
    this.insert(piece, appendGap(piece, this.document.plan.network, this.document.selectedBlock));
  }

  insert(piece: Piece, gap: number): void {
    const name = pieceName(piece);
    this.document.edit(`add ${name}`, (plan) => insertLayer(plan, layerOf(piece, plan, gap), gap));
    this.document.selectAt(gap);
    this.say(`${name} added as layer ${gap + 1}`);
  }

  move(from: number, gap: number): void {
    const layer = this.document.plan.network[from];
    if (!layer) return;
    const key = this.document.keys[from];
    this.document.edit(`move ${layerName(layer)}`, (plan) => moveLayer(plan, from, gap));
    if (key !== undefined) this.document.selected = { key };
    this.say(`${layerName(layer)} moved to layer ${(gap > from ? gap - 1 : gap) + 1}`);
  }

  /** Moves a layer to the next gap it may go to, up (−1) or down (+1). */
  nudge(from: number, by: -1 | 1): void {
    const layer = this.document.plan.network[from];
    if (!layer) return;
    const gaps = legalGaps(layer.type, this.document.plan.network, from);
    const gap = by < 0 ? gaps.findLast((g) => g < from) : gaps.find((g) => g > from + 1);
    if (gap === undefined) this.announcement = `${layerName(layer)} cannot move further ${by < 0 ? 'up' : 'down'}.`;
    else this.move(from, gap);
  }

  /** Returns whether there was a layer to remove: data and loss stay. */
  remove(at: number): boolean {
    const layer = this.document.plan.network[at];
    if (!layer) return false;
    this.document.edit(`remove ${layerName(layer)}`, (plan) => removeLayer(plan, at));
    this.document.selectAt(at);
    this.say(`${layerName(layer)} removed`);
    return true;
  }

  /** Selects the block before (−1) or after (+1) block `index`, where −1 is the data. */
  selectFrom(index: number, by: number): void {
    const { network } = this.document.plan;
    this.document.selectAt(Math.max(-1, Math.min(network.length, index + by)));
  }

  /** Puts the focus on the selected block once it is on screen. */
  async focus(): Promise<void> {
    await tick();
    this.focusSelected();
  }

  lift(piece: Piece, from: number | null, x: number, y: number): void {
    this.dragged = { piece, from, x, y, gap: null };
    this.drag(x, y);
  }

  drag(x: number, y: number): void {
    const { dragged, document } = this;
    if (!dragged) return;
    const legal = legalGaps(dragged.piece.type, document.plan.network, dragged.from ?? undefined);
    this.dragged = { ...dragged, x, y, gap: this.gapAt(x, y, legal) };
  }

  /** Puts down what is dragged: into the open gap, or back where it came from. */
  drop(): void {
    const { dragged } = this;
    this.dragged = null;
    if (!dragged) return;
    const { piece, from, gap } = dragged;
    if (gap === null) this.announcement = `${pieceName(piece)} returned.`;
    else if (from === null) this.insert(piece, gap);
    else this.move(from, gap);
  }

  cancel(): void {
    if (!this.dragged) return;
    this.announcement = `${pieceName(this.dragged.piece)} returned.`;
    this.dragged = null;
  }

  private say(what: string): void {
    const { plan, shape, problems } = this.document;
    const wrong = problems.length === 1 ? '1 problem.' : `${problems.length} problems.`;
    this.announcement = `${what}. Network ${architecture(plan.network, shape.width)}. ${problems.length > 0 ? wrong : ''}`;
  }
}

const names = { dense: 'Dense', dropout: 'Dropout', noise: 'Noise' };
export const pieceName = (piece: Piece): string =>
  piece.type === 'activation' ? activations[piece.fn].title : names[piece.type];

export const layerName = (layer: Layer): string => pieceName(layer);
