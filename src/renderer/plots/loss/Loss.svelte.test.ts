import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { presets } from '../../../core/plan/presets.ts';
import { FakeLab, tinyFrame } from '../../run/fake-lab.ts';
import { Session } from '../../run/session.svelte.ts';
import { RunView } from '../../view/run-view.svelte.ts';
import '../../theme/base.css';
import '../../theme/plots.css';
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

/** px left and right of what is drawn in a plot. */
const PADDING = 28;

/** A run whose training loss ends at a number that takes much room. */
async function shownIn(width: number): Promise<{ svg: Element; stop: () => void }> {
  const lab = new FakeLab();
  const session = new Session(lab, { experiment: 1, plan: presets.moons, problems: [], plots: undefined });
  await session.playPause();
  const tested = { testLoss: 1.412, testAccuracy: 0.5, epochLoss: 1.11e-10 };
  lab.frames.push(tinyFrame(0, 'frame', { epochLoss: 0.5 }), tinyFrame(1), tinyFrame(2, 'frame', tested));
  lab.become('finished', 2);
  await expect.poll(() => session.step).toBe(2);
  const { container } = await render(Loss, propsOf({}, {}, { view: new RunView(session) }));
  container.style.cssText = `width: ${width}px; height: 160px; display: grid`;
  await expect.poll(() => container.querySelectorAll('text.lab').length).toBeGreaterThan(0);
  await expect.poll(() => container.querySelector('.marks svg')?.getAttribute('width')).toBe(`${width - PADDING}`);
  const svg = container.querySelector('.marks svg');
  if (!svg) throw new Error('no marks');
  return { svg, stop: () => session.opened?.close() };
}

test.each([448, 247, 200, 140])('at %i px no number at the end of a line is cut', async (width) => {
  const { svg, stop } = await shownIn(width);
  const labels = (): SVGTextElement[] => [...svg.querySelectorAll<SVGTextElement>('text.lab')];
  const right = (): number => Math.max(...labels().map((label) => label.getBBox().x + label.getBBox().width));
  await expect.poll(right).toBeLessThanOrEqual(width - PADDING);
  const texts = labels().map(({ textContent }) => textContent);
  if (width >= 247) expect(texts).toContain('train 1.11×10⁻¹⁰');
  stop();
});
