import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { engineLine, type EngineUsed, type EngineWish } from '../../core/engines.ts';
import { LabError } from '../../core/errors.ts';
import { decodeFrame } from '../../core/frame/frame.ts';
import type { Plan } from '../../core/plan/schema.ts';
import { isLive, type RunDetail, type RunInfo, type RunStatus } from '../../core/run.ts';
import { connectTo, type Client } from '../client.ts';
import { Lab } from '../lab.ts';
import { forkNative, forkTrainer } from './fork-trainer.ts';
import { readPlan } from './input.ts';
import type { Places } from './places.ts';
import { json, line, number, percent } from './print.ts';
import { ended, sayNotices } from './terminal.ts';

/** A diverged loss is an outcome; Ctrl-C is told by the shell's usual code. */
const exitCodes: Partial<Record<RunStatus, number>> = { finished: 0, diverged: 0, stopped: 130 };

/** `lab run FILE`: trains a plan to its end and records it, as the window would. @returns the exit code */
export async function runPlan(
  file: string,
  folder: string,
  asJson: boolean,
  places: Places,
  wish: EngineWish = {},
): Promise<number> {
  const plan = { ...(await readPlan(file)), ...wish };
  return record(folder, places, asJson, async (client) => {
    const experiment = await experimentOf(client, plan);
    return (await client.call('start', { experiment, plan, speed: null, paused: false })).value;
  });
}

/** Has a lab of its own begin a run, and records it to its end. @param until a step at which it is stopped, where it is told to
 *  pause there @returns the exit code */
export async function record(
  folder: string,
  places: Places,
  asJson: boolean,
  begin: (client: Client) => Promise<RunDetail>,
  until = Infinity,
): Promise<number> {
  const lab = new Lab({
    folder,
    resourcesDir: places.resourcesDir,
    host: 'terminal',
    spawnTrainer: (background) => forkTrainer(places.trainer, places.resourcesDir, background),
    spawnNative: forkNative(places),
  });
  sayNotices(lab);
  try {
    const end = Promise.withResolvers<RunInfo>();
    let own: number | null = null;
    let newest: RunInfo | null = null;
    const follow = (info: RunInfo): void => {
      showProgress(info);
      const { status, step } = info.progress;
      if (!isLive(status)) end.resolve(info);
      else if (status === 'paused' && step >= until) stop(info.id);
    };
    const { client } = connectTo(lab, (event) => {
      if (event.type === 'run') {
        // others are told of as well, as when the lab packs what an earlier one left
        if (own === null) newest = isNewer(event.info, newest) ? event.info : newest;
        else if (event.info.id === own) follow(event.info);
      } else if (event.type === 'failure') {
        // without a person to free some space, a full disk is the end
        end.reject(new LabError(event.failure.code, event.failure.values, event.failure.problems));
      }
    });
    const stop = (id: number): void => void client.call('control', { run: id, action: 'stop' }).catch(() => null);
    const run = await begin(client);
    own = run.info.id;
    if (isOf(newest, own)) follow(newest);
    void ended().then(() => stop(run.info.id));
    const info = await end.promise.finally(clearProgress);
    const summary = await summaryOf(client, run, info);
    await lab.settled(info.id);
    if (asJson) json(summary);
    else line(lineOf(summary));
    return info.progress.step >= until ? 0 : (exitCodes[info.progress.status] ?? 1);
  } finally {
    await lab.close();
  }
}

const isNewer = (info: RunInfo, than: RunInfo | null): boolean => than === null || info.id >= than.id;
const isOf = (info: RunInfo | null, run: number): info is RunInfo => info?.id === run;

/** The experiment that has this very plan, or a new one: running a file again makes no second document. */
async function experimentOf(client: Client, plan: Plan): Promise<number> {
  const { value: experiments } = await client.call('experiments', {});
  const same = experiments.find((experiment) => isDeepStrictEqual(experiment.plan, plan));
  return same?.id ?? (await client.call('createExperiment', { plan })).value.id;
}

interface Summary {
  run: number;
  status: RunStatus;
  steps: number;
  /** Of the final parameters on all training examples; null where the run did not come to its end. */
  loss: number | null;
  accuracy: number | null;
  /** The epoch mean; see core/figures.ts. */
  epochLoss: number | null;
  testLoss: number | null;
  testAccuracy: number | null;
  seconds: number;
  frames: number;
  /** SHA-256 of the last parameters, where the run recorded them at its end. */
  parameters: string | null;
  message?: string;
  engine?: EngineUsed;
}

async function summaryOf(client: Client, { layout }: RunDetail, info: RunInfo): Promise<Summary> {
  const {
    step,
    status,
    curve: _curve,
    speed: _speed,
    epoch: _epoch,
    loss: epochLoss,
    trained,
    ...rest
  } = info.progress;
  let parameters: string | null = null;
  if (info.frames > 0) {
    const { value, payload } = await client.call('frames', { run: info.id, ordinals: [info.frames - 1] });
    const place = value.frames[0];
    const frame = place ? decodeFrame(payload.subarray(place.offset, place.offset + place.length), layout) : null;
    if (frame?.kind === 'keyframe') {
      const hash = createHash('sha256');
      for (const { name } of layout.keyframe) if (isState(name)) hash.update(frame.tensor(name) ?? '');
      parameters = hash.digest('hex');
    }
  }
  const { loss, accuracy } = trained ?? { loss: null, accuracy: null };
  return { run: info.id, status, steps: step, loss, accuracy, epochLoss, ...rest, frames: info.frames, parameters };
}

/** Parameters, and what the optimizer remembers of them. */
const isState = (name: string): boolean => /^(\S+ )?[Wb]\d+$/.test(name) && !name.startsWith('best');

const lineOf = (s: Summary): string =>
  [
    `run ${s.run} ${s.status}: ${s.steps} steps in ${s.seconds.toFixed(1)} s`,
    `loss ${number(s.loss)} and accuracy ${percent(s.accuracy)} on the training set`,
    `train loss ${number(s.epochLoss)} (mean of the last epoch)`,
    `test loss ${number(s.testLoss)}`,
    `test accuracy ${percent(s.testAccuracy)}`,
    ...(s.message ? [s.message] : []),
    ...(s.engine ? [engineLine(s.engine)] : []),
  ].join(', ');

function showProgress({ progress, steps }: RunInfo): void {
  if (!process.stderr.isTTY) return;
  const { step, epoch, loss, speed } = progress;
  process.stderr.write(
    `\r\x1b[Kstep ${step} of ${steps}  epoch ${epoch}  train loss ${number(loss)}  ${Math.round(speed)} steps/s`,
  );
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
