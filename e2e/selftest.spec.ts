import { expect, slow, test } from './lab.ts';

test(
  'the numbers of the lecture are made again under Help, also while its dialog is closed',
  { tag: slow },
  async ({ lab }) => {
    test.setTimeout(120_000);
    const { window } = lab;
    await window.getByTestId('help').click();
    await window.getByTestId('open-self-test').click();
    await window.getByTestId('self-test-begin').click();
    await expect(window.getByTestId('fact').first()).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(window.getByTestId('self-test')).toBeHidden();
    await window.getByTestId('help').click();
    await window.getByTestId('open-self-test').click();
    await expect(window.getByTestId('self-test-summary')).toContainText('are what they should be', { timeout: 90_000 });
    const facts = window.getByTestId('fact');
    expect(await facts.count()).toBeGreaterThan(20);
    for (const fact of await facts.all()) await expect(fact).toHaveAttribute('data-passed', '');
    const { name, bytes } = await lab.saved(() => window.getByTestId('self-test-save').click());
    expect(name).toBe('self-test.md');
    expect(bytes.toString('utf8')).toContain('parameters of 784-256-256-10');
    await window.getByTestId('self-test-begin').click();
    await window.getByTestId('self-test-stop').click();
    await expect(window.getByTestId('self-test-begin')).toBeVisible();
    await window.screenshot({ path: 'test-results/screens/self-test.png' });
  },
);
