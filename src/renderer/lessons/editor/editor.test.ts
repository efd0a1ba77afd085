import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { graphOf } from '../../../core/graph/graph.ts';
import { parseLesson } from '../../../core/lessons/parse.ts';
import { lessonIds, lessonOf } from '../../../core/lessons/registry.ts';
import { lessonLimits, type Scene } from '../../../core/lessons/schema.ts';
import { trialOf } from '../../../core/lessons/trial.ts';
import { shapeOf } from '../../../core/plan/shape.ts';
import FormFoot from './FormFoot.svelte';
import FormulaField from './FormulaField.svelte';
import { LessonDraft } from './draft.svelte.ts';
import OptionsForm from './OptionsForm.svelte';
import WantField from './WantField.svelte';

const symmetry = lessonOf('symmetry');
const scene = symmetry.scenes[0] as Scene;

test.each(lessonIds)('the lesson %s goes through the form, is kept, and comes out the same', (id) => {
  const draft = new LessonDraft(lessonOf(id));
  const kept = LessonDraft.restored(draft.kept);
  expect(kept?.problems).toEqual([]);
  expect(parseLesson(kept?.text ?? '').lesson).toEqual(lessonOf(id));
});

test('what is kept and is none is left alone', () => {
  expect(LessonDraft.restored(null)).toBeNull();
  expect(LessonDraft.restored({ lesson: { lesson: 1 }, saved: null })).toBeNull();
});

test('what is wrong has its place, of lists without that of their neighbours', () => {
  const draft = new LessonDraft(symmetry);
  for (let i = 0; i < 7; i++) draft.addClaim(undefined);
  draft.check();
  expect(draft.right).toBeNull();
  expect(draft.problemsAt('title')).toEqual([]);
  const last = draft.lesson.claims.length - 1;
  expect(draft.problemsAt(`claims[${last}].measure`).length).toBeGreaterThan(0);
  expect(draft.problemsAt(`claims[${last}`)).toEqual([]); // claims[1 is not claims[11]
});

test('what is removed can be put back, and is moved', () => {
  const draft = new LessonDraft(symmetry);
  const before = draft.plain;
  draft.remove(draft.lesson.steps, 1, 'Step 2');
  expect(draft.lesson.steps).toHaveLength(before.steps.length - 1);
  draft.undo();
  expect(draft.plain).toEqual(before);
  draft.move(draft.lesson.steps, 0, 1);
  expect(draft.plain.steps[1]).toEqual(before.steps[0]);
});

test('a scene that is called otherwise has another id wherever it is named; one with an id of its own keeps it', () => {
  const draft = LessonDraft.of({ ...scene, id: 'two-nets', title: 'Two nets' });
  draft.addStep('do', 'two-nets');
  const [step] = draft.lesson.steps;
  if (step?.kind !== 'do') throw new Error('a thing to do is meant');
  step.done = "scene == 'two-nets' && ended";
  const [first] = draft.lesson.scenes;
  if (!first) throw new Error('a scene is meant');
  draft.retitle(first, 'Three');
  expect([first.id, step.scene, step.done]).toEqual(['three', 'three', "scene == 'three' && ended"]);
  first.id = 'own';
  draft.retitle(first, 'Four');
  expect(first.id).toBe('own');
});

test('there is room for so many scenes', () => {
  const draft = LessonDraft.of(scene);
  while (draft.roomForScene) draft.addScene({ ...scene, id: `s${draft.lesson.scenes.length}` });
  expect(draft.lesson.scenes).toHaveLength(lessonLimits.scenes);
  draft.undo();
  expect(draft.roomForScene).toBe(true);
});

test('other networks in a scene leave its title, and its names where there are as many', () => {
  const draft = LessonDraft.of(scene);
  const columns = scene.columns.map((column, i) => ({ ...column, name: `N${i}`, set: { seed: 7 } }));
  draft.replaceScene(0, { ...scene, title: 'Other', id: 'other', columns });
  expect(draft.plain.scenes[0]).toMatchObject({ id: scene.id, title: scene.title });
  expect(draft.plain.scenes[0]?.columns.map(({ name, set }) => [name, set])).toEqual(
    scene.columns.map(({ name }) => [name, { seed: 7 }]),
  );
  draft.undo();
  expect(draft.plain.scenes[0]).toEqual(scene);
});

test('a formula says what it comes to as it is typed, and takes what is clicked where the cursor is', async () => {
  const draft = LessonDraft.of(scene);
  const { plan } = scene;
  const evidence = trialOf(plan, graphOf(plan, shapeOf(plan)));
  draft.evidence = [evidence, evidence];
  const onpick = vi.fn();
  const screen = await render(FormulaField, {
    draft,
    label: 'Formula',
    value: '',
    at: 'claims[0].measure',
    testid: 'measure',
    onpick,
  });
  const field = screen.getByLabelText('Formula');
  await userEvent.fill(field, 'A.loss + B.');
  const now = (): string | null => screen.getByTestId('measure-now').element().textContent;
  await expect.poll(now).toMatch(/cannot be worked out/);
  await userEvent.fill(field, 'A.loss + B.loss');
  await expect.poll(now).toBe('now 2');
  await userEvent.fill(field, '/ 2');
  (field.element() as HTMLInputElement).setSelectionRange(0, 0);
  await userEvent.click(screen.getByTestId('measure-pick'));
  await userEvent.fill(screen.getByTestId('quantity-find'), 'norm(b.w1');
  await userEvent.click(screen.getByTestId('quantity-norm(B.W1)'));
  await expect.element(field).toHaveValue('norm(B.W1)/ 2');
  expect(onpick).toHaveBeenCalledExactlyOnceWith('norm(B.W1)/ 2');
  await userEvent.fill(screen.getByTestId('quantity-find'), 'nothing like it');
  await expect.element(screen.getByTestId('quantities')).toMatchTextContent(/Nothing of that name/);
});

test('another kind of bound is proposed from the number on screen', async () => {
  const onchange = vi.fn();
  const draft = LessonDraft.of(scene);
  const screen = await render(WantField, { draft, at: 'claims[0].is', value: { below: 1 }, now: 0.4, onchange });
  await userEvent.selectOptions(screen.getByTestId('want-kind'), 'above');
  expect(onchange).toHaveBeenLastCalledWith({ above: 0.2 });
  await userEvent.click(screen.getByTestId('propose'));
  expect(onchange).toHaveBeenLastCalledWith({ below: 0.6 });
});

test('a question has two options at least', async () => {
  const draft = LessonDraft.of(scene);
  const screen = await render(OptionsForm, { draft, at: 'steps[0]', options: ['a', 'b'] });
  await expect.element(screen.getByLabelText('Remove option 1')).toBeDisabled();
  await expect.element(screen.getByTestId('add-option')).toBeEnabled();
});

test('it is saved when nothing is missing, and thrown away when that was asked', async () => {
  const [onsave, onclose, ondiscard] = [vi.fn(), vi.fn(), vi.fn()];
  const screen = await render(FormFoot, { draft: LessonDraft.of(scene), onsave, onclose, ondiscard });
  await expect.element(screen.getByTestId('save-lesson')).toBeDisabled();
  await userEvent.click(screen.getByTestId('discard'));
  expect(ondiscard).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId('discard-sure'));
  expect(ondiscard).toHaveBeenCalledOnce();
  await screen.rerender({ draft: new LessonDraft(symmetry) });
  await userEvent.click(screen.getByText('Keep it'));
  await userEvent.click(screen.getByTestId('save-lesson'));
  expect(onsave).toHaveBeenCalledOnce();
});
