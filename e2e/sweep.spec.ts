import { expect, slow, test } from './lab.ts';
import { accessible } from './look.ts';
import { allSizes, faultsOf, settled } from './whole.ts';
import { compose, ended, setEpochs } from './sweeps.ts';

test('a sweep is put together, run, paused, looked at run by run, and deleted', async ({ lab }) => {
  const { window } = lab;
  await setEpochs(window, 4000);
  await compose(window, [{ at: 'optimizer.learningRate', values: '0.01 0.03 0.1 0.3' }], 2);
  await expect(window.getByTestId('axis-said')).toHaveText('4 values: 0.01, 0.03, 0.1, 0.3');
  await expect(window.getByTestId('sweep-start')).toHaveText('Start 8 runs');
  await expect(window.getByTestId('sweep-about')).toContainText('takes about');
  await accessible(window, 'a sweep that is put together');

  const foot = window.getByTestId('sweep-foot');
  await window.getByTestId('sweep-start').click();
  await expect(foot).toHaveAttribute('data-status', 'running');
  await window.getByTestId('sweep-figure').focus();
  await window.keyboard.press('Space');
  await expect(foot).toHaveAttribute('data-status', 'paused');
  const held = await foot.getAttribute('data-done');
  expect(Number(held)).toBeLessThan(8);
  await window.keyboard.press('Space');
  await ended(window, 8);
  await expect(foot).toHaveAttribute('data-status', 'finished');

  // what the lab has is what the figure's table says
  const shown = window.getByTestId('sweep-table').locator('tbody tr');
  await expect(shown).toHaveCount(8);
  const { bytes: csv } = await lab.saved(async () => {
    await window.getByTestId('sweep-menu').click();
    await window.getByTestId('sweep-csv').click();
  });
  const lines = csv.toString().trim().split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toContain('optimizer.learningRate,seed,status');
  for (const line of lines.slice(1)) expect(line).toContain('finished');

  // pointing at the left end, then going along by keys
  const figure = window.getByTestId('sweep-main');
  const box = await figure.boundingBox();
  if (!box) throw new Error('the figure is not there');
  await window.mouse.move(box.x + 55, box.y + box.height / 2);
  await expect(window.getByTestId('sweep-run')).toContainText('0.01, seed');
  await window.getByTestId('sweep-figure').focus();
  await window.keyboard.press('ArrowRight');
  await expect(window.getByTestId('sweep-run')).toContainText('0.03, seed');
  const first = await window.getByTestId('sweep-run').innerText();
  await window.keyboard.press(first.includes('seed 14') ? 'ArrowUp' : 'ArrowDown');
  await expect(window.getByTestId('sweep-run')).not.toHaveText(first);
  await expect
    .poll(async () => Number(await window.getByTestId('sweep-curve').getAttribute('data-rows')))
    .toBeGreaterThan(20);
  await accessible(window, 'a sweep');

  const tested = await window.getByTestId('sweep-run-table').locator('tr').nth(1).locator('td').first().innerText();
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('transport')).toHaveAttribute('data-status', 'finished');
  await expect(window.getByTestId('plot-loss')).toContainText(`test ${tested}`);
  await window.keyboard.press('Alt+ArrowLeft');
  await expect(window.getByTestId('sweep-run')).toContainText('0.03, seed');

  await window.getByTestId('sweep-menu').click();
  await window.getByTestId('sweep-delete').click();
  await window.getByTestId('sweep-delete-yes').click();
  await expect(window.getByTestId('sweep-run')).toHaveCount(0);
  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('runs-table').locator('tbody tr')).toHaveCount(0);
});

test('a sweep opens again from the menu after a crash, and goes on', async ({ lab }) => {
  await setEpochs(lab.window, 2000);
  await compose(lab.window, [{ at: 'network[0].units', values: '2 4 8' }], 1);
  await lab.window.getByTestId('sweep-start').click();
  await expect(lab.window.getByTestId('sweep-foot')).toHaveAttribute('data-status', 'running');
  await lab.crashAndRestart();
  const { window } = lab;
  await window.getByTestId('document-menu').click();
  await window.locator('[data-testid^="menu-sweep-"]').click();
  await ended(window, 3);
  await window.getByTestId('tab-runs').click();
  await window.locator('[data-testid^="open-sweep-"]').click();
  await expect(window.getByTestId('sweep-foot')).toHaveAttribute('data-status', 'finished');
  await expect(window.getByTestId('sweep-figure')).toHaveAttribute('data-dims', '1');
});

test('what cannot run is said at its field, and nothing begins', async ({ lab: { window } }) => {
  await compose(window, [{ at: 'optimizer.learningRate', values: '0.1 fast' }], 1);
  const axis = window.getByTestId('axis-0');
  await expect(axis).toContainText('“fast” is no number');
  await expect(window.getByTestId('sweep-start')).toBeDisabled();
  await axis.getByTestId('axis-values').fill('0.1 -1');
  await expect(axis).toContainText('At -1:');
  await axis.getByTestId('axis-field').selectOption('network[0].units');
  await axis.getByTestId('axis-values').fill('4 16');
  await axis.getByTestId('add-link').click();
  await axis.getByTestId('axis-link').getByRole('combobox').selectOption('optimizer.learningRate');
  await axis.getByTestId('link-p').fill('-1');
  await axis.getByTestId('link-p').press('Enter');
  await expect(window.getByTestId('sweep-start')).toHaveText('Start 2 runs');
  await window.getByTestId('sweep-start').click();
  await ended(window, 2);
  await expect(window.getByTestId('sweep')).toContainText('= v⁻¹');
});

test(
  'nothing of a sweep overlaps, is cut off or is out of reach, at every size',
  { tag: slow },
  async ({ lab: { window } }) => {
    test.setTimeout(120_000);
    const rates = { at: 'optimizer.learningRate', values: '0.01 0.03 0.1' };
    const faults: string[] = [];
    const look = async (where: string): Promise<void> => {
      for (const size of allSizes) {
        await window.setViewportSize(size);
        await settled(window);
        const narrow = (await window.locator('html').getAttribute('data-size')) === 'S';
        for (const tab of narrow ? ['setup', 'run', 'figure'] : ['']) {
          if (tab) await window.getByTestId(`sweep-tab-${tab}`).click();
          await settled(window);
          for (const fault of await faultsOf(window))
            faults.push(`${where}, ${size.width}×${size.height} ${tab}: ${fault}`);
        }
      }
      await window.setViewportSize(allSizes[1]);
    };
    await setEpochs(window, 10);
    await compose(window, [rates], 2);
    await look('put together');
    await window.getByTestId('sweep-start').click();
    await ended(window, 6);
    await look('one axis');
    for (const axes of [
      [rates, { at: 'network[*].fn' }],
      [rates, { at: 'batchSize', values: '5 10' }, { at: 'seed', values: '1 2' }],
    ]) {
      await compose(window, axes, 1);
      await window.getByTestId('sweep-start').click();
      await ended(window, axes.length === 2 ? 27 : 12);
      await look(`${axes.length} axes`);
    }
    expect(faults).toEqual([]);
  },
);
