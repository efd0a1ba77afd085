import type { Branch } from '../core/contract/trainer.ts';
import type { Args, Replies } from '../core/contract/window.ts';
import { LabError } from '../core/errors.ts';
import { scalarsAlone } from '../core/frame/frame.ts';
import { checkPlan } from '../core/plan/parse.ts';
import { planSchema, type Plan } from '../core/plan/schema.ts';
import { isLive, type RunDetail, type RunInfo } from '../core/run.ts';
import type { Writer } from '../core/verification.ts';
import { carryAnswers } from './carry/answers.ts';
import type { Carrier } from './carry/carrier.ts';
import type { Deletions } from './deletions.ts';
import { dataAnswers } from './data-answers.ts';
import { savedRun } from './exports/saved-run.ts';
import { Looks } from './looks.ts';
import { keepingAnswers } from './keeping/answers.ts';
import type { Keeping } from './keeping/keeping.ts';
import type { Installer } from './native/installer.ts';
import type { News } from './news.ts';
import { packed, type Pulls } from './pulls.ts';
import type { Recorder } from './recorder.ts';
import { newRun, type NewRun } from './run-record.ts';
import type { SweepQueue } from './sweeps/sweeps.ts';
import { runsAnswers } from './runs-answers.ts';
import type { Sources } from './sources.ts';
import type { Store } from './store/store.ts';
import { surveyOf } from './survey.ts';
import type { TrainerHost } from './trainer-host.ts';
import type { SelfTests } from './selftest/self-tests.ts';
import type { Verifier } from './verify/verifier.ts';
import { asComputed, checkEntries, waypointTo } from './waypoint.ts';
import { failureOf, type Answer, type Answers } from './window-link.ts';

/** Most bytes of frames in one answer; a window that asked for more asks again for the rest. */
const MOST_BYTES = 16 * 2 ** 20;

/** What the answers are made of. */
export interface Parts {
  about: Pick<Replies['hello'], 'version' | 'host' | 'memoryLimit'>;
  store: Store;
  writer: Writer;
  sources: Sources;
  trainer: TrainerHost;
  recorder: Recorder;
  verifier: Verifier;
  selfTests: SelfTests;
  installer: Installer;
  pulls: Pulls;
  news: News;
  sweeps: SweepQueue;
  deletions: Deletions;
  carrier: Carrier;
  keeping: Keeping;
  /** Where kernels.wasm lies. */
  resources: string;
}

