import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromTrainer, ToTrainer } from '../core/contract/trainer.ts';
import { digitsOf, type Digits } from '../core/examples.ts';
import { atStart, isLive } from '../core/run.ts';
import { Module } from './engine/kernels.ts';
import { parent } from './parent.ts';
import { Session } from './session.ts';
import { curveOf, traceOf } from './trace.ts';

/** Milliseconds a session works before the others and the messages get their turn. */
const TURN = 8;

/** The folder of resources, as whoever starts this process says; where in the list differs between Node and Electron. */
const RESOURCES = '--resources=';
const resources = process.argv.find((word) => word.startsWith(RESOURCES))?.slice(RESOURCES.length) ?? 'resources';
const kernels = new Module(readFileSync(join(resources, 'kernels.wasm')));
const sessions = new Map<number, Session>();
let digits: Digits | null = null;
let timer: NodeJS.Timeout | undefined;
let soon = false;

const post = (message: FromTrainer): void => parent.post(message);

/** Gives every session a turn, then comes back when the first of them wants to. */
function loop(): void {
  soon = false;
  clearTimeout(timer);
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
  if (wait <= 0) wake();
  else if (wait < Infinity) timer = setTimeout(loop, wait);
}

function wake(): void {
  if (soon) return;
  soon = true;
  setImmediate(loop);
}

function receive(message: ToTrainer): void {
  switch (message.type) {
    case 'digits':
      digits = digitsOf(message.file);
      break;
    case 'start': {
      try {
        const session = new Session(message.run, message.plan, kernels, digits, message.speed, post);
        if (message.paused) session.pauseAtStart();
        sessions.set(message.run, session);
      } catch (error) {
        post({
          type: 'batch',
          run: message.run,
          frames: [],
          progress: { ...atStart('failed'), message: reasonOf(error) },
        }); // no memory, say
      }
      break;
    }
    case 'control':
      sessions.get(message.run)?.control(message.action);
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
        trace: traceOf(kernels, message.plan, digits),
      }));
      break;
    case 'curve':
      answer(message.request, () => ({
        type: 'curved',
        request: message.request,
        ...curveOf(kernels, message.fn, message.x),
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

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

parent.onMessage(receive);
post({ type: 'ready' });
