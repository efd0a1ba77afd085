import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { answersOf } from '../../core/lessons/answers.ts';
import { noProgress } from '../../core/lessons/progress.ts';
import { lessonOf } from '../../core/lessons/registry.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import '../theme/controls.css';
import ChosenLesson from './ChosenLesson.svelte';
import ClassPage from './ClassPage.svelte';
import { Classroom } from './classroom.svelte.ts';
import { Course, type Entry } from './course.svelte.ts';
import LessonsPage from './LessonsPage.svelte';

const nothing = {
  onopen: vi.fn(),
  onreset: vi.fn(),
  onsave: vi.fn(),
  onprint: vi.fn(),
  onedit: vi.fn(),
};
const page = {
  ...nothing,
  onsay: vi.fn(),
  onfile: vi.fn(),
  onclass: vi.fn(),
  onwrite: vi.fn(),
  onhush: vi.fn(),
  said: null,
};

function entryOf(course: Course, id: string): Entry {
  const entry = course.entry(id);
  if (!entry) throw new Error('a lesson is meant');
  return entry;
}

test('start over is asked for, is taken back with Escape, and is done when one is sure', async () => {
  const course = new Course();
  course.keep('depth', noProgress(lessonOf('depth')));
  const entry = entryOf(course, 'depth');
  const onreset = vi.fn((one: Entry) => course.reset(one));
  const screen = await render(ChosenLesson, { ...nothing, course, entry, next: true, onreset });
  await userEvent.click(screen.getByTestId('start-over'));
  await expect.element(screen.getByTestId('start-over-sure')).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByTestId('start-over')).toHaveFocus();
  expect(onreset).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId('start-over'));
  // of another lesson nothing was asked
  await screen.rerender({ entry: entryOf(course, 'slope') });
  await expect.element(screen.getByTestId('start-over-sure')).not.toBeInTheDocument();
  await screen.rerender({ entry });
  await userEvent.click(screen.getByTestId('start-over-sure'));
  expect(onreset).toHaveBeenCalledExactlyOnceWith(entry);
  await expect.element(screen.getByTestId('open-lesson')).toHaveFocus();
});

test('a teacher’s lesson is removed with its answers when one is sure', async () => {
  const course = new Course();
  const added = course.add('own.json', JSON.stringify({ ...lessonOf('slope'), title: 'Own' }));
  if (!('entry' in added)) throw new Error('a lesson is meant');
  const { entry } = added;
  const screen = await render(ChosenLesson, { ...nothing, course, entry, next: false });
  await userEvent.click(screen.getByTestId('remove-lesson'));
  await expect.element(screen.getByTestId('remove-lesson-sure')).toHaveTextContent('Remove this lesson?');
  await userEvent.click(screen.getByTestId('remove-lesson-keep'));
  expect(course.entry(entry.id)).not.toBeNull();
  course.keep(entry.id, noProgress(entry.lesson));
  await userEvent.click(screen.getByTestId('remove-lesson'));
  await expect.element(screen.getByTestId('remove-lesson-sure')).toMatchTextContent(/and its answers/);
  await userEvent.click(screen.getByTestId('remove-lesson-sure'));
  expect(course.entry(entry.id)).toBeNull();
});

test('a locked lesson cannot be started and looks so; while one is, it is not said that none is', async () => {
  const course = new Course();
  const entry = entryOf(course, 'forward');
  const screen = await render(ChosenLesson, { ...nothing, course, entry, next: true });
  await expect.element(screen.getByText(/no lesson is locked/)).toBeVisible();
  const go = screen.getByTestId('open-lesson');
  const ground = (): string => getComputedStyle(go.element()).backgroundColor;
  const enabled = ground();
  course.rule(entryOf(course, 'depth'), 'locked');
  await expect.element(screen.getByText(/no lesson is locked/)).not.toBeInTheDocument();
  course.rule(entry, 'locked');
  await expect.element(go).toBeDisabled();
  await expect.element(screen.getByTestId('locked-why')).toBeVisible();
  expect(ground()).not.toBe(enabled);
});

test('squares and minutes stand in one column, whatever a row says of its state', async () => {
  const course = new Course();
  course.rule(entryOf(course, 'depth'), 'locked');
  course.keep('slope', noProgress(lessonOf('slope')));
  const screen = await render(LessonsPage, { ...page, course });
  const lefts = (part: string): Set<number> =>
    new Set([...screen.container.querySelectorAll(`.row ${part}`)].map((one) => one.getBoundingClientRect().left));
  expect(lefts('.squares').size).toBe(1);
  expect(lefts('.min').size).toBe(1);
});

test('what went wrong is told as such, and goes when it is dismissed', async () => {
  const onhush = vi.fn();
  const course = new Course();
  const screen = await render(LessonsPage, { ...page, course, onhush, said: { text: 'Bad.', wrong: true } });
  await expect.element(screen.getByRole('alert')).toHaveTextContent('Bad.');
  await userEvent.click(screen.getByTestId('lessons-message-hush'));
  expect(onhush).toHaveBeenCalledOnce();
  await screen.rerender({ said: { text: 'Done.', wrong: false } });
  await expect.element(screen.getByTestId('lessons-message')).toHaveAttribute('role', 'status');
  await screen.rerender({ said: null });
  await expect.element(screen.getByTestId('lessons-message')).not.toBeInTheDocument();
});

test('where all lessons are hidden it is said, with the way to list them', async () => {
  const course = new Course();
  for (const entry of course.entries) course.rule(entry, 'hidden');
  const screen = await render(LessonsPage, { ...page, course });
  await expect.element(screen.getByTestId('lessons-hidden')).toMatchTextContent(/^All lessons are hidden/);
  await expect.element(screen.getByText(/0 lessons/)).not.toBeInTheDocument();
  await userEvent.click(screen.getByTestId('reveal-lessons'));
  await expect.element(screen.getByTestId('lesson-forward')).toBeVisible();
  await expect.element(screen.getByText('4 parts, 14 lessons', { exact: false })).toBeVisible();
});

test('one pupil with one file is said in the singular', async () => {
  const lesson = lessonOf('depth');
  const classroom = new Classroom(new Course());
  const answers = answersOf({ id: 'depth', number: '2.2', lesson }, noProgress(lesson), 'Mia');
  await classroom.take([new File([JSON.stringify(answers)], 'mia.answers.json')]);
  const none = { onmore: vi.fn(), onsave: vi.fn(), onhush: vi.fn(), said: null };
  const screen = await render(ClassPage, { ...none, classroom });
  await expect.element(screen.getByText('1 pupil, 1 file.', { exact: false })).toBeVisible();
});
