import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, playhead, status, test } from './lab.ts';

interface Trace {
  nodes: Record<string, { shape: [number, number]; values: number[] }>;
}

const plan = {
  goldilocks: 1,
  name: 'Small',
  seed: 3,
  data: { kind: 'moons', train: 20, test: 10, noise: 1 },
  network: [
    { type: 'dense', units: 3, init: { kind: 'appropriate' }, bias: true },
    { type: 'activation', fn: 'tanh' },
    { type: 'dense', units: 1, init: { kind: 'appropriate' }, bias: true },
  ],
  loss: 'binary_cross_entropy',
  weightDecay: 0.01,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
  batchSize: 4,
  shuffle: true,
  length: { epochs: 20 },
};

/** Opens a plan file as a person does, and goes to the graph. */
async function open(window: Page, file: string): Promise<void> {
  await window.getByTestId('document-menu').click();
  const [chooser] = await Promise.all([window.waitForEvent('filechooser'), window.getByTestId('open-file').click()]);
  await chooser.setFiles(file);
  await expect(window.getByTestId('architecture')).toHaveText('2-3-1');
  await window.getByTestId('zoom-graph').click();
}

const card = (window: Page) => window.getByTestId('node-card');

/** The numbers of the node on the card, as its table for screen readers has them. */
async function numbers(window: Page): Promise<number[]> {
  const cells = await window.getByTestId('result').locator('td').allInnerTexts();
  return cells.map(Number);
}

test('2-3-1 node by node: every value and gradient is what `lab trace` computes', async ({ lab }) => {
  const { window } = lab;
  const file = join(lab.data, 'small.json');
  writeFileSync(file, JSON.stringify(plan));
  const { nodes } = JSON.parse(await lab.command('trace', file)) as Trace;
  await open(window, file);

  const count = window.getByTestId('node-count');
  await expect(count).toHaveText('12 / 12'); // step 0, computed before anything was pressed
  await window.keyboard.press('.');
  await window.keyboard.press(',');
  await expect(count).toHaveText('0 / 12');
  expect((await playhead(window)).step).toBe(0);
  await window.getByTestId('node-z1').click();
  await window.getByTestId('card-value').click();
  await expect(window.getByTestId('result')).toContainText('not yet');

  const memory: number[] = [];
  const seen: string[] = [];
  for (let k = 1; k <= 12; k++) {
    await window.keyboard.press('.');
    await expect(count).toHaveText(`${k} / 12`);
    const name = (await card(window).getAttribute('data-node')) ?? '';
    expect(await numbers(window), name).toEqual(nodes[name]?.values);
    seen.push(name);
    if (name.startsWith('dW')) {
      await window.getByTestId(`node-b${name.slice(2)}`).click();
      const bias = (await card(window).getAttribute('data-node')) ?? '';
      expect(await numbers(window), bias).toEqual(nodes[bias]?.values);
    }
    memory.push(Number(await window.getByTestId('memory-meter').getAttribute('data-bytes')));
  }
  expect(seen).toEqual(['z1', 'h1', 'o', 'L', 's', 'J', 'dL', 'do', 'dW2', 'dh1', 'dz1', 'dW1']);
  const top = Math.max(...memory);
  expect(top).toBe(4 * 4 * (2 + 3 + 3 + 1));
  expect(memory.indexOf(top)).toBe(2); // when o is there
  expect(memory.at(-1)).toBe(0);

  // and what was given
  for (const name of ['x', 'y', 'W1', 'b1']) {
    await window.getByTestId(`node-${name}`).click();
    await window.getByTestId('card-value').click();
    expect(await numbers(window), name).toEqual(nodes[name]?.values);
  }

  // back one node: its value is gone again; then on beyond the last: the next training step
  await window.keyboard.press(',');
  await expect(count).toHaveText('11 / 12');
  await window.getByTestId('step-11').click();
  await expect(count).toHaveText('12 / 12');
  await window.keyboard.press('.');
  await expect.poll(async () => (await playhead(window)).step).toBe(1);
  await expect(count).toHaveText('0 / 12');
});

test('one example of the batch: the whole batch’s rows, and gradients of its own', async ({ lab }) => {
  const { window } = lab;
  const file = join(lab.data, 'small.json');
  writeFileSync(file, JSON.stringify(plan));
  const { nodes } = JSON.parse(await lab.command('trace', file)) as Trace;
  await open(window, file);
  await window.getByTestId('step-11').click();
  await window.getByTestId('one-example').check();
  await window.getByTestId('example').fill('3');
  await window.getByTestId('example').press('Enter');
  const rowOf = (name: string): number[] => {
    const { shape, values } = nodes[name] ?? { shape: [0, 0], values: [] };
    return values.slice(2 * shape[1], 3 * shape[1]);
  };
  for (const name of ['z1', 'h1', 'o']) {
    await window.getByTestId(`node-${name}`).click();
    await window.getByTestId('card-value').click();
    const shown = await numbers(window);
    rowOf(name).forEach((v, i) => expect(shown[i], name).toBeCloseTo(v, 5));
    // alone it counts four times as much as one of four
    await window.getByTestId('card-gradient').click();
    const gradient = await numbers(window);
    rowOf(`d${name}`).forEach((v, i) => expect(gradient[i], `d${name}`).toBeCloseTo(4 * v, 5));
  }
});

