import { tick } from 'svelte';
import type { z } from 'zod';
import { m } from '../../core/words/m.ts';
import { carriedEnding, type Taken } from '../../core/contract/carry.ts';
import { everyRun } from '../../core/contract/runs.ts';
import { isMeant } from '../../core/lessons/answers.ts';
import { parsePlan } from '../../core/plan/parse.ts';
import { presets } from '../../core/plan/presets.ts';
import type { Problem } from '../../core/plan/problem.ts';
import { limits, type DataSpec, type Plan } from '../../core/plan/schema.ts';
import type { ExperimentInfo, PresetInfo } from '../../core/run.ts';
import { LabError, type LabErrorCode } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { problemLine } from '../../core/words/problems.ts';
import { takeLesson } from '../lab/address.ts';
import { chooseFile, downloadPlan } from '../lab/files.ts';
import { drawnOf } from '../../core/drawn/inline.ts';
import { isJunk } from '../../core/data/picture-labels.ts';
import type { PathFile } from '../importing/folder.ts';
import { isIdx, isOfPictures, isTable } from '../importing/kinds.ts';
import { Carrying, isCarried, type What } from './carry/carrying.svelte.ts';
import { Importing } from './importing.svelte.ts';
import { Drawing } from '../drawing/drawing.svelte.ts';
import { withData } from '../document/adapt.ts';
import { ExperimentDocument } from '../document/document.svelte.ts';
import type { LabClient } from '../lab/client.ts';
import { Comparison } from '../compare/comparison.svelte.ts';
import { desktop } from '../lab/port.ts';
import { collected } from '../view/collected.svelte.ts';
import { NetworkView } from '../view/network-view.svelte.ts';
import { Session } from '../run/session.svelte.ts';
import { runsView } from '../runs/prefs.svelte.ts';
import type { MetricId, SweepDetail } from '../../core/sweep/results.ts';
import { SweepRoom } from '../sweeps/room.svelte.ts';
import { language } from '../theme/language.svelte.ts';
import { panes } from '../theme/panes.svelte.ts';
import { theme } from '../theme/theme.svelte.ts';
import type { Page } from './page.ts';
import { paper } from '../report/paper.svelte.ts';
import { Reporting } from './reporting/reporting.svelte.ts';
import { Teaching } from './teaching.svelte.ts';
import { DRAFT, Writing } from './writing.svelte.ts';

