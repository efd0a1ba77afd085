import type { Args, CallName, FrameRef, LabEvent, Replies } from '../../core/contract/window.ts';
import { offsetsOf } from '../../core/contract/wire.ts';
import { LabError } from '../../core/errors.ts';
import { encodeFrame, scalarNames, type FrameKind, type Scalars } from '../../core/frame/frame.ts';
import type { Layout } from '../../core/frame/layout.ts';
import { presets } from '../../core/plan/presets.ts';
import { isLive, type Parent, type Progress, type RunDetail } from '../../core/run.ts';
import type { ClientState, Reply } from '../lab/client.ts';
import type { Lab } from './lab.ts';

export const tinyLayout: Layout = {
  frame: [
    { name: 'rows', rows: 'n', columns: 1 },
    { name: '‖W‖', rows: 1, columns: 2 },
    { name: '‖dW‖', rows: 1, columns: 2 },
  ],
  keyframe: [{ name: 'W1', rows: 2, columns: 2 }],
};

/** A frame whose every number follows from its step. */
export function tinyFrame(step: number, kind: FrameKind = 'frame', more: Partial<Scalars> = {}): Uint8Array {
  const scalars = { ...Object.fromEntries(scalarNames.map((name) => [name, 0])), step } as Scalars;
  return encodeFrame(kind, tinyLayout, 4, { ...scalars, loss: 1 / (1 + step), ...more }, (_name, into) =>
    into.fill(step),
  );
}

const progressOf = (status: Progress['status'], step: number): Progress => ({
  status,
  step,
  epoch: 0,
  loss: null,
  testLoss: null,
  testAccuracy: null,
  seconds: 1,
  speed: 100,
  curve: [],
});

/** A lab for tests: one run whose frames the test adds by hand; every call is written down. */
export class FakeLab implements Lab {
  state: ClientState = 'open';
  frames: Uint8Array[] = [];
  damaged: number[] = [];
  /** Removed since the window saw them. */
  gone: number[] = [];
  progress = progressOf('running', 0);
  plan = presets.moons;
  layout: Layout = tinyLayout;
  asked: { call: CallName; args: unknown }[] = [];
  started = 0;
  holdPreviews = false;
  readonly heldPreviews: (() => void)[] = [];
  private readonly listeners = new Set<(event: LabEvent) => void>();
  private readonly openListeners = new Set<() => void>();
  private wake: (() => void)[] = [];

  onEvent = (listener: (event: LabEvent) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  onOpen = (listener: () => void): (() => void) => {
    this.openListeners.add(listener);
    return () => this.openListeners.delete(listener);
  };
  say(event: LabEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Adds frames, as training would. */
  add(...frames: Uint8Array[]): void {
    this.frames.push(...frames);
    this.nudge();
  }
  become(status: Progress['status'], step = this.progress.step): void {
    this.progress = progressOf(status, step);
    this.nudge();
  }
  drop(): void {
    this.state = 'lost';
    this.nudge();
  }
  reconnect(): void {
    this.state = 'open';
    for (const listener of [...this.openListeners]) listener();
  }
  count(call: CallName): number {
    return this.asked.filter((one) => one.call === call).length;
  }

  async call<C extends CallName>(call: C, args: Args<C>): Promise<Reply<C>> {
    this.asked.push({ call, args });
    await Promise.resolve();
    if (this.state !== 'open') throw new LabError('disconnected');
    const answers: { [K in CallName]?: (args: Args<K>) => unknown } = {
      start: ({ plan, paused }) => {
        this.plan = plan as typeof this.plan;
        this.started++;
        this.frames = [];
        this.become(paused ? 'paused' : 'running');
        return this.detail();
      },
      branch: ({ run, step, changes, paused }) => {
        const parent = { run, name: `Moons ${run}`, step, changes };
        this.started++;
        this.frames = [tinyFrame(step), tinyFrame(step, 'keyframe')];
        this.become(paused ? 'paused' : 'running', step);
        return this.detail(parent);
      },
      open: () => this.detail(),
      control: ({ action }) => {
        if (action === 'stop') this.become('stopped');
        else this.become(action === 'play' ? 'running' : 'paused');
        return this.progress;
      },
    };
    if (call === 'pull') return (await this.pull(args as Args<'pull'>)) as Reply<C>;
    if (call === 'preview') return (await this.previewed(args as Args<'preview'>)) as Reply<C>;
    if (call === 'frames') return this.sent((args as Args<'frames'>).ordinals, {}) as Reply<C>;
    const value = (answers[call]?.(args) ?? null) as Replies[C];
    return { value, payload: new Uint8Array(0) };
  }

  private detail(parent: Parent | null = null): RunDetail {
    return {
      info: {
        id: Math.max(1, this.started),
        experiment: 1,
        name: `Moons ${Math.max(1, this.started)}`,
        createdAt: 0,
        steps: 3000,
        frames: 0,
        bytes: 0,
        architecture: '2-6-3-1',
        activation: 'relu',
        data: 'moons',
        init: 'appropriate',
        parent,
        progress: this.progress,
      },
      plan: this.plan,
      layout: this.layout,
      cadence: { frameEvery: 1, keyframeEvery: 10, keyframeAtStart: true },
    };
  }

  private async pull({ after, maxBytes }: Args<'pull'>): Promise<Reply<'pull'>> {
    if (after + 1 >= this.frames.length && isLive(this.progress.status))
      await new Promise<void>((resolve) => this.wake.push(resolve));
    if (this.state !== 'open') throw new LabError('disconnected');
    const ordinals: number[] = [];
    let bytes = 0;
    for (let o = after + 1; o < this.frames.length && bytes < maxBytes; o++) {
      ordinals.push(o);
      bytes += this.frames[o]?.length ?? 0;
    }
    const more = after + 1 + ordinals.length < this.frames.length;
    return this.sent(ordinals, { progress: this.progress, more }) as Reply<'pull'>;
  }

  /** Answers when the test says so, where it holds previews back. */
  private async previewed({ plan }: Args<'preview'>): Promise<Reply<'preview'>> {
    await new Promise<void>((resolve) => (this.holdPreviews ? this.heldPreviews.push(resolve) : resolve()));
    const frame = tinyFrame(0);
    const detail = this.detail();
    return {
      value: {
        detail: { ...detail, plan: plan as typeof this.plan, info: { ...detail.info, id: 0 } },
        frames: [{ ordinal: 0, offset: 0, length: frame.length }],
      },
      payload: frame,
    };
  }

  private sent(ordinals: number[], more: object): { value: unknown; payload: Uint8Array } {
    const good = ordinals.filter((o) => !this.damaged.includes(o) && !this.gone.includes(o) && this.frames[o]);
    const parts = good.map((o) => this.frames[o] as Uint8Array);
    const offsets = offsetsOf(parts.map((part) => part.length));
    const last = parts.length - 1;
    const payload = new Uint8Array((offsets[last] ?? 0) + (parts[last]?.length ?? 0));
    parts.forEach((part, i) => payload.set(part, offsets[i]));
    const frames = good.map((ordinal, i): FrameRef => {
      return { ordinal, offset: offsets[i] ?? 0, length: parts[i]?.length ?? 0 };
    });
    const [damaged, gone] = [this.damaged, this.gone].map((some) => ordinals.filter((o) => some.includes(o)));
    return { value: { frames, damaged, gone, ...more }, payload };
  }

  private nudge(): void {
    this.wake.splice(0).forEach((wake) => wake());
  }
}
