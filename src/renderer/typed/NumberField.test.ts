import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { planSchema } from '../../core/plan/schema.ts';
import NumberField from './NumberField.svelte';
import { denseSchema } from '../network/inspector/schemas.ts';

const field = async (value = 6): Promise<{ input: HTMLInputElement; changed: ReturnType<typeof vi.fn> }> => {
  const changed = vi.fn();
  const screen = await render(NumberField, {
    label: 'Units',
    value,
    schema: denseSchema.shape.units,
    onchange: changed,
  });
  return { input: screen.getByLabelText('Units').element() as HTMLInputElement, changed };
};

test('Enter commits what is valid, once', async () => {
  const { input, changed } = await field();
  await userEvent.fill(input, '12');
  expect(changed).not.toHaveBeenCalled();
  await userEvent.keyboard('{Enter}');
  input.blur();
  expect(changed.mock.calls).toEqual([[12]]);
});

test('what is not valid is explained while it is typed, and the last valid value stays', async () => {
  const { input, changed } = await field();
  await userEvent.fill(input, 'six');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(document.body.textContent).toContain('This is not a finite number');
  await userEvent.keyboard('{Enter}');
  input.blur();
  await expect.poll(() => input.value).toBe('6');
  expect(changed).not.toHaveBeenCalled();
});

test('Escape reverts, arrows step', async () => {
  const { input, changed } = await field();
  await userEvent.fill(input, '99');
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => input.value).toBe('6');
  input.focus();
  await userEvent.keyboard('{ArrowUp}');
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(changed.mock.calls).toEqual([[7]]); // ten less than 6 is not possible
});

const rate = async (value = 0.1): Promise<Awaited<ReturnType<typeof field>> & { echo: () => string }> => {
  const changed = vi.fn();
  const screen = await render(NumberField, {
    label: 'Learning rate',
    value,
    schema: planSchema.shape.optimizer.shape.learningRate,
    onchange: changed,
  });
  const echo = (): string => screen.getByTestId('understood').element().textContent;
  return { input: screen.getByLabelText('Learning rate').element() as HTMLInputElement, changed, echo };
};

test('what is understood is said while it is typed, and taken as it was said', async () => {
  const { input, changed, echo } = await rate();
  for (const [typed, said] of [
    ['0.5', ''], // it says so itself
    ['0,001', '= 0.001'],
    ['1,000', '= 1000'],
    ['１．５', '= 1.5'],
    ['1e−3', '= 0.001'],
    ['٠٫٥', '= 0.5'],
    ['0,005', '= 0.005'],
  ] as const) {
    await userEvent.fill(input, typed);
    await expect.poll(echo, { message: typed }).toBe(said);
  }
  expect(input.getAttribute('aria-describedby')).toContain('understood');
  await userEvent.keyboard('{Enter}');
  expect(changed.mock.calls).toEqual([[0.005]]);
  await expect.poll(echo).toBe('');
});

test('nothing moves while it is said what is understood', async () => {
  const { input } = await rate();
  const places = (): unknown[] =>
    [input, input.closest('.f')].map((element) => element && JSON.stringify(element.getBoundingClientRect()));
  const before = places();
  await userEvent.fill(input, '1,000');
  await expect.poll(() => document.body.textContent).toContain('= 1000');
  expect(places()).toEqual(before);
});

test('what was not taken is still said when the field was left, until it is typed in again', async () => {
  const { input, changed } = await rate();
  for (const [typed, said] of [
    ['1_000', '“1_000” was not taken. This is not a finite number.'],
    ['-0,1', '“-0,1” was not taken. This is too low. The least is 0.'],
  ] as const) {
    await userEvent.fill(input, typed);
    input.blur();
    await expect.poll(() => document.body.textContent).toContain(said);
    expect(input.value).toBe('0.1');
  }
  await userEvent.fill(input, '0.2');
  await expect.poll(() => document.body.textContent).not.toContain('was not taken');
  input.blur();
  expect(changed.mock.calls).toEqual([[0.2]]);
});

test('a whole number is neither rounded nor brought into its range', async () => {
  const { input, changed } = await field();
  for (const [typed, said] of [
    ['2,5', '2.5 is not a whole number'],
    ['9000', 'The most is 8192'],
    ['0', 'The least is 1'],
  ] as const) {
    await userEvent.fill(input, typed);
    await expect.poll(() => document.body.textContent).toContain(said);
    await userEvent.keyboard('{Enter}');
  }
  expect(changed).not.toHaveBeenCalled();
});
