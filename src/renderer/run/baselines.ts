import { baselineKey, type Baselines } from '../../core/baselines.ts';
import { LabError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { Lab } from './lab.ts';

/** How many answers a window keeps. */
const KEPT = 32;

interface Asked {
  plan: Plan;
  seat: number;
  /** Who waits for it says whether they still do. */
  wanted: (() => boolean)[];
  answer: PromiseWithResolvers<Baselines>;
}

/** What predicts without training, asked of the lab once for each set of examples and network: plots and lessons share the answers.
 *  One is asked for at a time; what nobody waits for any more makes room for the next. */
export class BaselineSource {
  private readonly lab: Lab;
  /** By key, the newest last. */
  private readonly all = new Map<string, Asked>();
  private readonly queue: Asked[] = [];
  private current: Asked | null = null;

  constructor(lab: Lab) {
    this.lab = lab;
  }

  /** @param wanted whether who asks still waits @throws LabError look-superseded where nobody waited any more, or the lab's */
  of(plan: Plan, seat: number, wanted: () => boolean = () => true): Promise<Baselines> {
    const key = baselineKey(plan);
    const known = this.all.get(key);
    if (known) {
      known.wanted.push(wanted);
      return known.answer.promise;
    }
    const asked: Asked = { plan, seat, wanted: [wanted], answer: Promise.withResolvers() };
    this.all.set(key, asked);
    asked.answer.promise.catch(() => {
      if (this.all.get(key) === asked) this.all.delete(key); // the next one asks again
    });
    for (const old of [...this.all.keys()].slice(0, -KEPT)) this.all.delete(old);
    this.queue.push(asked);
    this.next();
    return asked.answer.promise;
  }

  private next(): void {
    if (this.current && isWanted(this.current)) return;
    const asked = this.queue.shift();
    if (!asked) return;
    if (isWanted(asked)) void this.ask(asked);
    else {
      asked.answer.reject(new LabError('look-superseded'));
      this.next();
    }
  }

  private async ask(asked: Asked): Promise<void> {
    this.current = asked;
    try {
      const { plan, seat, answer } = asked;
      answer.resolve((await this.lab.call('baselines', { plan, seat })).value);
    } catch (error) {
      asked.answer.reject(error);
    }
    if (this.current === asked) this.current = null;
    this.next();
  }
}

const isWanted = ({ wanted }: Asked): boolean => wanted.some((one) => one());

/** The same for lessons. @returns null where the lab could not say: then nothing is measured */
export async function baselinesOf(lab: Lab, plan: Plan, seat: number): Promise<Baselines | null> {
  try {
    return await baselineSource(lab).of(plan, seat);
  } catch (error) {
    if (error instanceof LabError) return null;
    throw error;
  }
}

const sources = new WeakMap<Lab, BaselineSource>();
/** The one of a window. */
export function baselineSource(lab: Lab): BaselineSource {
  const known = sources.get(lab) ?? new BaselineSource(lab);
  sources.set(lab, known);
  return known;
}
