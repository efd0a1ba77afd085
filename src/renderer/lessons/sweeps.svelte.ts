import { endsOf, measuredOver } from '../../core/lessons/sweep-scope.ts';
import type { Claim, Lesson, LessonSweep } from '../../core/lessons/schema.ts';
import { Points } from '../../core/sweep/points.ts';
import type { PointResult, SweepDetail } from '../../core/sweep/results.ts';
import type { LabClient } from '../lab/client.ts';
import { endedSweep, isThere } from './seeds.ts';

/** What the sweep of a lesson is kept under in its progress. */
const keyOf = (id: string): string => `sweep ${id}`;

/** The sweeps of the open lesson: which of them the person has run here, and what came of them. */
export class LessonSweeps {
  private readonly client: LabClient;
  private readonly lesson: Lesson;
  /** Those that are at their end, by the lesson's name for them. */
  private ended = $state.raw<Readonly<Record<string, SweepDetail>>>({});
  /** Those that were deleted, or came to rest before their end. */
  private gone = $state.raw<readonly number[]>([]);
  /** Those whose ends are waited for, by number. */
  private readonly followed: Record<number, Promise<void> | undefined> = {};

  constructor(client: LabClient, lesson: Lesson) {
    this.client = client;
    this.lesson = lesson;
  }

  of(id: string): LessonSweep | null {
    return this.lesson.sweeps?.find((one) => one.id === id) ?? null;
  }

  /** Whether it was run here to its end. */
  ran = (id: string): boolean => this.ended[id] !== undefined;

  /** Whether there is anything to look at: what came with the lesson, or runs of one's own. */
  shows = (id: string, known: Readonly<Record<string, number>>): boolean =>
    this.of(id)?.results !== undefined || this.ran(id) || this.runs(id, known);

  /** Whether it was begun here and is not at its end. */
  runs(id: string, known: Readonly<Record<string, number>>): boolean {
    const sweep = known[keyOf(id)];
    return sweep !== undefined && !this.ran(id) && !this.gone.includes(sweep);
  }

  /** The number of the person's own, begun and not deleted; null for none. */
  async own(id: string, known: Readonly<Record<string, number>>): Promise<number | null> {
    const sweep = known[keyOf(id)];
    return sweep !== undefined && (await isThere(this.client, sweep)) ? sweep : null;
  }

  /** Begins it. @param told its number, to be kept @throws LabError */
  async begin(id: string, experiment: number, told: (sweeps: Record<string, number>) => void): Promise<void> {
    const found = this.of(id);
    if (!found) return;
    const { value } = await this.client.call('createSweep', { experiment, sweep: found.sweep, paused: false });
    told({ [keyOf(id)]: value.id });
  }

  /** Waits for the ends of those that were begun. @throws LabError */
  async follow(known: Readonly<Record<string, number>>): Promise<void> {
    await Promise.all(
      (this.lesson.sweeps ?? []).flatMap(({ id }) => {
        const sweep = known[keyOf(id)];
        return sweep === undefined ? [] : [(this.followed[sweep] ??= this.wait(id, sweep))];
      }),
    );
  }

  private async wait(id: string, sweep: number): Promise<void> {
    try {
      await this.untilItEnds(id, sweep);
    } catch (error) {
      this.followed[sweep] = undefined; // where the lab was lost it is waited for again
      throw error;
    }
  }

  private async untilItEnds(id: string, sweep: number): Promise<void> {
    while (await isThere(this.client, sweep)) {
      const detail = await endedSweep(this.client, sweep);
      if (detail.info.status === 'finished') {
        this.ended = { ...this.ended, [id]: detail };
        return;
      }
      if (detail.info.status === 'cancelled') break;
      await this.moved(sweep); // it was paused, and may go on
    }
    this.gone = [...this.gone, sweep];
  }

  /** The next time that something is said of a sweep. */
  private moved(sweep: number): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.client.onEvent((event) => {
        const isIt =
          (event.type === 'sweep' && event.info.id === sweep) ||
          (event.type === 'sweepDeleted' && event.sweep === sweep);
        if (!isIt) return;
        forget();
        resolve();
      });
    });
  }

  /** What a claim comes to over the person's own runs; null while they are not at their end. */
  measure({ measure, sweep = '' }: Claim): { got: number; sweep: number } | null {
    const detail = this.ended[sweep];
    if (!detail) return null;
    const points = new Points(detail.sweep);
    const got = measuredOver(measure, points, endsOf(points, detail.points));
    return got === null ? null : { got, sweep: detail.info.id };
  }

  /** What came of it where the lesson was written, to look at: a sweep that the lab does not have. */
  written(id: string, experiment: number): SweepDetail | null {
    const found = this.of(id);
    if (!found?.results) return null;
    const { sweep, results } = found;
    const points = results.map((one, point): PointResult => ({
      point,
      run: null,
      status: 'finished',
      metrics: { ...one, gap: gapOf(one), norms: [], steps: NaN, seconds: NaN },
    }));
    const counts = { done: points.length, failed: 0, running: 0, total: points.length };
    const rest = { status: 'finished', processes: 1, eta: null, bytes: 0, createdAt: 0 } as const;
    return { info: { id: 0, experiment, name: sweep.name, ...counts, ...rest }, sweep, points };
  }
}

const gapOf = ({ trainLoss, testLoss }: { trainLoss: number | null; testLoss: number | null }): number | null =>
  trainLoss === null || testLoss === null ? null : testLoss - trainLoss;
