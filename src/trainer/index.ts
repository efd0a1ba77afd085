import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromTrainer, ToTrainer } from '../core/contract/trainer.ts';
import type { NativeFound } from '../core/contract/native.ts';
import type { EngineWish } from '../core/engines.ts';
import { atStart, isLive } from '../core/run.ts';
import { baselines } from './baselines/baselines.ts';
import { alone } from './engine/engine.ts';
import { Module } from './engine/kernels.ts';
import { Engines } from './engines.ts';
import { look } from './look.ts';
import { preview } from './preview.ts';
import { connectParent } from './parent.ts';
import { Rerun } from './rerun.ts';
import { Sources } from './sources.ts';
import { Session } from './session.ts';
import { survey } from './survey.ts';
import { Task } from './task.ts';
import { nodeThreads } from './threads.ts';
import { traceOf } from './trace.ts';

/** Milliseconds a session works before the others and the messages get their turn. */
const TURN = 8;
/** ms until it is seen again whether a backend of TensorFlow has started. */
const STARTING = 5;
/** ms that it waits at most for what was posted to be written, before it works on. */
const WRITING = 20;
/** The same for a landscape, beside which training keeps the larger part of the time. */
const SURVEY_TURN = 4;
/** And beside a run for what only verifies. */
const RERUN_TURN = 2;

/** The folder of resources, as whoever starts this process says; where in the list differs between Node and Electron. */
const RESOURCES = '--resources=';
const resources = process.argv.find((word) => word.startsWith(RESOURCES))?.slice(RESOURCES.length) ?? 'resources';
const kernels = new Module(readFileSync(join(resources, 'kernels.wasm')));
const parent = connectParent<ToTrainer, FromTrainer>();
const post = (message: FromTrainer): void => parent.post(message);
/** Who waits for main's word on TensorFlow's library. */
const askedNative: ((found: NativeFound) => void)[] = [];
const engines = new Engines(kernels, resources, () => {
  post({ type: 'findNative' });
  return new Promise((resolve) => askedNative.push(resolve));
});
const sessions = new Map<number, Session>();
/** Each done one after the other, so that only one of them takes memory; landscapes and baselines, which take long, when there is
 *  no look and no preview. */
const looks: Task[] = [];
const surveys: Task[] = [];
/** Stored runs to be executed again, one after the other, when there is nothing of those to do. */
const reruns: Rerun[] = [];
/** Messages that wait until an engine is loaded, in their order; null where none is. */
let waiting: Parameters<typeof take>[0][] | null = null;
const sources = new Sources();
let timer: NodeJS.Timeout | undefined;
let soon = false;
/** Until when it waits for what was posted to be written. */
let patientUntil = 0;

/** Gives every session and the first look or landscape a turn, then comes back when the first of them wants to. */
function loop(): void {
  soon = false;
  clearTimeout(timer);
  if (engines.starting) {
    timer = setTimeout(loop, STARTING);
    return;
  }
  if (parent.writing && performance.now() < patientUntil) {
    timer = setTimeout(loop, 1);
    return;
  }
  let wait = Infinity;
  for (const [run, session] of sessions) {
    try {
      wait = Math.min(wait, session.turn(TURN));
    } catch (error) {
      console.error(error); // a bug: the run says so, the others go on
      session.fail(reasonOf(error));
    }
    if (isLive(session.status)) continue;
    session.close();
    sessions.delete(run);
  }
  if (looks.length > 0 ? work(looks, TURN) : work(surveys, SURVEY_TURN)) wait = 0;
  else wait = Math.min(wait, again(Math.max(RERUN_TURN, Math.min(TURN, wait))));
  patientUntil = performance.now() + WRITING;
  if (wait <= 0) wake();
  else if (wait < Infinity) timer = setTimeout(loop, wait);
}

/** Works at the first of some tasks. @returns whether there is more to do */
function work(tasks: Task[], ms: number): boolean {
  const [task] = tasks;
  if (!task) return false;
  try {
    const answer = task.turn(ms);
    if (!answer) return true;
    post(answer);
  } catch (error) {
    post({ type: 'failed', request: task.request, message: reasonOf(error) });
  }
  tasks.shift();
  return looks.length + surveys.length > 0;
}

/** Works at the first of the reruns. @returns when it wants to be called again */
function again(ms: number): number {
  const [rerun] = reruns;
  if (!rerun) return Infinity;
  try {
    const wait = rerun.turn(ms);
    if (!rerun.ended) return wait;
  } catch (error) {
    post({ type: 'failed', request: rerun.request, message: reasonOf(error) });
  }
  rerun.close();
  reruns.shift();
  return reruns.length > 0 ? 0 : Infinity;
}

