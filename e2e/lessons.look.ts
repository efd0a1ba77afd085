import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './lab.ts';
import { look, toggleProjector } from './look.ts';

const ids = readdirSync(join(import.meta.dirname, '../src/core/lessons')).flatMap((name) =>
  name.endsWith('.json') ? [name.replace('.json', '')] : [],
);

async function home(window: Page): Promise<void> {
  await window.getByTestId('tab-lessons').click();
  if (!(await window.getByTestId('lessons').isVisible())) await window.getByTestId('tab-lessons').click();
  await expect(window.getByTestId('lessons')).toBeVisible();
}

async function everyWay(window: Page, name: string): Promise<void> {
  await window.setViewportSize({ width: 1366, height: 768 });
  await look(window, name);
  await toggleProjector(window);
  await look(window, `${name}-projector`);
  await toggleProjector(window);
  await window.getByTestId('theme').click();
  await look(window, `${name}-dark`);
  await window.getByTestId('theme').click();
  await window.setViewportSize({ width: 1024, height: 640 });
  await look(window, name);
  await window.setViewportSize({ width: 1366, height: 768 });
}

test('home of the lessons', async ({ lab }) => {
  const { window } = lab;
  await home(window);
  await everyWay(window, 'lessons');
});

for (const id of ids)
  test(`the lesson ${id}`, async ({ lab }) => {
    test.setTimeout(120_000);
    const { window } = lab;
    await home(window);
    await window.getByTestId(`lesson-${id}`).dblclick();
    await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', id);
    await window.keyboard.press('Space');
    await expect(window.getByTestId('transport')).toHaveAttribute('data-status', /finished|diverged/, {
      timeout: 60_000,
    });
    await everyWay(window, `lesson-${id}`);
  });
