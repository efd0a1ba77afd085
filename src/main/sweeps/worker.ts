import { LabError } from '../../core/errors.ts';
import { peekFrame } from '../../core/frame/frame.ts';
import { isLive } from '../../core/run.ts';
import type { NativeFound } from '../../core/contract/native.ts';
import type { Sources } from '../sources.ts';
import { TrainerHost, type Batch, type TrainerProcess } from '../trainer-host.ts';
import type { Job } from './job.ts';

/** Bytes of a job's frames that are held until it ends; more are stored in parts. */
const HELD = 2 * 2 ** 20;
/** A long job is put aside after so long (ms), with a keyframe that it goes on from: so much is lost when the lab is killed. */
const ASIDE = 60_000;

/** Who is told what came of a job. */
export interface WorkerListener {
  /** It came to its end. */
  ended(job: Job): void;
  /** It was put aside: its last frame is the keyframe from which it goes on, where it has one. */
  aside(job: Job): void;
  /** It is further than it was. */
  moved(job: Job): void;
  /** Some of it should be stored now. */
  held(job: Job): void;
  /** Its process is gone, or could not begin with it. */
  lost(job: Job, error: LabError): void;
}

/** One trainer process of sweeps, with one run at a time. A process that dies takes that run alone with it. */
export class Worker {
  job: Job | null = null;
  private readonly host: TrainerHost;
  private readonly listener: WorkerListener;
  private run = 0;
  private begun = false;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    spawn: () => TrainerProcess,
    sources: Sources,
    findNative: () => Promise<NativeFound>,
    listener: WorkerListener,
  ) {
    this.listener = listener;
    this.host = new TrainerHost(spawn, sources, findNative, {
      batch: (batch) => this.take(batch),
      died: (error) => {
        const job = this.leave();
        if (job) listener.lost(job, error);
      },
    });
  }

  /** Takes on a job. */
  async begin(job: Job): Promise<void> {
    this.job = job;
    this.begun = this.stopping = false;
    const run = ++this.run;
    try {
      await this.host.prepare(job.plan);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      const left = this.leave();
      if (left) this.listener.lost(left, error);
      return;
    }
    if (this.job !== job || this.run !== run) return;
    if (this.hasToStop()) {
      this.leave();
      this.listener.aside(job);
      return;
    }
    this.begun = true;
    this.timer = setTimeout(() => this.stop(), ASIDE);
    this.host.sweep(run, job.plan, { record: job.record, resume: job.resume });
  }

  /** Puts the job aside at the end of the step under way; it may end before. */
  stop(): void {
    if (!this.job || this.stopping) return;
    this.stopping = true;
    if (this.begun) this.host.control(this.run, 'stop');
  }

  get isStopping(): boolean {
    return this.stopping && this.job !== null;
  }

  /** Ends the process; nobody is told. @returns the job it had */
  close(): Job | null {
    const job = this.leave();
    this.host.close();
    return job;
  }

  private hasToStop(): boolean {
    return this.stopping;
  }

  private take({ run, frames, progress }: Batch): void {
    const { job } = this;
    if (run !== this.run || !job) return; // of one that was given up
    job.frames.push(...frames);
    for (const frame of frames) {
      job.bytes += frame.length;
      if (peekFrame(frame).kind === 'frame') job.last = frame;
    }
    job.progress = progress;
    this.host.stored(run);
    if (isLive(progress.status)) {
      if (job.bytes > HELD) this.listener.held(job);
      this.listener.moved(job);
      return;
    }
    this.leave();
    if (progress.status === 'stopped') this.listener.aside(job);
    else this.listener.ended(job);
  }

  private leave(): Job | null {
    const { job } = this;
    this.job = null;
    this.stopping = false;
    clearTimeout(this.timer);
    return job;
  }
}
