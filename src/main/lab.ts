import type { Taken } from '../core/contract/carry.ts';
import type { ControlAction } from '../core/contract/trainer.ts';
import type { LabEvent, Replies } from '../core/contract/window.ts';
import { join } from 'node:path';
import type { NativeFound } from '../core/contract/native.ts';
import type { Port } from '../core/contract/wire.ts';
import type { LabError } from '../core/errors.ts';
import { presets } from '../core/plan/presets.ts';
import type { RunInfo } from '../core/run.ts';
import { answersOf } from './answers.ts';
import { Carrier } from './carry/carrier.ts';
import type { SpawnCarrier } from './carry/messages.ts';
import { Deletions } from './deletions.ts';
import { DigitsFile } from './digits.ts';
import { Sources } from './sources.ts';
import { Housekeeper } from './housekeeper.ts';
import { Diary } from './keeping/diary.ts';
import { readingCalls, sayWhere, takeElsewhere } from './keeping/elsewhere.ts';
import { Keeping } from './keeping/keeping.ts';
import type { SpawnKeeper } from './keeping/messages.ts';
import { memoryLimit } from './memory-limit.ts';
import { findNative } from './native/find.ts';
import { Installer } from './native/installer.ts';
import type { SpawnNative } from './native/messages.ts';
import { nativeFolder, type Home } from './native/places.ts';
import { News } from './news.ts';
import { Pulls } from './pulls.ts';
import { Recorder } from './recorder.ts';
import type { SweepInfo } from '../core/sweep/results.ts';
import { SelfTests } from './selftest/self-tests.ts';
import { SweepQueue } from './sweeps/sweeps.ts';
import { Store } from './store/store.ts';
import { TrainerHost, type SpawnTrainer } from './trainer-host.ts';
import { Verifier } from './verify/verifier.ts';
import { version } from './version.ts';
import { failureOf, WindowLink, type Answers } from './window-link.ts';
import { writerOf } from './writer.ts';

/** What a host gives its lab. */
export interface LabOptions {
  /** Where goldilocks.db lies or will lie. */
  folder: string;
  /** Where mnist.bin lies, inside the checkout or the package. */
  resourcesDir: string;
  host: Replies['hello']['host'];
  spawnTrainer: SpawnTrainer;
  spawnNative: SpawnNative;
  /** Left out where no window asks for files to carry. */
  spawnCarrier?: SpawnCarrier;
  /** Starts what looks after the data folder; a command of the command line, which shows none of it, has none. */
  spawnKeeper?: SpawnKeeper;
  /** Closes this lab and opens it again in its folder (`Lab.folder`), where a backup can take the database's place, or which is another
   *  one by then. */
  reopen?: () => void;
  /** Bytes a run may take; what the computer can spare where it is left out. */
  memoryLimit?: number;
  /** Bytes a run may take on disk before it is thinned; what the setting `runBudget` says where it is left out, else 64 MiB. */
  runBudget?: number;
}

/** The lab: the store and the trainer behind core/contract/window.ts, for any number of windows. */
export class Lab {
  /** What a person has to hear of how the data folder was found; windows are told by hello. */
  readonly notices: readonly LabError[];
  /** Where everything lies: once it is closed, where it is to be opened again. */
  folder: string;
  private readonly store: Store;
  private readonly diary: Diary;
  private readonly trainer: TrainerHost;
  private readonly installer: Installer;
  private readonly recorder: Recorder;
  private readonly housekeeper: Housekeeper;
  private readonly verifier: Verifier;
  private readonly selfTests: SelfTests;
  private readonly sweeps: SweepQueue;
  private readonly pulls: Pulls;
  private readonly news: News;
  private readonly deletions: Deletions;
  private readonly carrier: Carrier;
  private readonly keeping: Keeping;
  private readonly answers: Answers;
  private readonly windows = new Set<WindowLink>();
  private readonly followers: ((info: RunInfo) => void)[] = [];
  private readonly sweepFollowers: ((info: SweepInfo) => void)[] = [];
  private closing: Promise<void> | undefined;
  /** All that is stored goes to another folder: nothing is written here meanwhile. */
  private away = false;
  private movedTo: string | null = null;

