import type { ExperimentDocument } from '../document/document.svelte.ts';

interface Group {
  /** Where a range starts. */
  anchor: string;
  /** The document's own selection when the group was made: another selection ends the group. */
  primary: string;
  keys: readonly string[];
}

/** Layers picked together. The document's selection is one of them, and the inspector's and the focus's; a layer that vanishes
 *  leaves the group by itself. */
export class Picked {
  private readonly document: ExperimentDocument;
  private group = $state.raw<Group | null>(null);

  private readonly key: string | null = $derived.by(() => {
    const { selected } = this.document;
    return selected !== null && typeof selected === 'object' ? selected.key : null;
  });
  private readonly valid = $derived(this.group !== null && this.group.primary === this.key ? this.group : null);
  /** Indexes of the picked layers from first to last: the selected one, or more; none when data or loss is selected. */
  readonly layers: readonly number[] = $derived.by(() =>
    this.document.keys.flatMap((key, i) => (key === this.key || this.valid?.keys.includes(key) ? [i] : [])),
  );
  readonly several: boolean = $derived(this.layers.length > 1);

  constructor(document: ExperimentDocument) {
    this.document = document;
  }

  /** What an action on layer `at` is about: all picked ones if it is one of them, else it alone. */
  with(at: number): readonly number[] {
    return this.layers.includes(at) ? this.layers : [at];
  }

  /** Picks exactly these layers; `primary` is the selected one. */
  set(layers: readonly number[], primary = layers.at(-1) ?? -1, anchor = primary): void {
    const { keys } = this.document;
    const key = keys[primary];
    if (key === undefined) return;
    this.document.selected = { key };
    const picked = layers.flatMap((i) => keys[i] ?? []);
    this.group = { anchor: keys[anchor] ?? key, primary: key, keys: picked };
  }

  /** Takes a block in, or leaves it out; the last one stays. */
  toggle(index: number): void {
    const { layers } = this;
    if (layers.length === 0 || this.document.keys[index] === undefined) this.document.selectAt(index);
    else if (!layers.includes(index)) this.set([...layers, index], index);
    else if (layers.length > 1) {
      const rest = layers.filter((i) => i !== index);
      const primary = this.document.selectedBlock ?? -1;
      this.set(rest, rest.includes(primary) ? primary : (rest.findLast((i) => i < index) ?? rest[0]));
    }
  }

  /** Picks all from where the range started to `index`, which stays among the layers. */
  extendTo(index: number): void {
    const { keys, selectedBlock } = this.document;
    if (keys.length === 0) return;
    const clamp = (i: number): number => Math.max(0, Math.min(keys.length - 1, i));
    const to = clamp(index);
    const started = this.valid ? keys.indexOf(this.valid.anchor) : -1;
    const anchor = started >= 0 ? started : clamp(selectedBlock ?? to);
    const [low, high] = [Math.min(anchor, to), Math.max(anchor, to)];
    this.set(
      Array.from({ length: high - low + 1 }, (_, i) => low + i),
      to,
      anchor,
    );
  }

  all(): void {
    const { keys, selectedBlock } = this.document;
    const primary = selectedBlock !== null && keys[selectedBlock] !== undefined ? selectedBlock : keys.length - 1;
    this.set([...keys.keys()], primary);
  }

  /** Back to the one selected block. */
  collapse(): void {
    this.group = null;
  }
}
