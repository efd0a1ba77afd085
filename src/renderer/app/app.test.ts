import { expect, test } from 'vitest';
import { presets } from '../../core/plan/presets.ts';
import { startedApp } from '../empty-lab.ts';

const file = (name: string, text: string): File => new File([text], name);

test('a refusal goes when a good file is opened, and when another is refused', async () => {
  const { app } = await startedApp();
  await app.importPlan(file('empty.json', ''));
  expect(app.session.message).toContain('empty.json was not opened.');
  await app.importPlan(file('broken.json', '{'));
  expect(app.session.message).toMatch(/^broken\.json was not opened\./);
  await app.importPlan(file('good.json', JSON.stringify(presets.xor)));
  expect(app.document.plan.name).toBe(presets.xor.name);
  expect(app.session.message).toBe('');
});

test('a refusal goes when anything else was done, and stays while nothing was', async () => {
  const { app } = await startedApp();
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
  const { app, lab } = await startedApp();
  lab.refused.add('open');
  await app.openRun(7);
  expect(app.session.message).toContain('The disk is full');
});

test('that the document could not be saved is said until it is saved', async () => {
  const { app, lab } = await startedApp();
  lab.refused.add('saveExperiment');
  app.document.edit('seed', (plan) => ({ ...plan, seed: 2 }));
  await app.document.flush();
  expect(app.session.message).toContain('The disk is full');
  lab.refused.clear();
  await app.document.flush();
  expect(app.session.message).toBe('');
});

test('what is said on the first visit is said until the first step ever, and never again', async () => {
  const { app, lab } = await startedApp();
  expect(app.begun).toBe(false);
  app.begin();
  expect(app.begun).toBe(true);
  await expect.poll(() => lab.settings['begun']).toBe(true);
  expect((await startedApp(lab)).app.begun).toBe(true);
});
