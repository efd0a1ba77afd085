import { baselineKey, type Baselines } from '../../../core/baselines.ts';
import { LabError } from '../../../core/errors.ts';
import type { Plan } from '../../../core/plan/schema.ts';
import { errorSentence } from '../../../core/words/errors.ts';
import { baselineSource } from '../../run/baselines.ts';
import type { Lab } from '../../run/lab.ts';

/** What predicts without training beside the network of one plot: asked for when it is shown, and anew when examples or network
 *  become others. What was is taken away at once: it is of other examples. */
export class Beside {
  found = $state.raw<Baselines | null>(null);
  /** Why there is nothing, as a sentence. */
  problem = $state('');
  private key = '';

  /** Called from an effect. */
  follow(lab: Lab, plan: Plan, seat: number): void {
    const key = baselineKey(plan);
    if (key !== this.key) void this.ask(lab, plan, seat, key);
  }

  /** The plot is gone, and waits for nothing. */
  leave(): void {
    this.key = '';
  }

  private async ask(lab: Lab, plan: Plan, seat: number, key: string): Promise<void> {
    this.key = key;
    this.found = null;
    this.problem = '';
    try {
      const found = await baselineSource(lab).of(plan, seat, () => this.key === key);
      if (this.key === key) this.found = found;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (this.key !== key) return;
      // another place asked with this seat meanwhile
      if (error.code === 'look-superseded') await this.ask(lab, plan, seat, key);
      else this.problem = errorSentence(error);
    }
  }
}