/** The lab's answer to every call of the contract. */
export function answersOf(parts: Parts): Answers {
  const { store, sources, trainer, recorder, verifier, selfTests, installer, pulls, news, sweeps, deletions } = parts;
  const { experiments } = store;
  const info = (run: number): RunInfo => deletions.info(run);
  const detail = (run: number): RunDetail => ({ ...store.runs.detail(run), info: info(run) });
  const looks = new Looks();
  const surveys = new Looks();
  const previews = new Looks();
  const baselines = new Looks();
  /** Refuses what only the process that trains a run can do. */
  const trainedHere = (run: number): void => {
    if (!recorder.info(run) && isLive(store.runs.info(run).progress.status)) throw new LabError('store-locked');
  };

  const untold = store.notices.map(failureOf);
  let { hasMoved } = parts.keeping;
  const untoldMove = (): boolean => {
    const told = hasMoved;
    hasMoved = false;
    return told;
  };
  return {
    hello: () => ({
      value: {
        ...parts.about,
        ...(untold.length > 0 && { notices: untold.splice(0) }),
        ...(untoldMove() && { moved: true }),
        hasDigits: sources.digits.exists,
        settings: store.settings.all(),
        experiments: experiments.all(),
      },
    }),
    setSetting({ key, value }) {
      store.settings.set(key, value);
      return done;
    },

    experiments: () => ({ value: experiments.all() }),
    createExperiment: ({ plan }) => ({ value: store.patiently(() => experiments.create(draftOf(plan))) }),
    saveExperiment({ experiment, plan, edits }, { window }) {
      const { revision, ...value } = experiments.save(experiment, draftOf(plan), edits);
      if (value.saved) news.others(window, { type: 'experimentSaved', experiment, revision });
      return { value };
    },
    history: ({ experiment }) => ({ value: experiments.history(experiment) }),
    deleteExperiment({ experiment }, { window }) {
      experiments.delete(experiment);
      news.others(window, { type: 'experimentDeleted', experiment });
      return done;
    },

    presets: () => ({ value: store.presets.all() }),
    savePreset: ({ plan }) => ({ value: store.patiently(() => store.presets.save(draftOf(plan))) }),
    deletePreset({ preset }) {
      store.presets.delete(preset);
      return done;
    },

    ...runsAnswers({ ...parts, info, trainedHere }),
    start: (args) => start(parts, args),
    branch: (args) => branch(parts, args, detail),
    preview: (args, { window }) =>
      previews.take(window, args.seat ?? 0, async (signal) => {
        const plan = runnable(parts, args.plan);
        await trainer.prepare(plan);
        const run = newRun(0, plan, true);
        const { frames, progress } = await trainer.preview(plan, signal);
        const { refs, payload } = packed({ frames: frames.map((bytes, ordinal) => ({ ordinal, bytes })), damaged: [] });
        return { value: { detail: { ...run, info: { ...run.info, id: 0, progress } }, frames: refs }, payload };
      }),
    look: (of, { window }) =>
      looks.take(window, of.seat ?? 0, async () => {
        const plan = 'plan' in of ? runnable(parts, of.plan) : detail(of.run).plan;
        await trainer.prepare(plan);
        const whole = 'run' in of ? detail(of.run) : null;
        const from = whole && 'run' in of ? waypointTo(store, whole, of.step) : { step: 0, keyframe: null };
        const { entries, frame } = await trainer.look(whole ? asComputed(whole) : plan, from);
        return { value: { entries, offset: 0, length: frame.length }, payload: [frame] };
      }),
    landscape: ({ run, until, seat = 0, ...cut }, { window }) =>
      surveys.take(window, seat, async (signal) => {
        await trainer.prepare(detail(run).plan);
        const whole = detail(run);
        const { landscape, values } = await trainer.survey(whole.plan, surveyOf(store, whole, until, cut), signal);
        return { value: landscape, payload: [values] };
      }),
    baselines: (args, { window }) =>
      baselines.take(window, args.seat ?? 0, async (signal) => {
        const plan = runnable(parts, args.plan);
        await trainer.prepare(plan);
        return { value: await trainer.baselines(plan, signal) };
      }),
    async control({ run, action, until }) {
      info(run);
      trainedHere(run);
      return { value: await recorder.control(run, action, until) };
    },
    setSpeed({ run, speed }) {
      info(run);
      trainedHere(run);
      if (!recorder.info(run)) throw new LabError('run-not-live', { run });
      trainer.setSpeed(run, speed);
      return done;
    },
    open: ({ run }) => ({ value: detail(run) }),
    pull: (args, from) => pulls.pull(args, from),
    frames({ run, ordinals }) {
      const { frames: count } = info(run);
      const { gone, ...reading } = store.frames.readEach(run, ordinals, MOST_BYTES);
      const { refs, payload } = packed(reading);
      const thinned = gone.filter((ordinal) => ordinal < count);
      return { value: { frames: refs, damaged: reading.damaged, gone: thinned }, payload };
    },
    scalars({ run, until, most }) {
      info(run);
      const { frames, damaged } = store.frames.spread(run, 'frame', until, most);
      const heads = frames.map(({ ordinal, bytes }) => ({ ordinal, bytes: scalarsAlone(bytes) }));
      const { refs, payload } = packed({ frames: heads, damaged });
      return { value: { frames: refs }, payload };
    },
    async saveRun({ run, form, step }) {
      const { file, bytes } = await savedRun(parts, detail(run), form, step);
      return { value: { file, size: bytes.length }, payload: [bytes] };
    },
    verify({ run }) {
      verifier.verify(detail(run), runnable(parts, asComputed(detail(run))));
      return done;
    },
    cancelVerify({ run }) {
      verifier.cancel(run);
      return done;
    },
    selfTest({ action }) {
      if (action === 'begin') selfTests.begin();
      else if (action === 'cancel') selfTests.cancel();
      return { value: selfTests.state };
    },
    renameRun({ run, name }) {
      store.runs.rename(run, name);
      recorder.rename(run, name);
      news.moved(info(run), true);
      return { value: info(run) };
    },
    sweeps: () => ({ value: sweeps.list() }),
    createSweep: (args) => ({ value: sweeps.create(args) }),
    openSweep: ({ sweep }) => ({ value: sweeps.open(sweep) }),
    controlSweep: async (args) => ({ value: await sweeps.control(args) }),
    runAgain: (args) => ({ value: sweeps.runAgain(args) }),
    renameSweep: ({ sweep, name }) => ({ value: sweeps.rename(sweep, name) }),
    async deleteSweep({ sweep }) {
      await sweeps.delete(sweep);
      return done;
    },
    ...dataAnswers(store, sources),
    ...carryAnswers(parts.carrier, news),
    engines: async () => ({ value: await trainer.engines() }),
    installation: () => ({ value: installer.installation }),
    installEngine() {
      installer.install();
      return done;
    },
    cancelInstall() {
      installer.cancel();
      return done;
    },
    async removeEngine() {
      if (trainer.hasNative) {
        // its library is loaded there, and a run in progress is never harmed
        if (recorder.live || verifier.busy) throw new LabError('engine-in-use');
        await trainer.renew();
      }
      await installer.remove();
      return done;
    },
    ...keepingAnswers({ ...parts, host: parts.about.host, engines: () => trainer.engines() }),
  };
}

