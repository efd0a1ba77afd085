import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { EngineState } from '../../core/engines.ts';
import Engines from './Engines.svelte';

const states: EngineState[] = [
  { engine: 'simd', backend: null, missing: null },
  { engine: 'tensorflow', backend: 'native', missing: 'TensorFlow’s native backend is not here: it is not installed.' },
  { engine: 'tensorflow', backend: 'cpu', missing: null },
];
const open = page.getByText('Engines on this computer');

test('the lab is asked once, when the list is first opened', async () => {
  let asked = 0;
  await render(Engines, {
    ask: () => {
      asked++;
      return Promise.resolve(states);
    },
  });
  expect(asked).toBe(0);
  await open.click();
  await expect.element(page.getByText('TensorFlow · native', { exact: true })).toBeVisible();
  await expect.element(page.getByText('TensorFlow’s native backend is not here: it is not installed.')).toBeVisible();
  await expect.element(page.getByText('here: plain JavaScript')).toBeVisible();
  await open.click();
  await open.click();
  expect(asked).toBe(1);
});

test('a lab that cannot be asked is a sentence, and is asked again', async () => {
  let broken = true;
  await render(Engines, {
    ask: () => (broken ? Promise.reject(new Error('The trainer has died.')) : Promise.resolve(states)),
  });
  await open.click();
  await expect.element(page.getByText('The trainer has died.')).toBeVisible();
  broken = false;
  await open.click();
  await open.click();
  await expect.element(page.getByText('SIMD kernels', { exact: true })).toBeVisible();
});

test('an older browser does not say in the event what it became: the list opens all the same', async () => {
  let asked = 0;
  await render(Engines, {
    ask: () => {
      asked++;
      return Promise.resolve(states);
    },
  });
  // its own event, without `newState`, stands for the one of this browser
  const old = (event: Event): void => {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    event.target?.dispatchEvent(new Event('toggle'));
  };
  addEventListener('toggle', old, true);
  try {
    await open.click();
    await expect.element(page.getByText('SIMD kernels', { exact: true })).toBeVisible();
    await open.click();
    await open.click();
    expect(asked).toBe(1);
  } finally {
    removeEventListener('toggle', old, true);
  }
});
