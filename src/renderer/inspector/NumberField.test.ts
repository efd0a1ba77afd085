import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import NumberField from './NumberField.svelte';
import { denseSchema } from './schemas.ts';

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
