import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import TitleBar from './app/bar/TitleBar.svelte';
import type { App } from './app/app.svelte.ts';
import { EmptyLab, startedApp } from './empty-lab.ts';
import Palette from './network/inspector/Palette.svelte';
import { ChainEditor } from './network/editor.svelte.ts';
import './theme/base.css';
import { language } from './theme/language.svelte.ts';
import './theme/tokens.css';
import Transport from './app/transport/Transport.svelte';

afterEach(() => language.restore({}));

async function shown(lab = new EmptyLab()): Promise<App> {
  const { app } = await startedApp(lab);
  await render(TitleBar, { app });
  await render(Transport, { view: app.view, begun: app.begun });
  await render(Palette, { editor: new ChainEditor(app.document) });
  return app;
}

test('bar, transport and palette are Korean as soon as that is chosen, and English again', async () => {
  await page.viewport(1366, 768);
  const lab = new EmptyLab();
  await shown(lab);
  const play = page.getByTestId('play');
  const dense = page.getByTestId('palette-dense');
  const runs = page.getByTestId('tab-runs');
  await expect.element(runs).toHaveTextContent('Runs');
  await page.getByTestId('help').click();
  await page.getByTestId('language-ko').click();
  await expect.element(runs).toHaveTextContent('실행 기록');
  await expect.element(play).toHaveAccessibleName('재생 (스페이스)');
  await expect.element(dense).toHaveTextContent('완전연결');
  const first = page.getByTestId('first-sentence');
  await expect.poll(() => first.element().textContent).toMatch(/^스페이스 키를 누르면 이 43개의 수가/);
  expect(document.documentElement.lang).toBe('ko');
  expect(lab.settings['language']).toBe('ko');
  await page.getByTestId('language-en').click();
  await expect.element(runs).toHaveTextContent('Runs');
  await expect.element(play).toHaveAccessibleName('Play (Space)');
  await expect.element(dense).toHaveTextContent('Dense');
});

test('the choice is there again when the window is opened anew', async () => {
  const lab = new EmptyLab();
  lab.settings['language'] = 'ko';
  await shown(lab);
  await expect.element(page.getByTestId('palette-dropout')).toHaveTextContent('드롭아웃');
});