const done = { value: null };

/** A document that is being edited: its form must be right, its network may not run yet.
 *  @throws LabError plan-invalid */
function draftOf(document: unknown): Plan {
  const draft = planSchema.safeParse(document);
  if (draft.success) return draft.data;
  throw new LabError('plan-invalid', {}, checkPlan(document).problems);
}

/** A plan that can run. @throws LabError plan-invalid */
function runnable({ about }: Parts, document: unknown): Plan {
  const { plan, problems } = checkPlan(document, about.memoryLimit);
  if (plan) return plan;
  throw new LabError('plan-invalid', {}, problems);
}

async function start(parts: Parts, args: Args<'start'>): Promise<Answer<'start'>> {
  const { store, trainer } = parts;
  const plan = runnable(parts, args.plan);
  store.experiments.get(args.experiment);
  await trainer.prepare(plan);
  const name = store.runs.freshName(args.experiment, plan.name);
  return begin(parts, newRun(args.experiment, plan, args.paused, name), args);
}

async function branch(
  parts: Parts,
  args: Args<'branch'>,
  detail: (run: number) => RunDetail,
): Promise<Answer<'branch'>> {
  const { store, trainer } = parts;
  const { run, step, changes, paused } = args;
  const plan = runnable(parts, asComputed(detail(run)));
  checkEntries(plan, changes, 'branch');
  await trainer.prepare(plan);
  const parent = detail(run);
  const from = waypointTo(store, parent, step);
  const { experiment, name } = parent.info;
  const fresh = store.runs.freshName(experiment, plan.name);
  const made = newRun(experiment, plan, paused, fresh, { run, name, step, changes });
  return begin(parts, made, args, { from, changes });
}

/** Stores a new run and has the trainer begin it. */
function begin(
  { store, writer, recorder, trainer, news }: Parts,
  run: NewRun,
  { speed, paused }: Pick<Args<'start'>, 'speed' | 'paused'>,
  branch?: Branch,
): { value: RunDetail } {
  const lab = store.announce();
  const info = store.patiently(() => store.runs.create(lab, run, writer));
  recorder.add(info);
  trainer.start(info.id, run.plan, speed, paused, branch);
  news.moved(info, true);
  return { value: { ...run, info } };
}
