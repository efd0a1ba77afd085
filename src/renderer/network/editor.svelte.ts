import { int } from '../../core/words/numbers.ts';
import { m } from '../../core/words/m.ts';
import { tick } from 'svelte';
import { architecture, graphOf } from '../../core/graph/graph.ts';
import { latexOf } from '../../core/graph/latex.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import type { Adapted } from '../document/adapted.ts';
import { duplicateLayers, firstAfter, legalMoves, moveLayers, removeLayers } from '../document/arrange.ts';
import { appendGap, insertLayer, layerOf, legalGaps, type Piece } from '../document/chain.ts';
import type { ExperimentDocument } from '../document/document.svelte.ts';
import { moveOf } from './layers/connect.ts';
import { Picked } from './picked.svelte.ts';
import { isReplacement, pieceName, replaced, type AnyPiece, type Replacement } from './pieces.ts';

/** What is being dragged: a new piece from the palette, or layers of the chain. */
export interface Dragged {
  piece: AnyPiece;
  /** Layers that move; none when the piece is new. */
  from: readonly number[];
  x: number;
  y: number;
  /** The gap it would drop into, or null when the pointer is nowhere near one. */
  gap: number | null;
  /** The gap that is open: where the pointer came to rest, until it leaves. */
  open: number | null;
  /** Whether the pointer is over the block that the piece would replace. */
  over: boolean;
}

/** How long the pointer is still before a gap opens, in ms: what it passes on its way opens nothing. */
const REST_MS = 120;

/** The menu of what can be added at a gap, at a point of the window. */
export interface AddMenu {
  gap: number;
  x: number;
  y: number;
}

/** What a person does to the chain, by mouse or keyboard; every change is one edit of the document and is announced. */
export class ChainEditor {
  readonly document: ExperimentDocument;
  readonly picked: Picked;
  /** What just happened, for the live region. */
  announcement = $state('');
  dragged = $state.raw<Dragged | null>(null);
  private resting: ReturnType<typeof setTimeout> | undefined;
  menu = $state.raw<AddMenu | null>(null);
  /** The block, and the side of it, from which a wire is being drawn. */
  wiring = $state.raw<{ index: number; output: boolean } | null>(null);
  /** Finds the gap under a point; the chain on screen sets it. */
  gapAt: (x: number, y: number, legal: readonly number[]) => number | null = () => null;
  /** Finds the block under a point; the chain on screen sets it. */
  blockAt: (x: number, y: number) => number | null = () => null;
  /** Puts the focus on the selected block; the chain on screen sets it. */
  focusSelected: () => void = () => undefined;
  /** Opens the menu for a gap on its wire; the chain on screen sets it. */
  openMenu: (gap: number) => void = () => undefined;

  constructor(document: ExperimentDocument) {
    this.document = document;
    this.picked = new Picked(document);
  }

  /** The plan as it would be if what is dragged were dropped now, and where it would stand; null when it would go back. */
  get preview(): { plan: Plan; at: number; last: number } | null {
    const { dragged } = this;
    if (!dragged || dragged.gap === null || isReplacement(dragged.piece)) return null;
    const { plan } = this.document;
    const { gap, from, piece } = dragged;
    if (from.length === 0) return { plan: insertLayer(plan, layerOf(piece, plan, gap), gap), at: gap, last: gap };
    const at = firstAfter(from, gap);
    return { plan: moveLayers(plan, from, gap).plan, at, last: at + from.length - 1 };
  }

  /** What the gap under the pointer changes, as KaTeX: `h⁽¹⁾ → h′⁽¹⁾`, and the name and columns of what leaves it. */
  get previewChange(): { tex: string; output: string; columns: number } | null {
    const { preview } = this;
    if (!preview) return null;
    const { layers } = graphOf(preview.plan, shapeOf(preview.plan));
    const [first, last] = [layers[preview.at], layers[preview.last]];
    if (!first || !last) return null;
    const tex = String.raw`${latexOf(first.input)} \to ${latexOf(last.output)}`;
    return { tex, output: last.output, columns: last.outputWidth };
  }

