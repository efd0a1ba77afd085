import { setTimeout as delay } from 'node:timers/promises';
import type { ControlAction } from '../core/contract/trainer.ts';
import { LabError, type LabErrorCode } from '../core/errors.ts';
import { isLive, type Progress, type RunInfo } from '../core/run.ts';
import { errorSentence } from '../core/words/errors.ts';
import { hinders, hindrances, type Hindrance } from './store/hindrance.ts';
import type { Store } from './store/store.ts';
import type { Shrunk } from './store/upkeep.ts';
import type { Batch, TrainerHost } from './trainer-host.ts';

/** A batch that is on disk. `first` is the ordinal of its first frame. */
export interface Stored {
  info: RunInfo;
  first: number;
  frames: readonly Uint8Array[];
}

/** What a run has made that is not stored. `first` is the ordinal of its first frame. */
export interface Unsaved {
  run: number;
  first: number;
  batches: readonly Pick<Batch, 'frames' | 'progress'>[];
}

/** Who is told of what the recorder does. */
export interface RecorderListener {
  stored(batch: Stored): void;
  /** The run moved on; `turned`: its status is another now. */
  moved(info: RunInfo, turned: boolean): void;
  failed(error: LabError): void;
  /** What was told to have failed does so no longer, for no run. */
  over(code: LabErrorCode): void;
}

interface Control {
  done: (progress: Progress) => boolean;
  resolve: (progress: Progress) => void;
  reject: (error: LabError) => void;
}

interface Recording {
  info: RunInfo;
  /** Batches not stored yet: none, unless something hinders it (store/hindrance.ts). The trainer sends no more than a few then. */
  pending: Pick<Batch, 'frames' | 'progress'>[];
  controls: Control[];
  /** How often storing has failed in a row. */
  failures: number;
  /** What of it was told. */
  told: Hindrance | null;
  retry: NodeJS.Timeout | undefined;
}

/** The live runs of this lab: stores what the trainer sends, acknowledges it, and passes it on undecoded. */
export class Recorder {
  private readonly store: Store;
  private readonly trainer: TrainerHost;
  private readonly listener: RecorderListener;
  private readonly recordings = new Map<number, Recording>();

  constructor(store: Store, trainer: TrainerHost, listener: RecorderListener) {
    this.store = store;
    this.trainer = trainer;
    this.listener = listener;
  }

  /** The newest of a live run, or undefined when it is not live here. */
  info(run: number): RunInfo | undefined {
    return this.recordings.get(run)?.info;
  }

  /** Whether a run is live here. */
  get live(): boolean {
    return [...this.recordings.values()].some(({ info }) => isLive(info.progress.status));
  }

  /** Whether a run takes steps here just now. */
  get isTraining(): boolean {
    return [...this.recordings.values()].some(({ info }) => info.progress.status === 'running');
  }

  /** What could not be stored so far. */
  get unsaved(): Unsaved[] {
    return [...this.recordings.values()].flatMap(({ info, pending }) =>
      pending.length > 0 ? [{ run: info.id, first: info.frames, batches: pending }] : [],
    );
  }

  /** Takes in a run that the trainer is about to begin. */
  add(info: RunInfo): void {
    this.recordings.set(info.id, { info, pending: [], controls: [], failures: 0, told: null, retry: undefined });
  }

  rename(run: number, name: string): void {
    const recording = this.recordings.get(run);
    if (recording) recording.info = { ...recording.info, name };
  }

  /** A run takes fewer bytes than it did. @returns how it stands now, or undefined when it is not live here */
  shrunk(run: number, { bytes, frames }: Shrunk): RunInfo | undefined {
    const recording = this.recordings.get(run);
    if (!recording) return undefined;
    const { info } = recording;
    const thinned = (info.thinned ?? 0) + frames;
    recording.info = { ...info, bytes: info.bytes - bytes, ...(thinned > 0 && { thinned }) };
    return recording.info;
  }

  /** Has the trainer do it. @returns how the run stands after it @throws LabError run-not-live, store-full, trainer-died */
  control(run: number, action: ControlAction, until?: number): Promise<Progress> {
    const recording = this.recordings.get(run);
    if (!recording) return Promise.reject(new LabError('run-not-live', { run }));
    const ended = hasEnded(recording);
    if (ended || (recording.failures > 0 && action !== 'pause' && action !== 'stop')) {
      const hindrance = this.tryAgain(recording);
      if (hindrance ?? ended) return Promise.reject(hindrance ?? new LabError('run-not-live', { run }));
    }
    return new Promise((resolve, reject) => {
      recording.controls.push({ done: doneWhen[action], resolve, reject });
      this.trainer.control(run, action, until);
    });
  }

  receive({ run, frames, progress }: Batch): void {
    const recording = this.recordings.get(run);
    if (recording) this.take(recording, { frames, progress });
    else this.trainer.stored(run); // deleted meanwhile
  }

