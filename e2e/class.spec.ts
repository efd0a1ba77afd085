import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { expect, test, withFolder, type Lab } from './lab.ts';
import { answers, LONG } from './pupil.ts';

const root = join(import.meta.dirname, '..');

async function open(window: Page, id: string): Promise<void> {
  await window.getByTestId('tab-lessons').click();
  await window.getByTestId(`lesson-${id}`).dblclick();
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', id);
}

/** What a pupil hands in who answered so. */
async function handedIn(lab: Lab, name: string, given: readonly string[]): Promise<string> {
  const { window, data } = lab;
  await open(window, 'backward');
  const step = window.getByTestId('step-w12');
  for (const [i, text] of given.entries()) {
    await step.getByTestId('answer').fill(text);
    await step.getByTestId('answer').press('Enter');
    if (i < given.length - 1) await expect(step.getByTestId('hint')).not.toBeEmpty();
  }
  await window.getByTestId('lessons-home').click();
  const file = await lab.saved(async () => {
    await window.getByTestId('save-answers').click();
    await window.getByTestId('hand-in-name').fill(name);
    await window.getByTestId('hand-in-file').click();
  });
  expect(file.name).toMatch(new RegExp(`^${name}.*1\\.2.*\\.answers\\.json$`));
  const path = join(data, file.name);
  writeFileSync(path, file.bytes);
  await window.getByTestId('start-over').click();
  await window.getByTestId('start-over-sure').click();
  return path;
}

test('pupils hand in, and a teacher reads the class: a table, wrong answers, a sentence for a broken file', async ({
  lab,
}) => {
  const { window, data } = lab;
  const right = answers['backward w12'] ?? '';
  const files = [await handedIn(lab, 'Mia', ['0,864', right]), await handedIn(lab, 'Ben', ['0.8641'])];
  const broken = join(data, 'half.answers.json');
  writeFileSync(broken, '{"answers":1,"na');

  const chooser = window.waitForEvent('filechooser');
  await window.getByTestId('open-class').click();
  await (await chooser).setFiles([...files, broken]);
  await expect(window.getByTestId('class-remarks')).toHaveText(/half\.answers\.json is damaged and was left out/);
  const rows = window.getByTestId('class-row');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('Ben');
  await expect(rows.nth(0)).toContainText('wrong: 0.864');
  await expect(rows.nth(1)).toContainText('Mia');
  await expect(rows.nth(1)).toContainText('right at try 2');
  await expect(window.getByTestId('class-counts')).toContainText('1 of 2');
  // both gave the same wrong answer, to three digits
  await expect(window.getByTestId('class-wrong')).toContainText('0.864');
  await expect(window.getByTestId('class-wrong')).toContainText('2 of 2');
  const table = await lab.saved(() => window.getByTestId('class-save').click());
  expect(table.name).toMatch(/\.csv$/);
  expect(table.bytes.toString('utf8')).toMatch(/Name,File,Minutes[\s\S]*\r\nMia,.*right at try 2/);
  await window.getByTestId('class-back').click();
  await expect(window.getByTestId('lessons')).toBeVisible();
  // nothing of it is kept
  await window.reload();
  await window.getByTestId('tab-lessons').click();
  await expect(window.getByTestId('class')).toHaveCount(0);
  expect(await lab.command('answers', ...files)).toMatch(/Mia[\s\S]*0\.864 \(2\)/);
});

