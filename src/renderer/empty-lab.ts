import type { Args, CallName, ToLab } from '../core/contract/window.ts';
import { decodeMessage, encodeMessage, type Port } from '../core/contract/wire.ts';
import type { Plan } from '../core/plan/schema.ts';
import { App } from './app/app.svelte.ts';
import { LabClient } from './lab/client.ts';

/** For tests: a lab that has nothing and refuses what is in `refused`. */
export class EmptyLab implements Port {
  refused = new Set<CallName>();
  /** What was kept, by key. */
  settings: Record<string, unknown> = {};
  private say: (message: Uint8Array) => void = () => undefined;
  private readonly plans: Plan[] = [];
  onMessage(listener: (message: Uint8Array) => void): void {
    this.say = listener;
  }
  onClose(): void {
    // it never does
  }
  post(message: Uint8Array): void {
    const { id, call, args } = decodeMessage(message).header as ToLab;
    const failure = { code: 'store-full', values: {}, problems: [] };
    const answer = this.refused.has(call)
      ? { id, ok: false, failure }
      : { id, ok: true, value: this.answer(call, args) };
    void Promise.resolve().then(() => this.say(encodeMessage(answer, [])));
  }
  private answer(call: CallName, args: unknown): unknown {
    switch (call) {
      case 'hello':
        return { settings: this.settings, experiments: [], memoryLimit: 1e9 };
      case 'createExperiment':
        return { id: this.plans.push((args as { plan: Plan }).plan), ...(args as { plan: Plan }) };
      case 'history':
        return {
          plan: this.plans[(args as Args<'history'>).experiment - 1],
          states: [],
          position: 0,
          revision: null,
        };
      case 'setSetting': {
        const { key, value } = args as Args<'setSetting'>;
        this.settings[key] = value;
        return null;
      }
      case 'saveExperiment':
        return { updatedAt: 0, saved: true };
      case 'experiments':
      case 'presets':
        return [];
      default:
        return null;
    }
  }
}

/** For tests: a window on such a lab, once it has come up. */
export async function startedApp(lab = new EmptyLab()): Promise<{ app: App; lab: EmptyLab }> {
  const app = new App(new LabClient(() => Promise.resolve(lab)));
  await app.start();
  return { app, lab };
}
