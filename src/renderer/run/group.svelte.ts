import { stepsPerEpoch, totalSteps } from '../../core/plan/shape.ts';
import type { Plan } from '../../core/plan/schema.ts';
import type { RunStatus } from '../../core/run.ts';
import { LabError, passing } from '../../core/errors.ts';
import { errorSentence } from '../../core/words/errors.ts';
import { errorOf } from '../lab/client.ts';
import type { Lab } from './lab.ts';
import { MessageLine } from './message.svelte.ts';
import { Playhead, type Track } from './playhead.svelte.ts';
import type { Member } from './member.ts';
import { SpeedSetting } from './speed.svelte.ts';

/** What is the same in all runs of a group at the playhead. */
export const paces = ['step', 'epoch', 'share'] as const;
export type Pace = (typeof paces)[number];

/** What a pause may still take of training, so that all runs stand at one step. */
const CLOSE_UP_SECONDS = 1;
const CLOSE_UP_PACED = 10;

/** What members are called in their order; the first is the one in the workbench. */
export const letters = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** One to six runs under one playhead and one transport. The first of them leads: the playhead counts in its steps. A run
 *  alone is a group of one. */
export class Group {
  readonly client: Lab;
  readonly line = new MessageLine();
  readonly speed: SpeedSetting;
  members = $state.raw<readonly Member[]>([]);
  pace = $state<Pace>('step');
  /** While members are put beside each other by a lesson: what is pressed meanwhile is for all of them, and waits. */
  settling: Promise<void> | null = null;
  readonly playhead = new Playhead(() => this.tracks);

  private readonly tracks: readonly Track[] = $derived.by(() =>
    this.members.flatMap((member) => (member.run ? [{ opened: member.run, ratio: this.ratioOf(member) }] : [])),
  );
  readonly hasRun: boolean = $derived.by(() => this.tracks.length > 0);
  /** Whether one of them can still take steps. */
  readonly live: boolean = $derived.by(() => this.members.some((member) => member.live));
  private readonly running: boolean = $derived.by(() => this.members.some(({ status }) => status === 'running'));
  /** How they stand: what can go on counts before what has ended. */
  readonly status: RunStatus | 'none' = $derived.by(() => {
    const all = this.members.map(({ status }) => status);
    return all.find((one) => one === 'running') ?? all.find((one) => one === 'paused') ?? all[0] ?? 'none';
  });
  readonly atLiveEdge: boolean = $derived.by(() => this.live && this.playhead.following);
  /** Whether numbers are being made or replayed right now: what the round button pauses. */
  readonly playing: boolean = $derived.by(() => this.playhead.replaying || (this.atLiveEdge && this.running));
  /** Steps of the longest of them, in steps of the first. */
  readonly steps: number = $derived.by(() =>
    Math.max(1, ...this.members.map((member) => member.steps / this.ratioOf(member))),
  );
  /** Whether they have ended at different steps, as where they were stopped or one diverged. */
  readonly apart: boolean = $derived.by(() => {
    const ended = this.members.flatMap((member) =>
      member.info ? [member.info.progress.step / this.ratioOf(member)] : [],
    );
    return !this.live && ended.some((step) => Math.abs(step - (ended[0] ?? 0)) > 1e-6);
  });
  readonly canStart: boolean = $derived.by(() => this.members.some((member) => member.canStart));