  /** @throws LabError when the store cannot be opened */
  constructor({ memoryLimit: most = memoryLimit(), ...options }: LabOptions) {
    const { folder, resourcesDir, host, spawnTrainer, spawnNative } = options;
    const store = new Store(folder);
    const diary = new Diary(folder, host);
    const digits = new DigitsFile(resourcesDir);
    const sources = new Sources(digits, store.dataSets);
    const news = new News((event, except) => this.tell(event, except));
    const fail = (error: LabError): void => {
      // what a file brings is being stored: that passes, and is no other Goldilocks
      if (error.code === 'store-locked' && carrier.isStoring) return;
      diary.failed(error);
      this.tell({ type: 'failure', failure: failureOf(error) });
    };
    const carrier = new Carrier(folder, options.spawnCarrier);
    const home: Home = { root: join(resourcesDir, '..'), data: folder };
    const native = (): Promise<NativeFound> => findNative(home, spawnNative.probe);
    const trainer = new TrainerHost(() => spawnTrainer(false), sources, native, {
      batch: (batch) => recorder.receive(batch),
      died(error) {
        if (recorder.interrupt(error)) fail(error); // where nothing trained, the next thing asked for starts another
      },
    });
    const recorder = new Recorder(store, trainer, {
      stored(batch) {
        pulls.stored(batch);
        housekeeper.stored(batch.info);
      },
      moved(info, turned) {
        if (turned) {
          diary.turned(info);
          pulls.turned(info.id);
        }
        if (!deletions.has(info.id)) news.moved(info, turned);
        if (turned) sweeps.adapt();
      },
      failed: fail,
      over: (code) => over(code),
    });
    const housekeeper = new Housekeeper({
      store,
      budget: options.runBudget,
      shrunk(run, by) {
        if (deletions.has(run)) return;
        const info = recorder.shrunk(run, by) ?? store.runs.some([run]).get(run);
        if (info && !info.sweep && store.list.kept(run)) news.moved(info, false);
      },
    });
    const pulls: Pulls = new Pulls({
      info: (run): RunInfo => deletions.info(run),
      trainedHere: (run) => recorder.info(run) !== undefined,
      read: ({ run, after, maxBytes }) => store.frames.readAfter(run, after, maxBytes),
    });
    const writer = writerOf(resourcesDir);
    const verifier = new Verifier({ store, trainer, news, writer, tell: (event) => this.tell(event) });
    const over = (code: LabError['code']): void => this.tell({ type: 'over', code });
    const sweeps = new SweepQueue({
      store,
      writer,
      spawnTrainer,
      sources,
      findNative: native,
      memoryLimit: most,
      isBusy: () => recorder.isTraining,
      tell: (event) => this.tell(event),
      failed: fail,
      over,
    });
    const selfTests = new SelfTests({ spawnTrainer, digits, findNative: native }, (event) => this.tell(event));
    const deletions = new Deletions({ store, recorder, pulls, news, verifier, sweeps });
    const installer = new Installer(nativeFolder(home), spawnNative, (installation, turned) => {
      if (turned) trainer.nativeChanged();
      this.tell({ type: 'installation', installation });
    });
    const keeping = new Keeping({
      folder,
      store,
      spawn: options.spawnKeeper ?? null,
      underWay: () => recorder.isTraining || verifier.busy || carrier.isBusy,
      takeElsewhere: (to) => this.takeElsewhere(to),
      busy: () =>
        recorder.live || verifier.busy || carrier.isBusy || sweeps.list().some(({ status }) => status === 'running'),
      tell: (event) => this.tell(event),
      reopen: () => options.reopen?.(),
    });
    this.notices = store.notices;
    if (store.experiments.all().length === 0) store.patiently(() => store.experiments.create(presets.moons));
    this.folder = folder;
    this.store = store;
    this.diary = diary;
    this.installer = installer;
    this.trainer = trainer;
    this.recorder = recorder;
    this.housekeeper = housekeeper;
    this.verifier = verifier;
    this.selfTests = selfTests;
    this.sweeps = sweeps;
    this.pulls = pulls;
    this.news = news;
    this.deletions = deletions;
    this.carrier = carrier;
    this.keeping = keeping;
    const about = { version, host, memoryLimit: most };
    const served = {
      trainer,
      recorder,
      verifier,
      selfTests,
      installer,
      pulls,
      news,
      sweeps,
      deletions,
      carrier,
      keeping,
    };
    this.answers = answersOf({ about, store, writer, sources, resources: resourcesDir, ...served });
    if (host === 'terminal') return; // a command does what it says and nothing else
    sweeps.wake();
    if (options.spawnKeeper) keeping.wake();
  }

