import { activations, type ActivationId } from '../../core/activations.ts';
import { initializerIds, initializerOf, type InitializerId } from '../../core/initializers.ts';
import { graphOf } from '../../core/graph/graph.ts';
import type { Layer, Plan } from '../../core/plan/schema.ts';
import { m } from '../../core/words/m.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { withInit } from './adapt.ts';
import { changeLayer, type LayerType } from './chain.ts';
import type { ExperimentDocument } from './document.svelte.ts';

type Dense = Extract<Layer, { type: 'dense' }>;

/** Initializations that layer `at` can be given: “given” only where the plan has numbers for it, or says so already. */
export function initializersFor(plan: Plan, at: number): InitializerId[] {
  const layer = plan.network[at];
  const W = plan.parameters && graphOf(plan, shapeOf(plan)).layers[at]?.parameters[0];
  const given = W !== undefined && plan.parameters?.[W] !== undefined;
  return initializerIds.filter(
    (id) => id !== 'given' || given || (layer?.type === 'dense' && layer.init.kind === 'given'),
  );
}

/** Edits of the settings of a layer, or of several at once: one step of undo each. Layers without the setting stay as they
 *  are. Quick edits of one number are one step. */
export class LayerEdits {
  private readonly document: ExperimentDocument;
  private readonly layers: readonly number[];

  constructor(document: ExperimentDocument, layers: readonly number[]) {
    this.document = document;
    this.layers = layers;
  }

  readonly units = (units: number): void => {
    this.dense(
      m.bar_document_edit_units({ n: units, shown: String(units) }),
      (layer) => ({ ...layer, units }),
      'units',
    );
  };
  readonly bias = (bias: boolean): void => {
    this.dense(bias ? m.bar_document_edit_bias() : m.bar_document_edit_no_bias(), (layer) => ({ ...layer, bias }));
  };
  readonly frozen = (frozen: boolean): void => {
    this.dense(frozen ? m.bar_document_edit_frozen() : m.bar_document_edit_not_frozen(), (layer) => ({
      ...layer,
      frozen,
    }));
  };
  readonly scale = (scale: number): void => {
    this.dense(
      m.bar_document_edit_scale({ value: scale }),
      (layer) => ({ ...layer, init: { kind: layer.init.kind, scale } }),
      'scale',
    );
  };
  readonly fn = (fn: ActivationId): void => {
    this.change(m.bar_document_edit_activation({ title: activations[fn].title }), 'activation', (layer) => ({
      ...layer,
      fn,
    }));
  };

  readonly init = (kind: InitializerId): void => {
    this.document.adapt(m.bar_document_edit_init({ title: initializerOf(kind).title }), (plan) => {
      const notes = new Set<string>();
      const changed = this.layers.reduce((old, at) => {
        if (old.network[at]?.type !== 'dense') return old;
        const adapted = withInit(old, at, kind);
        for (const note of adapted.notes) notes.add(note);
        return adapted.plan;
      }, plan);
      return { plan: changed, notes: [...notes] };
    });
  };

  /** The one number of dropout (p) or noise (σ). */
  readonly constant = (value: number): void => {
    const type = this.document.plan.network[this.layers[0] ?? -1]?.type;
    if (type === 'noise')
      this.change(m.bar_document_edit_noise({ value }), 'noise', (layer) => ({ ...layer, sigma: value }), 'σ');
    else this.change(m.bar_document_edit_dropout({ value }), 'dropout', (layer) => ({ ...layer, p: value }), 'p');
  };

  private dense(label: string, change: (layer: Dense) => Dense, field?: string): void {
    this.change(label, 'dense', change, field);
  }
  private change<T extends LayerType>(
    label: string,
    type: T,
    change: (layer: Extract<Layer, { type: T }>) => Layer,
    field?: string,
  ): void {
    const keys = this.layers.map((at) => this.document.keys[at] ?? '').join();
    this.document.edit(
      label,
      (plan) => this.layers.reduce((old, at) => changeLayer(old, at, type, change), plan),
      field && `${field} of ${keys}`,
    );
  }
}
