import type { Page } from '@playwright/test';
import { expect, playhead } from './lab.ts';

/** Four large networks train to their ends, and others beside them. */
export const LONG = { timeout: 240_000 };

const press = (key: string) => async (window: Page) => {
  await window.keyboard.press(key);
};
/** Space, and to the end. */
export async function play(window: Page): Promise<void> {
  await window.keyboard.press('Space');
  await expect(window.getByTestId('transport')).toHaveAttribute('data-status', /finished|diverged/, LONG);
}
const rewind = press('Home');
/** The next node of the graph, until there are so many. */
const walk = (nodes: number) => async (window: Page) => {
  for (let i = 0; i < nodes; i++) await window.keyboard.press('.');
};
export const knob = (name: string, value: string) => async (window: Page) => {
  const field = window.getByTestId(`knob-${name}`).getByTestId('knob-value');
  await field.fill(value);
  await field.press('Enter');
  await field.blur();
};

/** Looks at the program of the network. */
const code = (target: string) => async (window: Page) => {
  await window.getByTestId('share-network').click();
  await window.getByTestId('copy-code').click();
  await window.getByTestId(`code-${target}`).check();
  await window.keyboard.press('Escape');
};

/** How a pupil does what is to be done, by lesson and step. */
export const acts: Record<string, (window: Page) => Promise<void>> = {
  'forward walk': walk(6),
  'forward weight': knob('x[1][2]', '3'),
  async 'backward walk'(window) {
    const step = window.getByTestId('step-walk');
    for (let nodes = 0; nodes < 14 && (await step.getAttribute('data-done')) === null; nodes++) await walk(1)(window);
  },
  'memory play': play,
  'memory depth': knob('depth', '4'),
  async 'memory over'(window) {
    await knob('width', '8192')(window);
    await knob('batchSize', '8192')(window);
    await knob('depth', '40')(window);
  },
  'memory back': knob('depth', '1'),
  'slope play': play,
  'slope five': play,
  'depth play': play,
  async 'depth twelve'(window) {
    await knob('depth', '12')(window);
    await play(window);
  },
  async 'depth shallow'(window) {
    await knob('depth', '1')(window);
    await play(window);
  },
  async 'matrices half'(window) {
    const sigma = window.getByTestId('product-sigma');
    await sigma.fill('0.5');
    await sigma.press('Enter');
    await sigma.blur();
  },
  'matrices play': play,
  'symmetry play': play,
  async 'symmetry first'(window) {
    await rewind(window);
    await press('ArrowRight')(window);
  },
  'symmetry swap': () => Promise.resolve(), // its tab was just opened
  'symmetry swapped': play,
  'exercise1 play': play,
  async 'exercise1 gradients'(window) {
    await window.getByText('Gradient', { exact: true }).first().click();
    await window.getByTestId('lesson').locator('h2').click();
    await rewind(window);
  },
  async 'exercise1 hand'(window) {
    await setEdge(window, ['node-unit-0-0', 'node-unit-1-0'], '1');
    await play(window);
  },
  async 'exercise1 path'(window) {
    await rewind(window);
    await setEdge(window, ['node-unit-1-0', 'node-unit-2-0'], '1');
    await play(window);
  },
  async 'exercise1 data'(window) {
    await window.getByTestId('knob-data').getByRole('combobox').selectOption('moons');
    await window.getByTestId('lesson').locator('h2').click();
    await play(window);
  },
  'exercise2 play': play,
  async 'exercise2 slidestep'(window) {
    const timeline = window.getByTestId('timeline');
    const box = await timeline.boundingBox();
    if (!box) throw new Error('there is no timeline');
    await timeline.click({ position: { x: box.width * 0.8, y: box.height / 2 } });
    // the step of all four: the first of them may lack a frame that another one has
    const at = async (): Promise<number> => Number(await timeline.getAttribute('aria-valuenow'));
    await expect.poll(at).toBeLessThan(190);
    for (let step = await at(); step > 158; step = await at()) {
      await timeline.press('ArrowLeft');
      await expect.poll(at, LONG).toBeLessThan(step);
    }
  },
  'exercise2 frozen': play,
  'generalization widths': play,
  'generalization wrong': play,
  'generalization clouds': play,
  'generalization four': play,
  'generalization heart': play,
  'generalization six': play,
  async 'generalization early'(window) {
    await knob('steps', '30')(window);
    await play(window);
  },
  async 'generalization rerun'(window) {
    const step = window.getByTestId('step-rerun');
    await step.getByTestId('step-sweep').click(); // what the lesson came with is there at once
    await expect(window.getByTestId('sweep')).toHaveAttribute('data-status', 'finished');
    await expect(window.getByTestId('sweep-done')).toHaveText('27');
    await expect(window.getByTestId('sweep-metric')).toHaveValue('testError'); // what the step is about
    await window.getByTestId('back').click();
    await step.getByTestId('step-sweep-run').click();
    await expect(step.getByTestId('step-sweep-run')).toBeDisabled();
    await expect(step).toHaveAttribute('data-done', '', { timeout: 900_000 }); // 27 runs
  },
  'regularization play': play,
  async 'regularization strong'(window) {
    await knob('weightDecay', '1')(window);
    await play(window);
  },
  'regularization best': play,
  'regularization lambda': play,
  async 'dropout step'(window) {
    for (let step = 1; step <= 3; step++) {
      await window.keyboard.press('ArrowRight');
      await expect.poll(async () => (await playhead(window)).step).toBe(step);
    }
  },
  'dropout mean': play,
  'dropout train': play,
  'dropout order': play,
  async 'dropout unsure'(window) {
    await play(window);
    await window.getByTestId('draw-digit').check();
  },
  'scratch scratch': code('pytorch_scratch'),
  'scratch concise': code('pytorch'),
  'scratch train': play,
  'xavier play': play,
  'xavier rewind': rewind,
  async 'xavier relu'(window) {
    await play(window);
    await rewind(window);
  },
};