  /** Adds a piece after the selected layer, or where it makes sense; data and loss take the place of the old ones. */
  append(piece: AnyPiece): void {
    if (isReplacement(piece)) this.replace(piece);
    else this.insert(piece, appendGap(piece, this.document.plan.network, this.document.selectedBlock));
  }

  insert(piece: Piece, gap: number): void {
    const name = pieceName(piece);
    this.document.edit(m.network_undo_add({ name }), (plan) => insertLayer(plan, layerOf(piece, plan, gap), gap));
    this.document.selectAt(gap);
    this.say(m.network_said_added({ name, n: int(gap + 1) }));
  }

  replace(piece: Replacement): void {
    this.document.adapt(`${piece.type} ${pieceName(piece)}`, (plan) => replaced(plan, piece));
    this.document.selected = piece.type;
    const name = pieceName(piece);
    this.say(piece.type === 'data' ? m.network_said_data({ name }) : m.network_said_loss({ name }));
  }

  /** Moves layers, together, to a gap as counted before the move. */
  move(from: readonly number[], gap: number, said = ''): void {
    const at = firstAfter(from, gap);
    const name = this.nameOf(from);
    this.arrange(m.network_undo_move({ name }), from, (plan) => moveLayers(plan, from, gap));
    this.say(said || m.network_said_moved({ name, n: int(at + 1) }));
  }

  /** Moves a layer, and what is picked with it, to the next gap it may go to, up (−1) or down (+1). */
  nudge(at: number, by: -1 | 1): void {
    const { network } = this.document.plan;
    if (!network[at]) return;
    const from = this.picked.with(at);
    const gaps = legalMoves(network, from);
    const gap = by < 0 ? gaps.findLast((g) => g < Math.min(...from)) : gaps.find((g) => g > Math.max(...from) + 1);
    const name = this.nameOf(from);
    if (gap !== undefined) this.move(from, gap);
    else this.announcement = by < 0 ? m.network_said_top({ name }) : m.network_said_bottom({ name });
  }

  /** Removes a layer and what is picked with it. Returns whether there was one: data and loss stay. */
  remove(at: number): boolean {
    if (!this.document.plan.network[at]) return false;
    const from = this.picked.with(at);
    const name = this.nameOf(from);
    this.document.adapt(m.network_undo_remove({ name }), (plan) => removeLayers(plan, from));
    this.document.selectAt(Math.min(...from));
    this.say(m.network_said_removed({ name }));
    return true;
  }

  /** Copies a layer, and what is picked with it, to right after the last of them; the copies are picked afterwards. */
  duplicate(at: number): boolean {
    if (!this.document.plan.network[at]) return false;
    const from = this.picked.with(at);
    const name = this.nameOf(from);
    const first = Math.max(...from) + 1;
    this.document.adapt(m.network_undo_duplicate({ name }), (plan) => duplicateLayers(plan, from));
    this.picked.set(
      from.map((_, i) => first + i),
      first,
    );
    this.say(m.network_said_duplicated({ name, n: int(first + 1) }));
    return true;
  }

  /** What a wire from the output of block `a` to the input of block `b` does; see `moveOf`. */
  connect(a: number, b: number): boolean {
    const { network } = this.document.plan;
    const move = moveOf(network, a, b);
    if (!move) return false;
    const name = this.nameOf([move.from]);
    this.move([move.from], move.gap, `${name} connected, now layer ${firstAfter([move.from], move.gap) + 1}`);
    return true;
  }

  /** Selects the block before (−1) or after (+1) block `index`, where −1 is the data. */
  selectFrom(index: number, by: number): void {
    const { network } = this.document.plan;
    this.picked.collapse();
    this.document.selectAt(Math.max(-1, Math.min(network.length, index + by)));
  }

