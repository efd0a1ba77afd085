import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { presets } from '../../../core/plan/presets.ts';
import { FakeLab, tinyFrame } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import '../../theme/base.css';
import '../../theme/tokens.css';
import { propsOf } from '../fake-view.ts';
import Loss from './Loss.svelte';

test('a run that diverged says in one sentence when, and what was too large', async () => {
  const lab = new FakeLab();
  const session = new Session(lab, { experiment: 1, plan: presets.moons, problems: [], plots: undefined });
  await session.playPause();
  lab.frames.push(tinyFrame(0), tinyFrame(1), tinyFrame(2, 'frame', { loss: Infinity, epochLoss: Infinity }));
  lab.become('diverged', 2);
  await expect.poll(() => session.step).toBe(2);
  const { container } = await render(Loss, propsOf({}, {}, { view: new RunView(session) }));
  const sentence = 'The loss became infinite at step 2: the learning rate is too large for these weights.';
  const said = (): string | null | undefined => container.querySelector('figcaption .k')?.getAttribute('title');
  await expect.poll(said).toBe(sentence);
  expect(container.querySelector('[role=img]')?.getAttribute('aria-label')).toContain(sentence);
  session.opened?.close();
});