function wake(): void {
  if (soon) return;
  soon = true;
  setImmediate(loop);
}

/** What a message asks of engines. */
const wishOf = (message: ToTrainer): EngineWish =>
  message.type === 'start' ||
  message.type === 'trace' ||
  message.type === 'look' ||
  message.type === 'preview' ||
  message.type === 'verify'
    ? message.plan
    : message.type === 'curve'
      ? (message.wish ?? {})
      : {};

/** Does what main asks, at once or, where an engine has to be loaded first, when it is; later messages wait behind it. */
function receive(message: ToTrainer): void {
  // what an engine that is being loaded waits for cannot wait behind it
  if (message.type === 'native') askedNative.shift()?.(message.found);
  else if (message.type === 'nativeChanged') engines.nativeChanged();
  else if (waiting) waiting.push(message);
  else if (engines.ready(wishOf(message))) take(message);
  else {
    waiting = [message];
    void engines.load(wishOf(message)).finally(() => {
      const all = waiting ?? [];
      waiting = null;
      const [first, ...rest] = all;
      if (first) take(first);
      for (const next of rest) receive(next);
    });
  }
}

function take(message: Exclude<ToTrainer, { type: 'native' | 'nativeChanged' }>): void {
  switch (message.type) {
    case 'source':
      sources.put(message.key, message.file, message.drop);
      break;
    case 'start': {
      try {
        const { run, plan, speed, branch, swept } = message;
        // the other cores have sweeps of their own, or a person at work
        const engine = engines.nearest(plan, sources.of(plan), swept ? alone : nodeThreads);
        const session = new Session(run, engine, speed, post, branch, null, swept);
        if (message.paused) session.pauseAtStart();
        sessions.set(run, session);
      } catch (error) {
        post({
          type: 'batch',
          run: message.run,
          frames: [],
          progress: { ...atStart('failed', message.branch?.from.step), message: reasonOf(error) },
        }); // no memory, say
      }
      break;
    }
    case 'control':
      sessions.get(message.run)?.control(message.action, message.until);
      break;
    case 'speed':
      sessions.get(message.run)?.setSpeed(message.speed);
      break;
    case 'stored':
      sessions.get(message.run)?.stored();
      break;
    case 'trace':
      answer(message.request, () => ({
        type: 'traced',
        request: message.request,
        trace: traceOf(engines.exactly(message.plan, sources.of(message.plan))),
      }));
      break;
    case 'look': {
      const { request, plan, from } = message;
      const source = sources.of(plan); // now: it may be dropped before its turn
      looks.push(
        new Task(
          request,
          look(() => engines.exactly(plan, source), request, from),
        ),
      );
      break;
    }
    case 'preview': {
      const { request, plan } = message;
      const source = sources.of(plan);
      looks.push(
        new Task(
          request,
          preview(() => engines.nearest(plan, source), request),
        ),
      );
      break;
    }
    case 'survey':
      surveys.push(
        new Task(
          message.request,
          survey(message.request, kernels, message.plan, sources.of(message.plan), message.survey),
        ),
      );
      break;
    case 'baselines':
      surveys.push(new Task(message.request, baselines(message.request, message.plan, sources.of(message.plan))));
      break;
    case 'verify': {
      const { request, plan, recorded } = message;
      const source = sources.of(plan);
      reruns.push(new Rerun(request, () => engines.exactly(plan, source), recorded, post));
      break;
    }
    case 'compared':
      reruns.find(({ request }) => request === message.request)?.compared();
      break;
    case 'forget': {
      const rerun = reruns.findIndex(({ request }) => request === message.request);
      if (rerun >= 0) reruns.splice(rerun, 1)[0]?.close();
      for (const tasks of [looks, surveys]) {
        const at = tasks.findIndex(({ request }) => request === message.request);
        if (at >= 0) tasks.splice(at, 1)[0]?.drop();
      }
      break;
    }
    case 'curve': {
      const { request, wish, fn, x } = message;
      later(request, async () => ({ type: 'curved', request, ...(await engines.curve(wish ?? {}, fn, x)) }));
      break;
    }
    case 'engines':
      later(message.request, async () => ({
        type: 'engines',
        request: message.request,
        engines: await engines.list(),
      }));
      break;
  }
  wake();
}

function answer(request: number, compute: () => FromTrainer): void {
  try {
    post(compute());
  } catch (error) {
    post({ type: 'failed', request, message: reasonOf(error) });
  }
}

function later(request: number, compute: () => Promise<FromTrainer>): void {
  compute().then(post, (error: unknown) => post({ type: 'failed', request, message: reasonOf(error) }));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

parent.onMessage(receive);
post({ type: 'ready' });
