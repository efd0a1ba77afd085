// Pictures of sweeps of one, two and three axes, for a person to judge beside the mockups.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './lab.ts';
import { look, screens, sizes, toggleProjector } from './look.ts';
import { compose, ended, setEpochs, type AxisOf } from './sweeps.ts';

const rates: AxisOf = { at: 'optimizer.learningRate', values: '0.003  0.01  0.03  0.1  0.3  1  3' };
const width: AxisOf = { at: 'network[0].units', values: '1 2 4 8 16 32' };
const few: AxisOf = { at: 'batchSize', values: '5 10 20 50' };
const sweeps: { name: string; axes: AxisOf[]; seeds: number }[] = [
  { name: 'one', axes: [rates], seeds: 3 },
  { name: 'choices', axes: [{ at: 'network[*].fn' }], seeds: 3 },
  { name: 'two', axes: [rates, width], seeds: 2 },
  { name: 'three', axes: [rates, width, few], seeds: 1 },
];

for (const { name, axes, seeds } of sweeps)
  test(`sweep of ${name}`, async ({ lab }) => {
    const { window } = lab;
    test.setTimeout(120_000);
    await setEpochs(window, 60);
    await compose(window, axes, seeds);
    await look(window, `sweep-${name}-draft`);
    await window.getByTestId('sweep-start').click();
    await ended(window, 4);
    await look(window, `sweep-${name}-going`);
    const total = Number(await window.getByTestId('sweep-foot').getAttribute('data-total'));
    await ended(window, total);
    for (const size of sizes) {
      await window.setViewportSize(size);
      for (const theme of ['light', 'dark']) {
        await look(window, `sweep-${name}-${theme}`);
        await window.getByTestId('theme').click();
      }
    }
    if (name === 'two') {
      await window.getByTestId('way-lines').click();
      await window.setViewportSize(sizes[0] ?? { width: 1366, height: 768 });
      await look(window, 'sweep-lines-light');
    }
    for (const size of [
      { width: 1024, height: 640 },
      { width: 683, height: 400 },
    ]) {
      await window.setViewportSize(size);
      await look(window, `sweep-${name}-small`);
    }
    await window.setViewportSize(sizes[0] ?? { width: 1366, height: 768 });
    await expect(window.locator('html')).toHaveAttribute('data-size', 'L');
    await toggleProjector(window);
    await look(window, `sweep-${name}-projector`);
    for (const kind of ['png', 'svg']) {
      await window.getByTestId('sweep-menu').click();
      const { bytes } = await lab.saved(() => window.getByTestId(`sweep-${kind}`).click());
      writeFileSync(join(screens, `sweep-${name}.${kind}`), bytes);
    }
    await window.getByTestId('sweep-menu').click();
    await window.getByTestId('sweep-program').click();
    await look(window, `sweep-${name}-program`);
  });