  /** The trainer is gone, and with it all live runs. @returns whether there was one */
  interrupt(error: LabError): boolean {
    const message = errorSentence(error);
    let interrupted = false;
    for (const recording of [...this.recordings.values()]) {
      for (const { reject } of recording.controls.splice(0)) reject(error);
      if (hasEnded(recording)) continue; // it had, and only waits to be stored
      const progress: Progress = { ...recording.info.progress, status: 'interrupted', speed: 0, message };
      this.take(recording, { frames: [], progress });
      interrupted = true;
    }
    return interrupted;
  }

  /** Stops a run without a word and forgets what was not stored of it. */
  drop(run: number): void {
    const recording = this.recordings.get(run);
    if (!recording) return;
    this.recordings.delete(run);
    clearTimeout(recording.retry);
    this.withdraw(recording);
    for (const { reject } of recording.controls) reject(new LabError('run-unknown', { run }));
    this.trainer.control(run, 'stop');
  }

  /** Pauses everything, so that all frames made so far are stored; waits at most `ms`. */
  async settle(ms: number): Promise<void> {
    const pauses = [...this.recordings.keys()].map((run) => this.control(run, 'pause').catch(() => null));
    const enough = new AbortController();
    const late = delay(ms, null, { signal: enough.signal }).catch(() => null);
    await Promise.race([Promise.all(pauses), late]);
    enough.abort();
    for (const recording of [...this.recordings.values()]) {
      if (recording.failures > 0) this.drain(recording);
      clearTimeout(recording.retry);
    }
  }

  /** Goes on after `settle`, where the lab does not end after all. */
  goOn(): void {
    for (const recording of this.recordings.values()) if (recording.failures > 0) this.drain(recording);
  }

  private take(recording: Recording, batch: Recording['pending'][number]): void {
    const { progress } = batch;
    const before = recording.info.progress.status;
    recording.pending.push(batch);
    if (recording.failures === 0) this.drain(recording);
    const ended = !isLive(progress.status);
    if (recording.pending.length > 0) {
      // windows may see it ended only when its last frames can be read
      recording.info = { ...recording.info, progress: ended ? { ...progress, status: 'paused' } : progress };
    }
    recording.controls = recording.controls.filter(({ done, resolve }) => {
      const answer = ended || done(progress);
      if (answer) resolve(progress);
      return !answer;
    });
    this.listener.moved(recording.info, recording.info.progress.status !== before);
  }

  private tryAgain(recording: Recording): LabError | null {
    const before = recording.info.progress.status;
    const hindrance = this.drain(recording);
    if (!hindrance) this.listener.moved(recording.info, recording.info.progress.status !== before);
    return hindrance;
  }

  /** Stores what is pending, in order. @returns what stopped it, if anything did */
  private drain(recording: Recording): LabError | null {
    clearTimeout(recording.retry);
    for (let batch = recording.pending[0]; batch; batch = recording.pending[0]) {
      const { info } = recording;
      try {
        this.store.append(info.id, info.frames, batch.frames, batch.progress);
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        if (error.code === 'run-unknown')
          this.drop(info.id); // deleted by another process
        else if (!hinders(error)) throw error;
        if (!hinders(error)) return error;
        this.hold(recording, error);
        return error;
      }
      recording.pending.shift();
      recording.failures = 0;
      this.withdraw(recording);
      const bytes = batch.frames.reduce((sum, { length }) => sum + length, info.bytes);
      recording.info = { ...info, frames: info.frames + batch.frames.length, bytes, progress: batch.progress };
      if (!isLive(batch.progress.status)) this.recordings.delete(info.id);
      this.trainer.stored(info.id);
      this.listener.stored({ info: recording.info, first: info.frames, frames: batch.frames });
    }
    return null;
  }

  /** Says that what hindered this run is over, unless it still hinders another. */
  private withdraw(recording: Recording): void {
    const { told } = recording;
    recording.told = null;
    if (told && ![...this.recordings.values()].some((other) => other.told === told)) this.listener.over(told);
  }

  private hold(recording: Recording, error: LabError & { code: Hindrance }): void {
    const { wait, tell, pause } = hindrances[error.code];
    recording.failures++;
    if (recording.failures === tell) {
      recording.told = error.code;
      this.listener.failed(error);
    }
    const { id, progress } = recording.info;
    if (pause && progress.status === 'running') this.trainer.control(id, 'pause');
    recording.retry = setTimeout(() => this.tryAgain(recording), wait);
  }
}

/** Whether the trainer is done with a run that may still wait to be stored. */
const hasEnded = ({ pending }: Recording): boolean => pending.some(({ progress }) => !isLive(progress.status));

/** When an action counts as done. Should the trainer send more than one batch for it, the first fitting one answers. */
const doneWhen: Record<ControlAction, (progress: Progress) => boolean> = {
  play: ({ status }) => status !== 'paused',
  pause: ({ status }) => status !== 'running',
  step: ({ status }) => status !== 'running',
  epoch: ({ status }) => status !== 'running',
  stop: ({ status }) => !isLive(status),
};
