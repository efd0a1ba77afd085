import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, slow, test } from './lab.ts';
import { acts, answers, knob, LONG, play } from './pupil.ts';

const folder = join(import.meta.dirname, '../src/core/lessons');
interface Step {
  kind: 'do' | 'number' | 'choose' | 'predict';
  id: string;
  scene?: string;
  answer?: number | string;
  when?: unknown;
}
interface Lesson {
  title: string;
  steps: Step[];
  claims: { says: string; scene?: string; seeds?: number; sweep?: string }[];
}
const lessonOf = (id: string): Lesson => JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as Lesson;

async function open(window: Page, id: string): Promise<void> {
  await window.getByTestId('tab-lessons').click();
  await window.getByTestId(`lesson-${id}`).dblclick();
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', id);
}

for (const id of readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.replace('.json', '')] : []))) {
  test(`the lesson ${id} is walked to its last tick`, { tag: id === 'slope' ? [] : slow }, async ({ lab }) => {
    test.setTimeout(id === 'generalization' ? 1_500_000 : 900_000); // it has a sweep of 27 runs
    const { window } = lab;
    const lesson = lessonOf(id);
    await open(window, id);
    const ran = new Set<string | undefined>();
    for (const step of lesson.steps) {
      const item = window.getByTestId(`step-${step.id}`);
      await expect(item).not.toHaveAttribute('data-done');
      const elsewhere = item.getByTestId('step-scene');
      if (await elsewhere.isVisible()) {
        await elsewhere.click();
        await expect(elsewhere).toBeHidden();
        // a scene that was trained shows its runs when one comes back
        const status = ran.has(step.scene) ? 'finished' : 'none';
        await expect(window.getByTestId('transport')).toHaveAttribute('data-status', status);
      }
      if (step.kind === 'do') ran.add(step.scene);
      switch (step.kind) {
        case 'predict': {
          const withheld = window.getByTestId('withheld');
          await expect(withheld).toHaveCount(step.when === 'start' ? 1 : 0); // what can be seen already is not shown
          await item.getByTestId('option').first().click();
          await expect(withheld).toHaveCount(0);
          break;
        }
        case 'choose':
          await acts[`${id} ${step.id}`]?.(window);
          await item
            .getByTestId('option')
            .nth(Number(step.answer) - 1)
            .click();
          break;
        case 'number': {
          await acts[`${id} ${step.id}`]?.(window);
          const answer = answers[`${id} ${step.id}`];
          if (answer === undefined) throw new Error(`no answer to ${id} ${step.id}`);
          await item.getByTestId('answer').fill(answer);
          await item.getByTestId('answer').press('Enter');
          await expect(item.getByTestId('answered')).toBeVisible(LONG); // some are worked out first
          await window.getByTestId('lesson').locator('h2').click();
          break;
        }
        case 'do': {
          const act = acts[`${id} ${step.id}`];
          if (!act) throw new Error(`nobody knows how to do ${id} ${step.id}`);
          await act(window);
        }
      }
      await expect(item, step.id).toHaveAttribute('data-done', '', LONG);
    }
    for (const [i, { scene, seeds, sweep }] of lesson.claims.entries()) {
      const claim = window.getByTestId('claim').nth(i);
      const waits = (await claim.getAttribute('data-state')) === 'waits' && seeds === undefined && sweep === undefined;
      // a scene that was left before a loaded window had measured it is measured when one comes back
      const tab = window.getByTestId(`scene-${scene ?? ''}`);
      if (waits && (await tab.isVisible())) await tab.click();
      await expect(claim).toHaveAttribute('data-state', 'holds', LONG);
    }
    for (const came of await window.getByTestId('came').all()) await expect(came).toContainText('came');
    await window.getByTestId('lessons-home').click();
    await expect(window.getByTestId(`lesson-${id}`)).toHaveAttribute('data-ended', '');
  });
}

test('what a pupil has done survives a crash, leaves as a file, and begins anew', async ({ lab }) => {
  let { window } = lab;
  await open(window, 'exercise1');
  await window.getByTestId('step-guess').getByTestId('option').nth(0).click();
  await acts['exercise1 play']?.(window);
  await expect(window.getByTestId('step-play')).toHaveAttribute('data-done', '');
  await expect(window.getByTestId('came')).toContainText('It came otherwise: Appropriate');
  await expect(window.getByTestId('claim').first()).toHaveAttribute('data-state', 'holds', LONG);
  await lab.crashAndRestart();
  window = lab.window; // Electron's is another one
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', 'exercise1');
  await expect(window.getByTestId('step-play')).toHaveAttribute('data-done', '');
  await expect(window.getByTestId('claim').first()).toHaveAttribute('data-state', 'holds');
  await expect(window.getByTestId('column-D')).toHaveAttribute('data-status', 'finished');
  await expect(window.getByTestId('column-D')).toHaveAttribute('data-step', '100');
  // its runs are runs like any other
  await window.getByTestId('tab-runs').click();
  await expect(window.getByTestId('run-row-1')).toContainText('Zero');
  await window.getByTestId('tab-lessons').click();
  await expect(window.getByTestId('lesson')).toBeVisible();
  await window.getByTestId('lessons-home').click();
  const { name, bytes } = await lab.saved(async () => {
    await window.getByTestId('save-answers').click();
    await window.getByTestId('hand-in-text').click();
  });
  expect(name).toMatch(/\.md$/);
  expect(bytes.toString('utf8')).toMatch(/Zero; it came: Appropriate[\s\S]*\[x\] \*\*Press Space/);
  await window.getByTestId('start-over').click();
  await window.keyboard.press('Escape'); // it was asked, and nothing is cleared
  await expect(window.getByTestId('start-over')).toBeFocused();
  await window.getByTestId('start-over').click();
  await window.getByTestId('start-over-sure').click();
  await expect(window.getByTestId('lessons-message')).toContainText('begins anew');
  await window.getByTestId('open-lesson').click();
  await expect(window.getByTestId('steps-done')).toHaveText('0 of 9');
  await expect(window.getByTestId('column-A')).toHaveAttribute('data-status', 'none');
});

