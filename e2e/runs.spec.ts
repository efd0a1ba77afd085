import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fill } from '../bench/many-runs.ts';
import { expect, type Lab, slow, status, test } from './lab.ts';
import { faultsOf, settled } from './whole.ts';

const rows = (window: Page) => window.locator('[data-testid^="run-row-"]');
const count = (window: Page) => window.getByTestId('runs-count');
const search = async (window: Page, text: string): Promise<void> => {
  await window.getByTestId('runs-table').focus();
  await window.keyboard.press('/');
  await expect(window.getByTestId('search-runs')).toBeFocused();
  await window.getByTestId('search-runs').fill(text);
};
/** So many runs in the lab's folder, and the page that lists them. */
async function opened(lab: Lab, many: number): Promise<Page> {
  fill(lab.data, many);
  await lab.window.getByTestId('tab-runs').click();
  await expect(rows(lab.window).first()).toBeVisible();
  return lab.window;
}

test(
  'of ten thousand runs those on screen are drawn; any is reached, found, sorted by, and opened',
  { tag: slow },
  async ({ lab }) => {
    test.setTimeout(120_000);
    const window = await opened(lab, 10_000);
    const table = window.getByTestId('runs-table');
    await expect(count(window)).toHaveText('10,000');
    await expect(table).toHaveAttribute('aria-rowcount', '10001');
    expect(await rows(window).count()).toBeLessThan(80);
    await table.focus();
    await window.keyboard.press('End');
    await expect(window.getByTestId('run-row-1')).toBeInViewport();
    await expect(window.getByTestId('run-row-1')).toHaveAttribute('aria-rowindex', '10001');
    await window.keyboard.press('Home');
    await expect(window.getByTestId('run-row-10000')).toBeInViewport();

    await search(window, 'TANH 0.03 circle');
    await expect(count(window)).toHaveText(/^[\d,]+ of 10,000$/);
    await expect(rows(window).first()).toContainText('circle');
    await search(window, '#4711');
    await expect(rows(window)).toHaveCount(1);
    await expect(window.getByTestId('run-row-4711')).toBeVisible();
    await search(window, 'nothing at all');
    await expect(window.getByText('No run matches.')).toBeVisible();
    await window.getByText('Show all').click();
    await expect(count(window)).toHaveText('10,000');

    await window.getByTestId('sort-test').click();
    const tests = async (): Promise<number[]> =>
      (await rows(window).locator('.best, .r').allInnerTexts()).filter((text) => /^\d\.\d{3}$/.test(text)).map(Number);
    await expect.poll(async () => Math.min(...(await tests()))).toBeLessThan(0.05);
    await window.getByTestId('facet-data').getByText('moons').click();
    await expect(count(window)).toHaveText(/^7,\d{3} of 10,000$/);
    await window.getByTestId('facet-tags').getByText('lecture').click();
    await expect(count(window)).toHaveText(/^1\d\d of 10,000$/);
  },
);

test('columns and groups are chosen and kept', async ({ lab }) => {
  const window = await opened(lab, 120);
  await window.getByTestId('view-runs').click();
  await window.getByTestId('column-learningRate').check();
  await window.getByTestId('group-by-experiment').check();
  await window.keyboard.press('Escape');
  const group = window.locator('[data-testid^="group-"][role="row"]');
  await expect(group.first()).toContainText('Study 3');
  await expect(group.first()).toContainText('20 runs');
  await expect(window.getByTestId('sort-learningRate')).toBeVisible();
  await group.first().click();
  await window.keyboard.press('ArrowLeft');
  await expect(group.first()).toHaveAttribute('aria-expanded', 'false');
  await expect(window.getByTestId('run-row-120')).toBeHidden();
  await expect(group).toHaveCount(2);
  await window.reload();
  await window.getByTestId('tab-runs').click();
  await expect(group.first()).toContainText('Study 3');
  await expect(window.getByTestId('sort-learningRate')).toBeVisible();
});