  /** Serves a window until its port closes. */
  connect(port: Port): void {
    const window = new WindowLink(port, this.answers, {
      bug: (error) => this.diary.bug(error),
      mayCall: (call) => !this.away || readingCalls.has(call),
    });
    this.windows.add(window);
    this.pulls.connect(window);
    port.onClose(() => {
      this.windows.delete(window);
      this.pulls.disconnect(window);
      this.carrier.end(window);
    });
  }

  /** Tells the host how runs move on, as often as the windows. */
  onRun(follower: (info: RunInfo) => void): void {
    this.followers.push(follower);
  }

  /** Tells the host how sweeps move on, as often as the windows. */
  onSweep(follower: (info: SweepInfo) => void): void {
    this.sweepFollowers.push(follower);
    for (const info of this.sweeps.list()) if (info.status === 'running') follower(info);
  }

  /** Takes in a file to carry that lies on this computer, and tells all windows. @throws LabError as importFile, carry-failed */
  async takeIn(path: string): Promise<Taken> {
    const taken = await this.carrier.takeFile(path);
    this.tell({ type: 'taken', taken });
    return taken;
  }

  /** Puts the work of sweeps aside of its own accord, or lets it go on. */
  sleep(asleep: boolean): void {
    this.sweeps.sleep(asleep);
  }

  /** Pauses a run of its own accord, or lets it go on; one that has ended is left alone. */
  control(run: number, action: Extract<ControlAction, 'pause' | 'play'>): void {
    this.trainer.control(run, action);
  }

  /** Resolves when a run that has ended takes no more bytes than it has to. */
  settled(run: number): Promise<void> {
    return this.housekeeper.settled(run);
  }

  /** Stores what the trainer still has, ends it and closes the store. Live runs become `interrupted`, and sweeps go on when it is
   *  opened again. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.selfTests.cancel();
    await Promise.all([
      this.recorder.settle(1000),
      this.sweeps.close(1000),
      this.verifier.close(),
      this.installer.close(),
      this.keeping.close(),
    ]);
    this.trainer.close();
    for (const window of this.windows) {
      this.pulls.disconnect(window);
      window.close();
    }
    this.windows.clear();
    this.news.close();
    this.housekeeper.close();
    this.deletions.close();
    await this.carrier.close();
    this.store.close();
    await this.diary.close();
    if (this.movedTo === null) return;
    sayWhere(this.folder, this.movedTo);
    this.folder = this.movedTo;
  }

  /** Takes everything to another folder, where the lab is then to be opened again; meanwhile windows may only read, and nothing trains.
   *  @throws LabError where it cannot: then all goes on as before, with what waits to be stored */
  private async takeElsewhere(to: string): Promise<void> {
    this.sweeps.sleep(true);
    await this.recorder.settle(1000);
    this.away = true;
    try {
      await takeElsewhere(this.store, this.recorder.unsaved, this.folder, to);
      this.movedTo = to;
    } catch (error) {
      this.away = false;
      this.sweeps.sleep(false);
      this.recorder.goOn();
      throw error;
    }
  }

  private tell(event: LabEvent, except?: WindowLink): void {
    if (event.type === 'run') for (const follower of this.followers) follower(event.info);
    if (event.type === 'sweep') for (const follower of this.sweepFollowers) follower(event.info);
    for (const window of this.windows) if (window !== except) window.tell(event);
  }
}