test('a number that is wrong gets the hint for its mistake; a wrong setting is contradicted, and a right one ticks', async ({
  lab,
}) => {
  const { window } = lab;
  await open(window, 'backward');
  const fill = async (text: string): Promise<void> => {
    const step = window.getByTestId('step-w12');
    await step.getByTestId('answer').fill(text);
    await step.getByTestId('answer').press('Enter');
  };
  await fill('0,864'); // the penalty is forgotten
  await expect(window.getByTestId('step-w12').getByTestId('hint')).toContainText('what does the penalty add?');
  await fill('-0.904');
  await expect(window.getByTestId('step-w12').getByTestId('hint')).toContainText('the sign is not');
  await fill('nothing');
  await expect(window.getByTestId('step-w12').getByTestId('hint')).toContainText('Type a number');
  await expect(window.getByTestId('step-w12')).not.toHaveAttribute('data-done');
  await window.getByTestId('step-w12').getByTestId('show-answer').click();
  await expect(window.getByTestId('step-w12').getByTestId('answered')).toContainText('0.904');

  await open2(window, 'forward');
  await window.getByTestId('step-h2').getByTestId('answer').fill('0');
  await knob('W1[2][2]', '0.9')(window); // the second unit is on now
  await expect(window.getByTestId('step-weight')).toHaveAttribute('data-done', '');
  await window.getByTestId('step-h2').getByTestId('answer').fill('1.2'); // −0.6 + 0.9 · 2
  await window.getByTestId('step-h2').getByTestId('answer').press('Enter');
  const claim = window.getByTestId('claim').first();
  await expect(claim).toHaveAttribute('data-state', 'contradicted');
  await expect(claim.getByTestId('claim-number')).toHaveText('1.200');
  await knob('W1[2][2]', '0.2')(window);
  await expect(claim).toHaveAttribute('data-state', 'holds');
});

/** From a lesson to another one. */
async function open2(window: Page, id: string): Promise<void> {
  await window.getByTestId('lessons-home').click();
  await window.getByTestId(`lesson-${id}`).dblclick();
  await expect(window.getByTestId('lesson')).toHaveAttribute('data-lesson', id);
}

test('a teacher’s file is opened like an experiment; a bad one is said with its place', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('tab-lessons').click();
  const give = async (lesson: object): Promise<void> => {
    const chooser = window.waitForEvent('filechooser');
    await window.getByTestId('open-lesson-file').click();
    await (
      await chooser
    ).setFiles({
      name: '3b-broken.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(lesson)),
    });
  };
  const own = { ...lessonOf('slope'), title: 'Find the broken network' };
  await give({ ...own, minutes: 0 });
  await expect(window.getByTestId('lessons-message')).toContainText('3b-broken.json was not opened. minutes:');
  await expect(window.getByText('From your teacher')).toHaveCount(0);
  await window.getByTestId('lessons-message-hush').click();
  await expect(window.getByTestId('lessons-message')).toHaveCount(0);
  await give({ ...own, title: 'Find the <b>broken</b> network' });
  await expect(window.getByTestId('lessons-message')).toContainText('title: <b> looks like HTML');
  await give(own);
  await expect(window.getByTestId('lesson')).toContainText('Find the broken network');
  await window.getByTestId('lessons-home').click();
  await expect(window.getByText('From your teacher')).toBeVisible();
  await window.reload();
  await window.getByTestId('lessons-home').click();
  await window.getByTestId('lessons').getByText('Find the broken network').first().click();
  await window.getByTestId('remove-lesson').click();
  await expect(window.getByText('From your teacher')).toBeVisible();
  await window.getByTestId('remove-lesson-sure').click();
  await expect(window.getByText('From your teacher')).toHaveCount(0);
});

test('Space right after a lesson was opened trains all of its networks', async ({ lab }) => {
  const { window } = lab;
  await open(window, 'regularization');
  await window.getByTestId('scene-noise').click();
  await window.keyboard.press('Space');
  await expect(window.getByTestId('transport')).toHaveAttribute('data-status', 'finished', LONG);
  const heads = window.locator('header[data-testid^="column-"]');
  await expect(heads).toHaveCount(3);
  for (const head of await heads.all()) await expect(head).toHaveAttribute('data-step', '4000');
});

test('an example for teachers is opened from its file and done as a pupil does it', async ({ lab }) => {
  const { window } = lab;
  await window.getByTestId('tab-lessons').click();
  const chooser = window.waitForEvent('filechooser');
  await window.getByTestId('open-lesson-file').click();
  await (await chooser).setFiles(join(import.meta.dirname, '../examples/first-network.lesson.json'));
  await expect(window.getByTestId('lesson')).toContainText('A first network');
  await play(window);
  await expect(window.getByTestId('step-play')).toHaveAttribute('data-done', '');
  await expect(window.getByTestId('claim')).toHaveAttribute('data-state', 'holds', LONG);
  await knob('width', '1')(window);
  await play(window);
  await expect(window.getByTestId('step-narrow')).toHaveAttribute('data-done', '');
  await window.getByTestId('step-why').getByTestId('option').nth(1).click();
  await expect(window.getByTestId('step-why')).toHaveAttribute('data-done', '');
  await expect(window.getByTestId('claim')).toHaveAttribute('data-state', 'holds'); // it is about eight units
});
