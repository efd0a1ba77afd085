import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { expect, status, test, type Lab } from './lab.ts';
import { accessible } from './look.ts';
import { compose, ended, setEpochs } from './sweeps.ts';

/** Figures are drawn for paper, and runs are trained. */
const LONG = { timeout: 60_000 };

const drawn = (window: Page): Promise<void> =>
  expect(window.getByTestId('sheet-page')).toHaveAttribute('aria-busy', 'false', LONG);

/** The report as HTML, opened from a file in a page of its own that has no lab around it. */
async function opened(lab: Lab, browser: Browser): Promise<{ html: string; page: Page }> {
  const { bytes, name } = await lab.saved(() => lab.window.getByTestId('sheet-html').click());
  expect(name).toMatch(/\.html$/);
  const path = join(lab.data, 'report.html');
  writeFileSync(path, bytes);
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.goto(pathToFileURL(path).href);
  expect(asked, 'what the file loads').toEqual([pathToFileURL(path).href]);
  return { html: bytes.toString('utf8'), page };
}

/** Nothing of the sheet lies beyond its edges, and every picture can be drawn. */
async function whole(window: Page): Promise<void> {
  const sheet = window.getByTestId('sheet');
  for (const picture of await sheet.locator('img').all())
    expect(
      await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
    ).toBeGreaterThan(0);
  const beyond = await sheet.evaluate((paper) => {
    const { right, left } = paper.getBoundingClientRect();
    const boxes = [...paper.querySelectorAll('*')].map((element) => element.getBoundingClientRect());
    return boxes.filter((box) => box.width > 0 && (box.right > right + 1 || box.left < left - 1)).length;
  });
  expect(beyond, 'what lies beyond the paper').toBe(0);
}

test('a report of a run: as typed, on A4 and Letter, and as HTML whose plan makes the same run again', async ({
  lab,
  browser,
}) => {
  const { window } = lab;
  await expect(window.getByTestId('report-run')).toBeDisabled(); // of what is no run there is none
  await setEpochs(window, 30);
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('play').click();
  await status(window, 'finished', 60_000);
  await window.getByTestId('report-run').click();
  await drawn(window);
  const sheet = window.getByTestId('sheet');
  await window.getByTestId('report-title').fill('My moons </script><b>');
  await window.getByTestId('report-notes').fill('It bends. </script><img src=x onerror="document.title = 1">');
  await window.getByTestId('sheet-name').fill('Mia');
  await expect(sheet.getByRole('heading', { level: 1 })).toHaveText('My moons </script><b>');
  await expect(sheet.locator('figure img')).not.toHaveCount(0);
  await expect(sheet.getByTestId('sheet-again')).toContainText('lab verify 1');
  await whole(window);
  await accessible(window, 'a report');

  // the numbers of the table are those of the recording
  const { plan: own, frames } = JSON.parse(await lab.command('show', '1', '--json')) as {
    plan: unknown;
    frames: { step: number; epochLoss: number; testAccuracy: number }[];
  };
  const last = frames.at(-1);
  const row = sheet.locator('table').first().locator('tbody tr').last();
  await expect(row).toContainText(`${last?.step ?? ''}`);
  const cells = await row.locator('td').allInnerTexts();
  expect(cells).toContain(String(Number(last?.epochLoss.toPrecision(4))));
  expect(cells).toContain(`${(100 * (last?.testAccuracy ?? NaN)).toFixed(1)} %`);

  const { html, page } = await opened(lab, browser);
  expect(html.replace(/base64,[\w+/=]+/g, '').match(/https?:|@import|blob:/g) ?? []).toEqual([]);
  await expect(page.locator('h1')).toHaveText('My moons </script><b>');
  await expect(page.locator('.notes')).toContainText('onerror=');
  await expect(page.locator('.who')).toContainText('Mia');
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('figure > svg').count()).toBe(await sheet.locator('figure img').count());
  const plan = JSON.parse((await page.locator('script.plan').textContent()) ?? '') as unknown;
  expect(plan).toEqual(own);
  await page.close();
  // the file itself is a plan to the command line: another run of the same numbers
  const again = JSON.parse(await lab.command('run', join(lab.data, 'report.html'), '--json')) as { epochLoss: number };
  expect(again.epochLoss).toBe(last?.epochLoss);

  if (!lab.app) {
    for (const [paper, box] of [
      ['A4', /\/MediaBox \[0 0 59[45][\d.]* 84[12]/g],
      ['Letter', /\/MediaBox \[0 0 612 792/g],
    ] as const) {
      await window.getByTestId('sheet-paper').selectOption(paper);
      const raw = await window.pdf({ preferCSSPageSize: true, printBackground: true });
      const pdf = raw.toString('latin1');
      expect(pdf.match(box)?.length, paper).toBeGreaterThan(0);
      expect(pdf.match(/\/MediaBox/g)?.length).toBe(pdf.match(box)?.length);
    }
    await window.emulateMedia({ media: 'print' });
    await expect(window.getByTestId('report-notes')).toBeHidden();
    await window.emulateMedia({ media: null });
  } else {
    const { name, bytes } = await lab.saved(() => window.getByTestId('sheet-pdf').click());
    expect(name).toMatch(/\.pdf$/);
    expect(bytes.toString('latin1')).toMatch(/^%PDF[\s\S]*\/MediaBox \[0 0 59[45][\d.]* 84[12]/);
  }
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('transport')).toHaveAttribute('data-status', 'finished');
});

test('a report of runs beside each other has what differs and every network; of a sweep, its axes and best places', async ({
  lab,
  browser,
}) => {
  const { window } = lab;
  await setEpochs(window, 30);
  await window.getByTestId('speed').selectOption({ label: 'max' });
  await window.getByTestId('compare-with').click();
  await window.getByTestId('vary-init').click();
  await status(window, 'finished', 60_000);
  await window.getByTestId('share-comparison').click();
  await window.getByTestId('report-comparison').click();
  await drawn(window);
  const sheet = window.getByTestId('sheet');
  await expect(sheet.locator('table').first()).toContainText('initialization');
  await expect(sheet.locator('table').nth(1).locator('tbody tr')).toHaveCount(4);
  await whole(window);
  const { page } = await opened(lab, browser);
  await expect(page.locator('script.plan')).toHaveCount(4);
  await page.close();
  await window.getByTestId('sheet-back').click();
  await expect(window.getByTestId('compare')).toBeVisible();
  await window.keyboard.press('Escape');

  await compose(window, [{ at: 'optimizer.learningRate', values: '0.01 0.1 0.3' }], 2);
  await window.getByTestId('sweep-start').click();
  await ended(window, 6);
  await window.getByTestId('sweep-menu').click();
  await window.getByTestId('report-sweep').click();
  await drawn(window);
  await expect(sheet.locator('table tbody tr')).toHaveCount(3);
  await expect(sheet.locator('table').first()).toContainText('±');
  await whole(window);
  const { page: file } = await opened(lab, browser);
  const sweep = JSON.parse((await file.locator('script.sweep').textContent()) ?? '') as { axes: unknown[] };
  expect(sweep.axes).toHaveLength(1);
  await file.close();
  await window.getByTestId('sheet-back').click();
  await expect(window.getByTestId('sweep')).toBeVisible();
});
