import type { Graph } from '../../../core/graph/graph.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import type { NetworkView } from '../../view/network-view.svelte.ts';
import { GradientChecker, type ErrorAt } from './check.ts';
import { LEAST, MOST } from './check-plot.ts';

/** One entry's difference quotients: at once for any ε, and in the time that is left over a whole curve of their errors. */
export class CheckCurve {
  errors = $state.raw<ErrorAt[]>([]);
  /** ∂J/∂w by backpropagation in float64. */
  exact = $state<number | null>(null);
  private checker: { graph: Graph; plan: Plan; n: number; checker: GradientChecker } | null = null;
  private current = $state.raw<{ checker: GradientChecker; name: string; index: number } | null>(null);
  private turn = 0;

  /** Takes over the step on show and an entry of a parameter, and works out the curve. Called from an effect. */
  follow(view: NetworkView, name: string, index: number): void {
    const { values, session, document } = view;
    const { graph } = document;
    const { plan } = session;
    const n = values.alone ? 1 : values.n;
    const kept = this.checker;
    const checker =
      kept?.graph === graph && kept.plan === plan && kept.n === n ? kept.checker : new GradientChecker(graph, plan, n);
    this.checker = { graph, plan, n, checker };
    const loaded = checker.load(session.step ?? 0, values.place, (of) => values.get(of));
    this.turn++;
    this.errors = [];
    this.current = loaded ? { checker, name, index } : null;
    this.exact = loaded ? checker.backpropagated(name, index) : null;
    if (loaded) this.work(this.points(checker, name, index, this.exact ?? 0), this.turn);
  }

  /** The quotients at one ε; null before `follow`. */
  at(epsilon: number): { float32: number; float64: number } | null {
    if (!this.current) return null;
    const { checker, name, index } = this.current;
    return {
      float32: checker.difference('float32', name, index, epsilon).value,
      float64: checker.difference('float64', name, index, epsilon).value,
    };
  }

  /** Every quarter of a decade; fewer where one forward pass takes long. */
  private *points(checker: GradientChecker, name: string, index: number, exact: number): Generator<ErrorAt, void> {
    const began = performance.now();
    checker.difference('float64', name, index, 1e-3);
    const took = performance.now() - began;
    const step = took < 4 ? 0.25 : took < 40 ? 0.5 : 1;
    for (let e = LEAST; e <= MOST; e += step) {
      const epsilon = 10 ** e;
      const away = (precision: 'float32' | 'float64'): number =>
        Math.abs(checker.difference(precision, name, index, epsilon).value - exact);
      yield { epsilon, float32: away('float32'), float64: away('float64') };
    }
  }

  /** Some milliseconds of work now and then, until the curve is done or another is wanted. */
  private work(points: Generator<ErrorAt, void>, turn: number): void {
    const found: ErrorAt[] = [];
    const slice = (): void => {
      if (turn !== this.turn) return;
      const until = performance.now() + 6;
      let next = points.next();
      for (; !next.done; next = points.next()) {
        found.push(next.value);
        if (performance.now() > until) break;
      }
      this.errors = [...found];
      if (!next.done) setTimeout(slice);
    };
    setTimeout(slice);
  }
}