  /** A click on a block: alone, or with what is picked already. */
  pick(index: number, { ctrlKey, metaKey, shiftKey }: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>): void {
    if (shiftKey && this.document.keys[index] !== undefined) this.picked.extendTo(index);
    else if (ctrlKey || metaKey) this.picked.toggle(index);
    else {
      this.picked.collapse();
      this.document.selectAt(index);
    }
  }

  /** Puts the focus on the selected block once it is on screen. */
  async focus(): Promise<void> {
    await tick();
    this.focusSelected();
  }

  /** Takes up a new piece (`from` null), or layer `from` with what is picked with it. */
  lift(piece: AnyPiece, from: number | null, x: number, y: number): void {
    this.menu = null;
    const layers = from === null ? [] : this.picked.with(from);
    this.dragged = { piece, from: layers, x, y, gap: null, open: null, over: false };
    this.drag(x, y);
  }

  drag(x: number, y: number): void {
    const { dragged, document } = this;
    if (!dragged) return;
    const { piece, from } = dragged;
    const { network } = document.plan;
    if (isReplacement(piece)) {
      const place = piece.type === 'data' ? -1 : network.length;
      this.dragged = { ...dragged, x, y, over: this.blockAt(x, y) === place };
      return;
    }
    const legal = from.length > 0 ? legalMoves(network, from) : legalGaps(piece.type, network);
    // beside where it came from it stays, rather than go to the nearest place where it can
    const own = from.flatMap((at) => [at, at + 1]).filter((gap) => !legal.includes(gap));
    const gap = this.gapAt(x, y, [...legal, ...own]);
    const to = gap === null || own.includes(gap) ? null : gap;
    this.dragged = { ...dragged, x, y, gap: to, open: to === dragged.open ? to : null };
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST_MS);
  }

  private rest(): void {
    if (this.dragged) this.dragged = { ...this.dragged, open: this.dragged.gap };
  }

  /** Puts down what is dragged: into the open gap, in the place of what it replaces, or back where it came from. */
  drop(): void {
    const { dragged } = this;
    this.dragged = null;
    if (!dragged) return;
    const { piece, from, gap, over } = dragged;
    if (isReplacement(piece) && over) this.replace(piece);
    else if (isReplacement(piece) || gap === null)
      this.announcement = m.network_said_returned({ name: this.nameOf(from, piece) });
    else if (from.length === 0) this.insert(piece, gap);
    else this.move(from, gap);
  }

  cancel(): void {
    if (!this.dragged) return;
    this.announcement = m.network_said_returned({ name: this.nameOf(this.dragged.from, this.dragged.piece) });
    this.dragged = null;
  }

  /** An edit that moves layers: what was picked stays picked. */
  private arrange(label: string, from: readonly number[], change: (plan: Plan) => Adapted): void {
    const { document } = this;
    const keys = from.flatMap((i) => document.keys[i] ?? []);
    const { selected } = document;
    const primary =
      selected !== null && typeof selected === 'object' && keys.includes(selected.key) ? selected.key : keys[0];
    document.adapt(label, change);
    if (primary === undefined) return;
    this.picked.set(
      keys.map((key) => document.keys.indexOf(key)),
      document.keys.indexOf(primary),
    );
  }

  private nameOf(layers: readonly number[], piece?: AnyPiece): string {
    const [only] = layers;
    if (layers.length > 1) return m.network_blocks({ n: int(layers.length) });
    const layer = (only === undefined ? undefined : this.document.plan.network[only]) ?? piece;
    return layer ? pieceName(layer) : '';
  }

  private say(what: string): void {
    const { plan, shape, problems } = this.document;
    const said = { what, architecture: architecture(plan.network, shape.width) };
    const n = problems.length;
    this.announcement = n > 0 ? m.network_said_problems({ ...said, n, shown: int(n) }) : m.network_said(said);
  }
}