/** What a pupil who works it out writes down. */
export const answers: Record<string, string> = {
  'forward z1': '1.3',
  'forward z2': '-0.2',
  'forward h2': '0',
  'forward o': '1.04',
  'forward L': '0.146',
  'forward s': '0.085',
  'backward do': '0.54',
  'backward dw1': '0.782',
  'backward dw2': '-0.05',
  'backward dz1': '0.432',
  'backward dz2': '0',
  'backward w11': '0.482',
  'backward w12': '0.904',
  'backward quotient': '-0.06',
  'memory bytes': '468.2',
  'slope half': '0.5',
  'slope quarter': '0.25',
  'slope four': '0.000977',
  'depth factor': '0.0000153',
  'matrices growth': '24.2',
  'matrices step': '3',
  'exercise1 guessing': '0.693',
  'exercise1 path': '0.639',
  'exercise2 wrong': '11',
  'exercise2 wrongslide': '22',
  'generalization wrong': '241',
  'generalization neighbour': '0',
  'regularization zero': '2000',
  'regularization best': '11',
  'regularization lambda': '0.09',
  'dropout kept': '6',
  'scratch parameters': '269322',
  'xavier variance': '0.00226',
  'xavier bound': '0.173',
  'xavier half': '0.00195',
};

/** Clicks in the middle of an edge of the first network, and types its weight. */
async function setEdge(window: Page, [from, to]: [string, string], value: string): Promise<void> {
  const a = await window.getByTestId(from).first().boundingBox();
  const b = await window.getByTestId(to).first().boundingBox();
  if (!a || !b) throw new Error('units are not drawn');
  await window.mouse.click((a.x + a.width + b.x) / 2, (a.y + a.height / 2 + b.y + b.height / 2) / 2);
  await window.getByTestId('parameter-value').fill(value);
  await window.keyboard.press('Enter');
  // the branch that it starts waits for its first step
  await expect(window.getByTestId('transport')).toHaveAttribute('data-status', 'paused');
}
