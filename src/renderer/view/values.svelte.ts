import { at } from '../../core/floats.ts';
import type { Frame } from '../../core/frame/frame.ts';
import { graphOf, rowsOf, sameVariables, type Graph, type Variable } from '../../core/graph/graph.ts';
import { shapeOf } from '../../core/plan/shape.ts';
import { exampleOf } from '../../core/examples.ts';
import type { Session } from '../run/session.svelte.ts';
import { OneExample, type Single } from './one-example.ts';
import { LookedAt } from './looked-at.svelte.ts';
import { MatrixCache, type Matrix } from './matrix.ts';
import type { Probe } from './probe.ts';

/** Every value and every gradient of the step at the playhead, by name (`z1`, `dz1`): of the whole batch as it was recorded,
 *  or of one example alone. Views read this and never ask where it came from. */
export class StepValues {
  private chosen = $state.raw<number | Probe | null>(null);
  private readonly session: Session;
  private readonly graphOf: () => Graph;
  private readonly looked: LookedAt;
  private readonly cache = new MatrixCache();

  constructor(session: Session, graph: () => Graph) {
    this.session = session;
    this.graphOf = graph;
    this.looked = new LookedAt(session);
  }

  /** Whether the frame holds every value. Those of large networks do not, nor those of a sweep's curves: they are computed anew
   *  where the playhead rests. */
  readonly recorded: boolean = $derived.by(() => {
    const [first = ''] = this.graphOf().weights;
    if (this.session.frame?.brief) return false;
    return this.session.layout === null || this.session.layout.frame.some(({ name }) => name === first);
  });

  /** What holds the values of the step on show; null where there are none (yet). */
  readonly source: Frame | null = $derived.by(() => (this.recorded ? this.session.frame : this.looked.frame));
  /** Whether they are being computed. */
  readonly coming: boolean = $derived.by(() => !this.recorded && this.looked.coming);
  /** Examples of the batch. */
  readonly n: number = $derived.by(() => this.source?.n ?? this.session.plan.batchSize);
  /** Which training examples the batch is. */
  readonly rows: Float32Array | null = $derived.by(() => this.source?.tensor('rows') ?? null);
  /** The row of the batch that is on show alone; null where it is the whole batch, or a probe. */
  readonly example: number | null = $derived.by(() => (typeof this.chosen === 'number' ? this.chosen : null));
  /** The probe, where one is on show; other examples put it away. */
  readonly probe: Probe | null = $derived.by(() => {
    const { chosen } = this;
    return typeof chosen === 'object' && chosen?.sets === this.session.examples ? chosen : null;
  });
  /** Whether one example is on show, and not the batch. */
  readonly alone: boolean = $derived.by(() => this.example !== null || this.probe !== null);
  /** The row whose dropout mask and noise the first example on show meets; null for neither, as a probe. */
  readonly place: number | null = $derived.by(() => (this.probe ? null : (this.example ?? 0)));

  private readonly single: Single | null = $derived.by(() => {
    const { probe, example } = this;
    if (probe) return { x: probe.x, y: probe.y, place: null };
    const train = this.session.examples?.train;
    const row = example === null ? undefined : this.rows?.[example];
    if (!train || row === undefined) return null;
    return { x: exampleOf(train, 'x', row), y: exampleOf(train, 'y', row), place: example };
  });
  /** Whether the step on show is of the network in the document; one that an edit left behind is of another. */
  private readonly fits: boolean = $derived.by(() => {
    const { opened, plan } = this.session;
    return opened === null || sameVariables(graphOf(plan, shapeOf(plan)), this.graphOf());
  });
  private readonly one = $derived.by(() => {
    const { source, single } = this;
    if (!source || !single || !this.fits) return null;
    return OneExample.at(this.session.plan, this.graphOf(), source, single);
  });

  /** Shows the whole batch (null), one row of it, or a probe. */
  show(what: number | Probe | null): void {
    this.chosen = what;
  }

  /** Asks for the values of a large network's step, once the playhead rests. Called from an effect of a view that shows
   *  them. */
  follow(): void {
    if (!this.recorded) this.looked.follow();
  }

  /** A variable of the graph, or its gradient; null while it is not known. */
  get(name: string): Matrix | null {
    return this.cache.get(name, [this.source, this.one, this.session.examples, this.graphOf()], () => this.find(name));
  }

  private find(name: string): Matrix | null {
    const variable = this.variable(name);
    if (!variable) return null;
    if (this.one) return this.one.get(name, variable);
    const { source } = this;
    if (!source) return null;
    const { columns } = variable;
    const rows = rowsOf(variable, source.n);
    if (variable.role === 'scalar') return { rows, columns, values: [scalarOf(source, name)] };
    if (name === 'x' || name === 'y') return this.data(name, rows, columns);
    const values = source.tensor(name);
    return values?.length === rows * columns ? { rows, columns, values } : null;
  }

  private variable(name: string): Variable | undefined {
    const { variables } = this.graphOf();
    return (
      variables.find((v) => v.name === name) ??
      variables.find((v) => v.gradient && name.startsWith('d') && v.name === name.slice(1))
    );
  }

  private data(name: 'x' | 'y', rows: number, columns: number): Matrix | null {
    const train = this.session.examples?.train;
    const { rows: which } = this;
    if (!train || !which) return null;
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      const example = exampleOf(train, name, at(which, i));
      if (example.length !== columns) return null; // of another plan
      values.set(example, i * columns);
    }
    return { rows, columns, values };
  }
}

/** L, s and J as the frame says; ∂J/∂J, ∂J/∂L and ∂J/∂s are 1. [lecture 5.3.8] */
function scalarOf({ scalars }: Frame, name: string): number {
  switch (name) {
    case 'L':
      return scalars.loss;
    case 's':
      return scalars.penalty;
    case 'J':
      return scalars.objective;
    default:
      return 1;
  }
}