test('a lesson is printed: its plots, claims and answers on pages of their own, without the window around', async ({
  lab,
}) => {
  const { window } = lab;
  await open(window, 'depth');
  await window.getByTestId('step-guess').getByTestId('option').first().click();
  await window.getByTestId('print-sheet').click();
  const sheet = window.getByTestId('sheet');
  await expect(sheet.getByRole('heading', { level: 1 })).toHaveText('Depth: sigmoid against ReLU', LONG); // plots are drawn first
  await window.getByTestId('sheet-name').fill('Mia');
  await expect(sheet.getByTestId('sheet-answers')).toContainText('Sigmoid');
  await expect(sheet.locator('img').first()).toHaveJSProperty('complete', true);
  expect(await sheet.locator('img').count()).toBeGreaterThan(2);
  // every plot is a picture that can be drawn
  for (const picture of await sheet.locator('img').all())
    expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  const beyond = await sheet.evaluate((paper) => {
    const { right, left } = paper.getBoundingClientRect();
    const boxes = [...paper.querySelectorAll('*')].map((element) => element.getBoundingClientRect());
    return boxes.filter((box) => box.width > 0 && (box.right > right + 1 || box.left < left - 1)).length;
  });
  expect(beyond, 'what lies beyond the paper').toBe(0);
  await window.emulateMedia({ media: 'print' });
  await expect(window.getByTestId('tab-lessons')).toBeHidden();
  await expect(window.getByTestId('sheet-print')).toBeHidden();
  await expect(sheet).toBeVisible();
  if (!lab.app) {
    const pdf = (await window.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    expect(pdf.match(/\/MediaBox \[0 0 59[45][\d.]* 84[12]/g)?.length, 'pages of A4').toBeGreaterThan(1);
  }
  await window.emulateMedia({ media: null });
  await window.keyboard.press('Escape'); // out of the field, in which the name stays
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', 'depth');
});

test('a locked lesson is opened by nobody, a hidden one is not listed; both keep what was done', async ({ lab }) => {
  const { window } = lab;
  const link = (hash: string): Promise<void> =>
    window.evaluate((to) => {
      location.hash = to;
    }, hash);
  await open(window, 'depth');
  await window.getByTestId('step-guess').getByTestId('option').first().click();
  await window.getByTestId('lessons-home').click();
  await window.getByTestId('lesson-depth').click();
  await window.getByTestId('teacher-menu').click();
  await window.getByTestId('rule-locked').click();
  const row = window.getByTestId('lesson-depth');
  await expect(row).toContainText('locked');
  await expect(window.getByTestId('open-lesson')).toBeDisabled();
  await expect(window.getByTestId('locked-why')).toHaveText('It is locked until your teacher opens it.');
  await row.dblclick();
  await expect(window.getByTestId('lessons-message')).toContainText('is locked until your teacher opens it');
  await window.getByTestId('tab-workbench').click();
  await link('#lesson=2.2');
  await expect(window.getByTestId('lessons-message')).toContainText('is locked until your teacher opens it');
  expect(await window.evaluate(() => location.hash)).not.toContain('lesson');

  await row.click();
  await window.getByTestId('teacher-menu').click();
  await window.getByTestId('rule-hidden').click();
  await expect(row).toHaveCount(0);
  await expect(window.getByTestId('lessons-hidden')).toContainText('1 lesson is hidden');
  await window.reload();
  await window.getByTestId('tab-lessons').click();
  await expect(row).toHaveCount(0);
  await window.getByTestId('reveal-lessons').click();
  await expect(row).toContainText('hidden');
  await row.click();
  await window.getByTestId('teacher-menu').click();
  await window.getByTestId('rules-none').click();
  await expect(row).toContainText('1 of 8 done');

  await link('#lesson=nothing');
  await expect(window.getByTestId('lessons-message')).toContainText('There is no lesson “nothing” here');
  await link('#lesson=slope');
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', 'slope');
});

test('a start begins with a lesson: by its number, by its file; what is none is a sentence', async ({
  browser,
}, info) => {
  test.skip(info.project.name === 'electron', 'the browser host is started here');
  const start = (data: string, lesson: string) =>
    spawn(process.execPath, [join(root, 'out/main/serve.js'), '--no-open', '--data', data, '--open', lesson]);
  for (const [name, title] of [
    ['2.2', 'Depth: sigmoid against ReLU'],
    [join(root, 'examples/batch-size.lesson.json'), 'Full batch and small batches'],
  ] as const)
    await withFolder(async (data) => {
      const host = start(data, name);
      const page = await browser.newPage();
      try {
        for await (const line of createInterface({ input: host.stdout })) {
          const address = /http:\/\/\S+/.exec(line)?.[0];
          if (!address) continue;
          await page.goto(address);
          break;
        }
        await expect(page.getByTestId('lesson').locator('h2')).toContainText(title);
        expect(page.url()).not.toContain('lesson');
      } finally {
        await page.close();
        host.kill('SIGTERM');
        await new Promise((resolve) => host.once('exit', resolve));
      }
    });
  await withFolder(async (data) => {
    const host = start(data, 'nothing');
    let said = '';
    host.stderr.on('data', (text: Buffer) => (said += text.toString()));
    expect(await new Promise((resolve) => host.once('exit', resolve))).toBe(2);
    expect(said).toContain('There is no lesson “nothing”');
  });
});