/** Whether a file says that it is a lesson, and not a plan. */
const isLesson = (beginning: string): boolean => /^\s*\{[^{[]*"lesson"\s*:/.test(beginning);

/** Pages on which nothing of the plan is on show: what would change it unseen is not done there. */
const hidesPlan: readonly Page[] = ['import', 'keeping', 'report', 'sheet'];

/** The window: which page, which document, which run; and what concerns more than one of them. What there is to say goes
 *  to the session's message, the one line above the transport. */
/** Remembers over the reload that a backup was restored. */
const REOPENED = 'goldilocks-reopened';

export class App {
  readonly client: LabClient;
  readonly document: ExperimentDocument;
  readonly session: Session;
  readonly view: NetworkView;
  readonly comparison: Comparison;
  readonly sweeps: SweepRoom;
  readonly teaching: Teaching;
  readonly writing: Writing;
  readonly reporting: Reporting;
  page = $state<Page>('workbench');
  /** The page that a run was opened from, to go back to; null where there is none. */
  back = $state<Page | null>(null);
  /** Whether the page of the data folder is there for another folder. */
  elsewhere = $state(false);
  readonly importing: Importing;
  /** Files with runs that go out or come in. */
  readonly carrying: Carrying;
  /** Points that are being drawn, until they are used or left. */
  drawing = $state.raw<Drawing | null>(null);
  /** The data that they began from: those of another plan begin anew. */
  private drawnFor: DataSpec | null = null;
  ready = $state(false);
  /** Whether anybody ever took a step in this lab. */
  begun = $state(true);
  experiments = $state.raw<ExperimentInfo[]>([]);
  presets = $state.raw<PresetInfo[]>([]);
  /** Shows the list of keys; set by who has it. */
  onhelp: () => void = () => undefined;
  /** Why the document could not be saved, until it is. */
  private unsaved: LabErrorCode | null = null;

  constructor(client: LabClient) {
    this.client = client;
    this.document = new ExperimentDocument(client, presets.moons);
    this.importing = new Importing(client, this.document, (open) => this.goTo(open ? 'import' : 'workbench'));
    this.session = new Session(client, this.document);
    this.carrying = new Carrying(client);
    client.onEvent((event) => {
      if (event.type === 'taken') void this.catchUp(event.taken);
    });
    this.view = new NetworkView(this.document, this.session);
    this.sweeps = new SweepRoom(client);
    this.view.save = (zoom) => this.keep('zoom', zoom);
    this.comparison = new Comparison(client, this.view);
    this.comparison.save = (key, value) => this.keep(key, value);
    this.teaching = new Teaching(this);
    this.writing = new Writing(this, this.teaching);
    this.reporting = new Reporting(this);
    this.teaching.course.save = (key, value) => this.keep(key, value);
    client.onEvent((event) => {
      if (event.type !== 'reopening') return;
      sessionStorage.setItem(REOPENED, '');
      // nothing that this window knows is so any more; where all is kept, what could not be saved before may be savable now
      const saved = (): Promise<void> =>
        event.keeps ? this.document.flush().catch(() => undefined) : Promise.resolve();
      client.onOpen(() => void saved().finally(() => location.reload()));
    });
    this.document.onchange = () => {
      this.session.line.clear();
      this.session.detach();
    };
    this.document.onnote = (note) => {
      this.session.line.say(`${this.session.message} ${note}`.trim());
    };
    this.document.onfailure = (error) => {
      this.failed(error);
      this.unsaved = error instanceof LabError ? error.code : null;
    };
    this.document.onsaved = () => {
      if (this.unsaved) this.session.line.over(this.unsaved);
      this.unsaved = null;
    };
    this.document.onnews = (news, lasting) => {
      if (!lasting) this.session.line.notice(news);
      else if (!this.session.message.includes(news)) this.session.line.say(`${this.session.message} ${news}`.trim());
    };
    this.document.onbegun = (experiment) =>
      void this.attempt(async () => {
        await client.call('setSetting', { key: 'experiment', value: experiment });
        await this.refresh();
      });
    this.document.ownPresets = () => this.presets.map(({ plan }) => plan);
    this.document.hasRun = () => this.session.info !== null;
    theme.save = (key, value) => this.keep(key, value);
    language.save = (value) => this.keep('language', value);
    panes.save = (value) => this.keep('drawer', value);
    runsView.save = (value) => this.keep('runs', value);
    paper.save = (value) => this.keep('paper', value);
    collected.save = (key, value) => this.keep(key, value);
    collected.show = () => void this.importing.takeCollected();
  }

  /** Asks the lab what was open, and opens it again: experiment, run and theme. */
  async start(): Promise<void> {
    while (!this.ready) {
      await this.client.connected();
      try {
        await this.restore();
      } catch (error) {
        this.failed(error);
        if (!(error instanceof LabError && error.code === 'disconnected')) return;
      }
    }
  }

  private async restore(): Promise<void> {
    const {
      settings,
      experiments,
      memoryLimit,
      notices = [],
      moved = false,
    } = (await this.client.call('hello', {})).value;
    theme.restore(settings);
    language.restore(settings);
    panes.restore(settings);
    runsView.restore(settings);
    paper.restore(settings);
    collected.restore(settings);
    this.begun = settings['begun'] === true;
    this.view.restore(settings);
    this.document.memoryLimit = memoryLimit;
    this.experiments = experiments;
    const last = experiments.find(({ id }) => id === settings['experiment']) ?? experiments.at(-1);
    if (last) await this.document.open(last);
    else await this.open((await this.client.call('createExperiment', { plan: presets.moons })).value);
    await this.session.resume(settings);
    await this.followRun();
    this.teaching.course.restore(settings);
    this.writing.restore(settings);
    await this.comparison.restore(settings);
    const lesson = settings['openLesson'];
    const linked = takeLesson();
    if (linked !== null) await this.teaching.openNamed(linked);
    else if (lesson === DRAFT) await this.writing.write();
    else if (typeof lesson === 'string') await this.teaching.open(lesson);
    // which says what came of a restore, and what the lab found of its folder
    if (sessionStorage.getItem(REOPENED) !== null || notices.length > 0 || moved) this.goTo('keeping');
    sessionStorage.removeItem(REOPENED);
    this.ready = true;
  }

  /** The address was given another fragment while the window is open: a lesson to open. */
  async followAddress(): Promise<void> {
    const lesson = takeLesson();
    if (lesson !== null && this.ready) await this.teaching.openNamed(lesson);
  }

  /** The first step ever was taken: what is said before it is not said again. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.keep('begun', true);
  }

  /** What undo, or redo, would do: in the columns while runs stand beside each other, else in the document. */
  labelOf(way: 'undo' | 'redo'): string | null {
    if (hidesPlan.includes(this.page)) return null;
    if (this.page === 'drawing' && this.drawing) {
      const can = way === 'undo' ? this.drawing.canUndo : this.drawing.canRedo;
      return can ? m.drawing_undo_stroke() : null;
    }
    if (this.comparison.on) return this.comparison.labelOf(way);
    return way === 'undo' ? this.document.undoLabel : this.document.redoLabel;
  }
  /** The same as a button says it. */
  titleOf(way: 'undo' | 'redo'): string {
    const what = this.labelOf(way);
    if (what === null) return way === 'undo' ? m.bar_undo() : m.bar_redo();
    return way === 'undo' ? m.bar_undo_what({ what }) : m.bar_redo_what({ what });
  }
  travel(way: 'undo' | 'redo'): void {
    if (hidesPlan.includes(this.page)) return;
    if (this.page === 'drawing') this.drawing?.[way]();
    else if (this.comparison.on) this.comparison.travel(way);
    else this.document[way]();
  }

  /** Puts runs beside each other: the first of them in the workbench, the others in columns beside it. */
  async compare(runs: readonly number[]): Promise<void> {
    const [first, ...others] = runs;
    if (first === undefined) return;
    await this.openRun(first);
    for (const run of others) await this.comparison.addRun(run);
  }

  /** Keeps a setting of the window. */
  keep(key: string, value: z.core.util.JSONType): void {
    void this.attempt(() => this.client.call('setSetting', { key, value }));
  }

  /** Opens a run from the list: its frames, and its plan in the document that it belongs to. */
  async openRun(run: number): Promise<void> {
    this.teaching.leave();
    this.comparison.end();
    this.back = this.page === 'sweep' ? 'sweep' : null;
    this.page = 'workbench';
    await this.attempt(async () => {
      await this.document.flush();
      await this.session.openRun(run);
      await this.followRun();
    });
  }

  /** Goes to a page; from there is no way back to the one before. */
  goTo(page: Page): void {
    this.teaching.closeSheet();
    this.reporting.close();
    // an open lesson is gone back to; from there, to all of them
    this.page = page === 'lessons' && this.teaching.lesson && this.page !== 'lesson' ? 'lesson' : page;
    this.back = null;
    this.elsewhere = false;
  }

  /** Goes to where another data folder is chosen. */
  goElsewhere(): void {
    this.goTo('keeping');
    this.elsewhere = true;
  }

  /** Goes to the page where points are drawn: on with what was begun there, else from the plan's own points. */
  draw(): void {
    const { data, seed } = this.document.plan;
    if (this.drawing === null || this.drawnFor !== data) this.drawing = new Drawing(seed, drawnOf(data));
    this.drawnFor = data;
    this.goTo('drawing');
  }

  /** Leaves that page: with data for the plan, or as it was. */
  drawn(data: DataSpec | null): void {
    this.drawing = null;
    if (data) this.document.adapt(m.drawing_edit_label(), (plan) => withData(plan, data));
    this.goTo('workbench');
  }

  /** Puts a sweep of the plan on screen together, once that plan is saved. */
  async composeSweep(): Promise<void> {
    await this.attempt(() => this.document.flush());
    await this.sweeps.load(); // it takes a name that none of them has
    this.sweeps.compose(this.document.plan, this.document.experiment, this.document.memoryLimit);
    this.goTo('sweep');
  }

  /** Shows a sweep that there is. */
  async openSweep(sweep: number, metric?: MetricId): Promise<void> {
    await this.sweeps.show(sweep, metric);
    this.goTo('sweep');
  }

  /** Shows results that the lab does not have runs of. */
  showSweep(detail: SweepDetail, metric?: MetricId): void {
    this.sweeps.present(detail, metric);
    this.goTo('sweep');
  }

  /** A new experiment of the plan of a run, in the workbench. */
  async duplicateRun(run: number): Promise<void> {
    await this.attempt(async () => {
      const { plan } = (await this.client.call('open', { run })).value;
      await this.document.flush();
      await this.open((await this.client.call('createExperiment', { plan })).value);
      await this.refresh();
      this.goTo('workbench');
    });
  }

  /** A new experiment with this plan, opened. */
  async create(plan: Plan): Promise<void> {
    await this.attempt(async () => {
      await this.open((await this.client.call('createExperiment', { plan })).value);
      await this.refresh();
    });
  }

  /** A new experiment to begin with. */
  async createNew(): Promise<void> {
    await this.attempt(() => this.document.flush());
    await this.create(presets.moons);
  }

  /** Gives the plan on screen to the person as a file. */
  async saveCopy(): Promise<void> {
    await this.attempt(async () => {
      const file = await downloadPlan(this.document.plan);
      if (file !== null && desktop) this.session.line.notice(m.desktop_saved_as({ file })); // a browser says so itself
    });
  }

  /** Keeps the plan on screen as a preset of this name, in place of one that has it. */
  async savePreset(name: string): Promise<void> {
    const { value } = await this.client.call('savePreset', { plan: { ...this.document.plan, name } });
    await this.refresh();
    this.session.line.notice(m.app_preset_saved({ name: value.name }));
  }

  async deletePreset(preset: number): Promise<void> {
    await this.client.call('deletePreset', { preset });
    await this.refresh();
  }

  async open(experiment: Pick<ExperimentInfo, 'id' | 'plan'>): Promise<void> {
    this.teaching.leave();
    this.comparison.end();
    this.leaveRun();
    // what is on these pages is of the experiment before
    if (this.page === 'drawing' || hidesPlan.includes(this.page)) this.goTo('workbench');
    await this.document.open(experiment);
    this.view.refresh();
    await this.client.call('setSetting', { key: 'experiment', value: experiment.id });
  }

  /** Files that were dropped: those with runs, where any of them is such; a class's answers where any of them is such, or these are on show; else the first as a plan or
   *  lesson. */
  async takeFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    const { classroom } = this.teaching;
    const answers = (this.page === 'lessons' && classroom.open) || files.some(({ name }) => isMeant(name, ''));
    const carried = await Promise.all(files.map(isCarried));
    // of several, one that is damaged is said to be
    const meant = files.filter(({ name }, i) => carried[i] || name.endsWith(carriedEnding));
    if (carried.includes(true)) await this.carrying.take(meant);
    else if (answers && first) await this.teaching.takeClass(files);
    else if (first && (isTable(first.name) || isOfPictures(first.name) || (await isIdx(first))))
      await this.importing.takeAll(files);
    else if (first) await this.importPlan(first);
  }

  /** Folders that were dropped: pictures, or files that could have been dropped without their folder. */
  async takeFolder(walked: Promise<readonly PathFile[]>): Promise<void> {
    const files = await walked.catch(() => []);
    if (files.length > 0 && !files.some(({ path }) => isOfPictures(path)))
      await this.takeFiles(files.filter(({ path }) => !isJunk(path)).map(({ file }) => file));
    else await this.importing.takeFolder(walked);
  }

  /** A new experiment of a plan file, or what is wrong with it. What is larger than any plan is not read at all. */
  async importPlan(file: File): Promise<void> {
    this.session.line.clear(); // what was said of another file
    if (await isCarried(file)) return this.carrying.take([file]);
    const beginning = await file.slice(0, 4000).text();
    if (isMeant(file.name, beginning)) return this.teaching.takeClass([file]);
    if (isLesson(beginning)) return this.teaching.take(file);
    const tooLarge: Problem = { at: '', code: 'too-large', values: { most: limits.textBytes / 2 ** 20 } };
    const { plan, problems } =
      file.size > limits.textBytes
        ? { plan: null, problems: [tooLarge] }
        : parsePlan(await file.text(), this.document.memoryLimit);
    if (plan) await this.create(plan);
    else
      this.session.line.say(
        m.app_not_opened({ file: file.name, problems: problems.slice(0, 3).map(problemLine).join(' ') }),
      );
  }

  /** Saves experiments and runs as one file. The person's name is the one that answers are handed in by. */
  async carry(what: What, who: string): Promise<void> {
    if (who !== '' && who !== this.teaching.course.pupil) this.teaching.course.call(who);
    await this.attempt(() => this.document.flush());
    await this.carrying.save(what, this.document.experiment, this.document.plan.name, who);
  }

  /** A file has brought something, to this window or another. */
  private async catchUp({ fresh }: Taken): Promise<void> {
    await this.attempt(async () => {
      await this.refresh();
      if (fresh.sweeps > 0) await this.sweeps.load();
      if (fresh.lessons > 0) this.teaching.course.restore((await this.client.call('hello', {})).value.settings);
    });
  }

  /** Goes to the list of runs; of one person's alone, where they are one's. */
  async showBrought(tags: readonly string[]): Promise<void> {
    this.carrying.cancel();
    const [only] = tags;
    runsView.ask({ search: '', hidden: everyRun.hidden, tags: only !== undefined && tags.length === 1 ? [only] : [] });
    if (this.page === 'runs') {
      this.page = 'workbench'; // the list asks anew when it is shown anew
      await tick();
    }
    this.goTo('runs');
  }

  /** Begins with the weights of a file: an edit like any other. */
  async takeWeights(): Promise<void> {
    const file = await chooseFile('.npz,.safetensors');
    if (!file) return;
    const { MOST_WEIGHTS, planWithWeights } = await import('../../core/tensors/weights.ts'); // when it is first wanted
    if (file.size > MOST_WEIGHTS)
      throw new LabError('file-bad', {
        file: file.name,
        place: m.errors_place_start(),
        expected: m.errors_expected_smaller({ most: MOST_WEIGHTS / 2 ** 20 }),
      });
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.document.edit(m.exports_weights_edit({ file: file.name }), (plan) => planWithWeights(plan, bytes, file.name));
  }

  /** Deletes the open experiment; the most recent other one is opened, or a new one. */
  async remove(): Promise<void> {
    const { experiment } = this.document;
    if (experiment === null) return;
    await this.attempt(async () => {
      await this.document.flush();
      if (!this.document.gone) await this.client.call('deleteExperiment', { experiment });
      this.document.deleted();
      await this.refresh();
      const next = this.experiments.at(-1);
      if (next) await this.open(next);
      else await this.create(presets.moons);
    });
  }

  async refresh(): Promise<void> {
    const [experiments, own] = await Promise.all([
      this.client.call('experiments', {}),
      this.client.call('presets', {}),
    ]);
    this.experiments = experiments.value;
    this.presets = own.value;
  }

  /** Does something with the lab; an expected failure becomes the message line, anything else is a bug. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    const done = this.session.line.begin();
    try {
      await action();
      done();
    } catch (error) {
      this.failed(error);
    }
  }

  private readonly failed = (error: unknown): void => {
    if (!(error instanceof LabError)) throw error;
    this.session.line.say(errorSentence(error), error.code);
  };

  private leaveRun(): void {
    if (this.session.info) this.session.detach();
  }

  /** Puts the plan of the run on show into the document of its experiment, a new one if that was deleted. */
  private async followRun(): Promise<void> {
    const { info, plan } = this.session;
    if (!info) return;
    if (info.experiment !== this.document.experiment) {
      await this.refresh();
      const found = this.experiments.find(({ id }) => id === info.experiment);
      const own = found ?? (await this.client.call('createExperiment', { plan })).value;
      if (!found) await this.refresh();
      await this.document.open(own);
      this.view.refresh();
      await this.client.call('setSetting', { key: 'experiment', value: own.id });
    }
    this.document.show(plan);
  }
}