test('several are selected, tagged and deleted; undone after a reload; the command line sees the same', async ({
  lab,
}) => {
  const window = await opened(lab, 60);
  const box = (run: number) => window.getByTestId(`run-row-${run}`);
  await box(60).click();
  await box(57).click({ modifiers: ['Shift'] });
  const selected = window.locator('[role="row"][aria-selected="true"]');
  await expect(selected).toHaveCount(4);
  await expect(count(window)).toHaveText('4 of 60 selected');
  await box(57).click({ modifiers: ['Control'] });
  await expect(selected).toHaveCount(3);
  await window.keyboard.press('t');
  await window.getByTestId('tag-text').fill('monday');
  await window.keyboard.press('Enter');
  await window.keyboard.press('Escape');
  await expect(box(60)).toContainText('monday');
  const tagged = JSON.parse(await lab.command('runs', '--json', '--tag', 'monday')) as { id: number }[];
  expect(tagged).toHaveLength(3);

  await window.getByTestId('delete-run').click();
  await expect(window.getByText('3 runs were deleted.')).toBeVisible();
  await expect(count(window)).toHaveText('57');
  await window.reload();
  await window.getByTestId('tab-runs').click();
  await expect(count(window)).toHaveText('57');
  expect(JSON.parse(await lab.command('runs', '--json', '--tag', 'monday'))).toEqual([]);
  await window.getByTestId('undo-delete').click();
  await expect(count(window)).toHaveText('3 of 60 selected');
  await window.getByTestId('runs-table').focus();
  await window.keyboard.press('Control+a');
  await expect(count(window)).toHaveText('60 of 60 selected');
  await window.keyboard.press('Delete');
  await expect(window.getByText('No runs yet.')).toBeVisible();
  await window.keyboard.press('Control+z');
  await expect(count(window)).toHaveText('60 of 60 selected');
});

test('a note is Markdown that runs and loads nothing', async ({ lab }) => {
  const window = await opened(lab, 3);
  const asked: string[] = [];
  window.on('request', (request) => asked.push(request.url()));
  let dialogs = 0;
  window.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await window.getByTestId('run-row-2').click();
  await window.keyboard.press('n');
  const hostile = readFileSync(join(import.meta.dirname, 'hostile-note.txt'), 'utf8');
  await window.getByTestId('note-text').fill(hostile);
  await window.getByTestId('note-text').press('Escape');
  const shown = window.getByTestId('note-shown');
  await expect(shown.locator('strong').first()).toHaveText('bold');
  await expect(shown.locator('table td').first()).toHaveText('1');
  await expect(shown).toContainText('<script>');
  expect(await shown.locator('script, img, a, iframe, svg, style, input, form, object, video').count()).toBe(0);
  expect(await shown.evaluate((note) => note.innerHTML)).not.toMatch(/<[^>]+ (on\w+|href|src|srcset|style)=/i);
  for (const word of await shown.locator('[title]').all()) await word.click({ force: true });
  expect(asked.filter((url) => !url.startsWith('ws'))).toEqual([]);
  expect(dialogs).toBe(0);
  await window.reload();
  await window.getByTestId('tab-runs').click();
  await window.getByTestId('run-row-2').click();
  await expect(window.getByTestId('note-shown').locator('strong').first()).toHaveText('bold');
  expect(await lab.command('note', '2')).toContain('javascript:');
  await search(window, 'hostile');
  await expect(rows(window)).toHaveCount(1);
});

test('a live run is on top and moves on in its row; its plan begins another experiment', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('speed').selectOption({ index: 0 });
  await window.getByTestId('play').click();
  await status(window, 'running');
  await window.getByTestId('tab-runs').click();
  const row = window.getByTestId('run-row-1');
  await expect(row).toContainText('live');
  const first = await row.innerText();
  await expect.poll(() => row.innerText()).not.toBe(first);
  await row.click();
  await window.getByTestId('delete-run').click();
  await expect(row).toBeHidden();
  await window.getByTestId('undo-delete').click();
  await expect(row).toContainText('live');
  await row.click();
  await window.keyboard.press('d');
  await expect(window.getByTestId('chain')).toBeVisible();
  await expect(window.getByTestId('architecture')).toHaveText('2-6-3-1');
  await window.getByTestId('play').click();
  await expect(window.getByTestId('transport')).toHaveAttribute('data-run', '2');
});

test('nothing of the list is cut off or out of reach, with its panel and its menus', async ({ lab }) => {
  const window = await opened(lab, 60);
  await lab.command('tag', '60', 'a rather long tag that is cut', 'another', 'third');
  await lab.command('note', '60', '# A note\n\nwith `code` and **bold** words');
  const faults: string[] = [];
  const sizes = [[1366, 768], [1024, 640], [683, 384], [1920, 1080]] as const; // prettier-ignore
  for (const [width, height] of sizes) {
    await window.setViewportSize({ width, height });
    await window.getByTestId('runs-table').focus();
    await window.keyboard.press('Home');
    for (const [what, key] of [
      ['details', 'i'],
      ['tags', 't'],
    ] as const) {
      await window.keyboard.press(key);
      await settled(window);
      faults.push(...(await faultsOf(window)).map((fault) => `${width} ${what}: ${fault}`));
    }
    await window.keyboard.press('Escape');
    await window.getByTestId('view-runs').click();
    await settled(window);
    faults.push(...(await faultsOf(window)).map((fault) => `${width} view: ${fault}`));
    await window.keyboard.press('Escape');
    await window.getByTestId('runs-table').focus();
    await window.keyboard.press('i');
  }
  expect(faults).toEqual([]);
});
