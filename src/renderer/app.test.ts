import { expect, test } from 'vitest';
import type { Args, CallName, ToLab } from '../core/contract/window.ts';
import { decodeMessage, encodeMessage, type Port } from '../core/contract/wire.ts';
import { presets } from '../core/plan/presets.ts';
import type { Plan } from '../core/plan/schema.ts';
import { App } from './app.svelte.ts';
import { LabClient } from './lab/client.ts';

/** A lab that has nothing and refuses what is in `refused`. */
class EmptyLab implements Port {
  refused = new Set<CallName>();
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
        return { settings: {}, experiments: [], memoryLimit: 1e9 };
      case 'createExperiment':
        return { id: this.plans.push((args as { plan: Plan }).plan), ...(args as { plan: Plan }) };
      case 'history':
        return {
          plan: this.plans[(args as Args<'history'>).experiment - 1],
          states: [],
          position: 0,
          revision: null,
        };
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

async function started(): Promise<{ app: App; lab: EmptyLab }> {
  const lab = new EmptyLab();
  const app = new App(new LabClient(() => Promise.resolve(lab)));
  await app.start();
  return { app, lab };
}
const file = (name: string, text: string): File => new File([text], name);

test('a refusal goes when a good file is opened, and when another is refused', async () => {
  const { app } = await started();
  await app.importPlan(file('empty.json', ''));
  expect(app.session.message).toContain('empty.json was not opened.');
  await app.importPlan(file('broken.json', '{'));
  expect(app.session.message).toMatch(/^broken\.json was not opened\./);
  await app.importPlan(file('good.json', JSON.stringify(presets.xor)));
  expect(app.document.plan.name).toBe(presets.xor.name);
  expect(app.session.message).toBe('');
});

test('a refusal goes when anything else was done, and stays while nothing was', async () => {
  const { app } = await started();
  const refused = async (): Promise<void> => {
    await app.importPlan(file('empty.json', ''));
    expect(app.session.message).not.toBe('');
  };
  await refused();
  app.document.edit('seed', (plan) => ({ ...plan, seed: 2 }));
  expect(app.session.message).toBe('');
  await refused();
  await app.create(presets.circle);
  expect(app.session.message).toBe('');
});

test('what failed stays said through what belongs to the same act', async () => {
  const { app, lab } = await started();
  lab.refused.add('open');
  await app.openRun(7);
  expect(app.session.message).toContain('The disk is full');
});

test('that the document could not be saved is said until it is saved', async () => {
  const { app, lab } = await started();
  lab.refused.add('saveExperiment');
  app.document.edit('seed', (plan) => ({ ...plan, seed: 2 }));
  await app.document.flush();
  expect(app.session.message).toContain('The disk is full');
  lab.refused.clear();
  await app.document.flush();
  expect(app.session.message).toBe('');
});
