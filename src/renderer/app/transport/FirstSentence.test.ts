import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { startedApp } from '../../empty-lab.ts';
import '../../theme/base.css';
import '../../theme/tokens.css';
import FirstSentence from './FirstSentence.svelte';

test('of one network it says how many numbers learn; of several nothing that is so of one alone', async () => {
  await page.viewport(1366, 768);
  const { app } = await startedApp();
  const { rerender } = await render(FirstSentence, { document: app.document });
  const said = (): string => page.getByTestId('first-sentence').element().textContent;
  expect(said()).toContain('these 43 numbers learn');
  await rerender({ document: app.document, networks: 6 });
  expect(said()).toContain('these 6 networks learn side by side');
  expect(said()).not.toContain('43');
});