  constructor(client: Lab) {
    this.client = client;
    this.speed = new SpeedSetting((key, value) => void this.attempt(() => client.call('setSetting', { key, value })));
    client.onOpen(() => this.line.over('disconnected'));
    client.onEvent((event) => {
      if (event.type === 'failure') this.told(errorOf(event.failure));
      else if (event.type === 'over') this.line.over(event.code);
    });
  }

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    return this.members.length < letters.length;
  }

  letterOf(member: Member): string {
    return letters[this.members.indexOf(member)] ?? '';
  }

  get lead(): Member | null {
    return this.members[0] ?? null;
  }

  /** How many steps of a member are one of the first's. */
  ratioOf(member: Member): number {
    const { lead } = this;
    if (!lead || lead === member) return 1;
    return stepsIn(this.pace, member.plan) / stepsIn(this.pace, lead.plan);
  }

  add(member: Member): void {
    this.members = [...this.members, member];
  }

  /** Takes one out; what it trains is ended, and kept. The first stays. */
  remove(member: Member): void {
    if (member === this.lead) return;
    this.members = this.members.filter((one) => one !== member);
    member.leave();
    this.playhead.schedule();
  }

  setPace(pace: Pace): void {
    const share = (this.playhead.at ?? 0) / this.steps;
    this.pace = pace;
    if (!this.playhead.following) this.playhead.goTo(share * this.steps);
  }

  /** The round button. */
  async playPause(): Promise<void> {
    if (this.settling) await this.settling;
    const { members, playhead } = this;
    const fresh = members.filter(({ run, canStart }) => !run && canStart);
    if (members.every(({ run }) => !run)) await this.startAll(fresh);
    else if (playhead.following && (this.live || fresh.length > 0)) {
      const pause = this.running;
      const held = members.filter(({ status }) => status === (pause ? 'running' : 'paused'));
      if (pause) {
        await Promise.all(held.map((member) => member.control('pause')));
        await this.closeUp();
        return;
      }
      await Promise.all([...held.map((member) => member.control('play')), this.startAll(fresh)]);
    } else playhead.replay(!playhead.replaying);
  }

  /** One training step at the live edge, of those that are no further than it; else the next frame. */
  async forward(action: 'step' | 'epoch'): Promise<void> {
    const { members, playhead } = this;
    if (members.every(({ run }) => !run)) await this.each(members, (member) => member.start(true));
    if (members.every(({ run }) => !run)) return;
    if (this.atLiveEdge) {
      const behind = members.filter(
        (member) => member.live && (member.newest ?? 0) <= (playhead.at ?? 0) * this.ratioOf(member),
      );
      await Promise.all(behind.map((member) => member.control(action)));
    } else if (action === 'step') this.turn(1);
    else {
      playhead.replay(false);
      playhead.goOnTo(this.nextEpoch());
    }
  }

  /** A frame on or back; back leaves the live edge. */
  turn(frames: 1 | -1): void {
    const done = this.line.begin();
    this.playhead.replay(false);
    this.playhead.turn(frames);
    done();
  }

  /** Puts the playhead on the frame shown at a step of the first run. */
  seek(step: number): void {
    const done = this.line.begin();
    this.playhead.replaying = false;
    this.playhead.goTo(step);
    done();
  }

  /** Ends the live runs where they are. They are kept, and can be gone on from like any other. */
  async stop(): Promise<void> {
    const live = this.members.filter((member) => member.live);
    await Promise.all(live.map((member) => member.control('stop')));
  }

  /** New runs of the same plans, waiting at step 0 with their first parameters on show. */
  async reset(): Promise<void> {
    await this.each(this.members, (member) => member.startAgain());
    this.playhead.restart();
  }

  /** Trains on from the playhead, in new runs: how ended and replayed ones go on. */
  async goOn(): Promise<void> {
    await this.each(
      this.members.filter((member) => member.canGoOn),
      (member) => member.goOn(),
    );
  }

  setSpeed(speed: number | null): void {
    const { lead } = this;
    if (!lead) return;
    this.speed.set(lead.plan, speed);
    this.playhead.speed = speed;
    for (const member of this.members) void member.setSpeed(speed);
  }

  /** Does something with the lab; an expected failure becomes the message line, anything else is a bug. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    const done = this.line.begin();
    try {
      await action();
      done();
    } catch (error) {
      this.failed(error);
    }
  }

  private told(error: LabError): void {
    if (passing.some((code) => code === error.code)) this.line.stand(errorSentence(error), error.code);
    else this.failed(error);
  }

  readonly failed = (error: unknown): void => {
    if (!(error instanceof LabError)) throw error;
    this.line.say(errorSentence(error), error.code);
  };

  /** Runs that were paused a little apart are brought to the step of the foremost, so that all of them are looked at there. */
  private async closeUp(): Promise<void> {
    const paused = this.members.filter(({ status }) => status === 'paused');
    const stepOf = (member: Member): number => (member.info?.progress.step ?? 0) / this.ratioOf(member);
    const foremost = Math.max(...paused.map(stepOf));
    const late = paused.filter((member) => {
      const { step = 0, seconds = 0, speed = 0 } = member.info?.progress ?? {};
      const needs = (foremost * this.ratioOf(member) - step) / Math.max(speed, step / seconds);
      // a pace that was chosen says how long it would take at that pace; they close up as fast as they can
      const most = this.speed.of(member.plan) === null ? CLOSE_UP_SECONDS : CLOSE_UP_PACED;
      return needs > 0 && needs < most;
    });
    await Promise.all(late.map((member) => member.hurryTo(Math.round(foremost * this.ratioOf(member)))));
  }

  /** Starts runs so that they begin at one moment. */
  private async startAll(members: readonly Member[]): Promise<void> {
    const together = members.length > 1;
    await this.each(members, (member) => member.start(together));
    if (together) await Promise.all(members.map((member) => member.control('play')));
  }

  /** One after the other, in their order: so runs are numbered as they stand. */
  private async each(members: readonly Member[], action: (member: Member) => Promise<void>): Promise<void> {
    for (const member of members) await action(member);
  }

  private nextEpoch(): number {
    const epoch = this.lead ? stepsPerEpoch(this.lead.plan) : 1;
    return (Math.floor((this.playhead.at ?? 0) / epoch) + 1) * epoch;
  }
}

/** Steps of a plan that are one step, one epoch, or the whole run. */
function stepsIn(pace: Pace, plan: Plan): number {
  switch (pace) {
    case 'step':
      return 1;
    case 'epoch':
      return stepsPerEpoch(plan);
    case 'share':
      return totalSteps(plan);
  }
}