test('a gradient is checked by differences on the spot', async ({ lab }) => {
  const { window } = lab;
  const file = join(lab.data, 'small.json');
  writeFileSync(file, JSON.stringify(plan));
  await open(window, file);
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(5);
  await window.getByTestId('play').click();
  await window.getByTestId('node-W1').click();
  await window.getByTestId('card-gradient').click();
  await window.getByTestId('check-gradient').click();
  await window.getByTestId('epsilon').fill('-4');
  const numberIn = async (id: string): Promise<number> =>
    Number((await window.getByTestId(id).innerText()).replace('−', '-').replace('–', 'NaN'));
  await expect.poll(() => numberIn('check-numeric')).toBeCloseTo(await numberIn('check-backprop'), 5);
  await window.getByTestId('epsilon').fill('0');
  await expect
    .poll(async () => Math.abs((await numberIn('check-numeric')) - (await numberIn('check-backprop'))))
    .toBeGreaterThan(1e-3); // truncation
});

test('a node of the list pauses a live run, and goes there in its newest step', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('zoom-graph').click();
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(2);
  await window.getByTestId('step-0').click();
  await status(window, 'paused');
  await expect(window.getByTestId('node-count')).toHaveText(/^1 /);
  await expect(card(window)).toHaveAttribute('data-node', 'z1');
});

test('a deep chain folds to what is looked at, and its list with it', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-vanishing').click();
  await window.getByTestId('zoom-graph').click();
  const layers = window.getByTestId('order').getByRole('button', { expanded: false });
  await expect(window.getByTestId('node-W1')).toBeVisible();
  await expect(window.getByTestId('node-W3')).toHaveCount(0);
  await layers.filter({ hasText: 'layer 3' }).first().click();
  await expect(window.getByTestId('node-W3')).toBeVisible();
  await expect(window.getByTestId('node-W1')).toHaveCount(0);
  await expect(layers.filter({ hasText: 'layer 3' })).toHaveCount(0);
  await window.getByTestId('node-J').press('Enter'); // folded as well
  await expect(window.getByTestId('node-L')).toBeVisible();
  await expect(window.getByTestId('node-W3')).toHaveCount(0);
});

test('the same in replay at any step; a large network is computed anew where the playhead rests', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('zoom-graph').click();
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished');
  await window.getByTestId('timeline').press('Home');
  await expect.poll(async () => (await playhead(window)).step).toBe(0);
  await window.getByTestId('node-W1').click();
  await window.getByTestId('card-value').click();
  const first = await numbers(window);
  await window.getByTestId('timeline').press('End');
  await expect.poll(() => numbers(window)).not.toEqual(first);

  await window.getByTestId('document-menu').click();
  await window.getByTestId('preset-digitsDeep').click();
  await expect(window.getByTestId('architecture')).toHaveText('784-64-32-16-10'); // it opens as an experiment of its own
  await window.getByTestId('speed').selectOption({ label: '100 steps/s' });
  await window.getByTestId('play').click();
  await status(window, 'running'); // until it begins, the last step of the run before is on show
  const under = async (): Promise<boolean> => {
    const { step } = await playhead(window);
    return step > 30 && step < 3000;
  };
  await expect.poll(under, { timeout: 20_000 }).toBe(true);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  await window.getByTestId('node-o').click(); // opens the last layer, where it is folded
  await window.getByTestId('node-b4').click();
  await expect.poll(() => numbers(window), { timeout: 20_000 }).toHaveLength(10);
  const { step } = await playhead(window);
  await window.getByTestId('back').click();
  await expect.poll(async () => (await playhead(window)).step).toBeLessThan(step);
  await expect.poll(() => numbers(window), { timeout: 20_000 }).toHaveLength(10);
});

test('every zoom leaves the window as SVG and PNG, the network as code', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('play').click();
  await expect.poll(async () => (await playhead(window)).step).toBeGreaterThan(5);
  await window.getByTestId('play').click();
  await status(window, 'paused');
  for (const zoom of ['layers', 'units', 'graph']) {
    await window.getByTestId(`zoom-${zoom}`).click();
    for (const kind of ['svg', 'png'] as const) {
      await window.getByTestId('share-network').click();
      const { name, bytes } = await lab.saved(() => window.getByTestId(`export-${kind}`).click());
      expect(name).toBe(`Moons-${zoom}.${kind}`);
      if (kind === 'png') {
        expect(bytes.subarray(1, 4).toString()).toBe('PNG');
        expect(bytes.readUInt32BE(16)).toBeGreaterThan(1500); // px across: sharp in print
      } else {
        const text = bytes.toString().replace(/<style>.*?<\/style>/s, ''); // the fonts inside
        expect(bytes.length - text.length).toBeGreaterThan(50_000);
        expect(text).toContain('<title>Moons');
        expect(text.match(/<text/g)?.length ?? 0).toBeGreaterThan(8); // words are words, not pixels
        const plain = text.replace(/data:[^"]*|(id="|#)\w+/g, ''); // pictures and drawn names may hold any letters
        expect(plain).not.toMatch(/NaN|undefined/);
        const valid = await window.evaluate(
          (svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror') === null,
          text,
        );
        expect(valid).toBe(true);
      }
    }
  }
  await window.getByTestId('share-network').click();
  await window.getByTestId('copy-code').click();
  await expect(window.getByTestId('code-text')).toContainText('nn.Sequential');
});
