import { decodeFrame, type Frame } from '../../core/frame/frame.ts';
import { graphOf } from '../../core/graph/graph.ts';
import { askedBy, type Evidence } from '../../core/lessons/evidence.ts';
import { lettersIn } from '../../core/lessons/expression.ts';
import { letters, measured, median } from '../../core/lessons/measure.ts';
import { stepOf } from '../../core/lessons/scene.ts';
import type { Claim } from '../../core/lessons/schema.ts';
import { shapeOf, totalSteps } from '../../core/plan/shape.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { SweepDetail } from '../../core/sweep/results.ts';
import { m } from '../../core/words/m.ts';
import type { LabClient } from '../lab/client.ts';
import { crcHex } from '../../core/crc32.ts';
import { besidesOf } from './besides.ts';
import type { Place } from './stage.ts';

const PULL_BYTES = 8 * 2 ** 20;

/** The plan until the step that a claim is about, so that this is a step the run records; one whose rates depend on its length
 *  stays as long as it is. */
function shortened(plan: Plan, { when }: Claim): Plan {
  const step = stepOf(when, plan);
  return step === 0 || step >= totalSteps(plan) || plan.optimizer.schedule
    ? plan
    : { ...plan, length: { steps: step } };
}

/** Runs the networks of a claim with other seeds beside what is on show, as sweeps, and measures the claim in the middle of
 *  them. Claims about the same networks share their sweeps. */
export class SeedSweeps {
  private readonly client: LabClient;
  private readonly evidence = new Map<string, Promise<Evidence | null>>();
  private readonly begun = new Map<string, Promise<number>>();

  constructor(client: LabClient) {
    this.client = client;
  }

  /** @param known sweeps that were begun before, by their plans @param begun told of those that are begun now
   *  @throws LabError */
  async measure(
    claim: Claim,
    count: number,
    places: readonly Place[],
    known: Readonly<Record<string, number>>,
    begun: (sweeps: Record<string, number>) => void,
  ): Promise<{ got: number; sweep: number } | null> {
    const wanted = lettersIn(claim.measure);
    const sweeps: (SweepDetail | null)[] = [];
    for (const [i, { session, document }] of places.entries()) {
      if (!wanted.has(letters[i] ?? '') || document.experiment === null) {
        sweeps.push(null);
        continue;
      }
      const sweep = await this.sweepOf(shortened(session.plan, claim), count, document.experiment, known, begun);
      sweeps.push(await endedSweep(this.client, sweep));
    }
    const first = sweeps.find((one) => one !== null);
    if (!first) return null;
    const all: number[] = [];
    for (let seed = 0; seed < count; seed++) {
      const columns = await Promise.all(
        sweeps.map((sweep) => (sweep ? this.evidenceOf(sweep, seed, claim) : Promise.resolve(null))),
      );
      const got = measured(claim.measure, columns);
      if (got === null) return null;
      all.push(got);
    }
    return { got: median(all), sweep: first.info.id };
  }

  private sweepOf(
    plan: Plan,
    count: number,
    experiment: number,
    known: Readonly<Record<string, number>>,
    begun: (sweeps: Record<string, number>) => void,
  ): Promise<number> {
    const { plots: _plots, seed: _seed, ...bare } = plan;
    const key = `${count} ${crcHex(new TextEncoder().encode(JSON.stringify(bare)))}`;
    const there =
      this.begun.get(key) ??
      (known[key] === undefined
        ? undefined
        : isThere(this.client, known[key]).then((there) => (there ? (known[key] ?? null) : null)));
    const made = (there ?? Promise.resolve(null)).then(async (sweep) => {
      if (sweep !== null) return sweep;
      const seeds = Array.from({ length: count }, (_, i) => i + 1);
      const { value } = await this.client.call('createSweep', {
        experiment,
        sweep: {
          name: m.lessons_seeds_name({ name: plan.name, n: String(count) }).slice(0, 120),
          plan: { ...bare, seed: 1 },
          axes: [{ fields: [{ at: 'seed' }], values: { list: seeds } }],
          order: 'listed',
        },
        paused: false,
        processes: 1, // what is on show goes first
      });
      begun({ [key]: value.id });
      return value.id;
    });
    this.begun.set(key, made);
    return made;
  }

  private evidenceOf(sweep: SweepDetail, point: number, claim: Claim): Promise<Evidence | null> {
    const run = sweep.points.find((one) => one.point === point)?.run ?? null;
    const key = `${run ?? ''} ${JSON.stringify([claim.when ?? 'end', askedBy(claim.measure)])}`;
    const known = this.evidence.get(key) ?? (run === null ? Promise.resolve(null) : this.read(run, claim));
    this.evidence.set(key, known);
    return known;
  }

  private async read(run: number, { when, measure }: Claim): Promise<Evidence | null> {
    const { plan, layout, info } = (await this.client.call('open', { run })).value;
    const step = stepOf(when, plan);
    let frame: Frame | null = null;
    let keyframe: Frame | null = null;
    for (let after = -1, more = true; more;) {
      const { value, payload } = await this.client.call('pull', { run, after, maxBytes: PULL_BYTES });
      for (const { ordinal, offset, length, headOf } of value.frames) {
        after = ordinal;
        if (headOf !== undefined) continue;
        const found = decodeFrame(payload.slice(offset, offset + length), layout);
        if (found.scalars.step > step) continue;
        if (found.kind === 'frame') frame = found;
        else keyframe = found;
      }
      more = value.more && value.frames.length > 0;
    }
    if (!frame) return null;
    const own = keyframe?.scalars.step === frame.scalars.step ? keyframe : null;
    return {
      plan,
      graph: graphOf(plan, shapeOf(plan)),
      layout,
      frame,
      keyframe: own,
      status: info.progress.status,
      ...(await besidesOf(this.client, plan, own ?? frame, askedBy(measure), 0, run)),
    };
  }
}

/** Whether a sweep was begun and not deleted. @throws LabError */
export async function isThere(client: LabClient, sweep: number): Promise<boolean> {
  const { value } = await client.call('sweeps', {});
  return value.some(({ id }) => id === sweep);
}

/** A sweep once it runs no more. @throws LabError where it was deleted meanwhile */
export async function endedSweep(client: LabClient, sweep: number): Promise<SweepDetail> {
  const end = Promise.withResolvers<undefined>();
  const forget = client.onEvent((event) => {
    if (event.type === 'sweep' && event.info.id === sweep && event.info.status !== 'running') end.resolve(undefined);
    else if (event.type === 'sweepDeleted' && event.sweep === sweep) end.resolve(undefined);
  });
  try {
    const now = (await client.call('openSweep', { sweep })).value;
    if (now.info.status !== 'running') return now;
    await end.promise;
    return (await client.call('openSweep', { sweep })).value;
  } finally {
    forget();
  }
}
