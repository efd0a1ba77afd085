import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { LabError } from '../../../core/errors.ts';
import type { EngineState } from '../../../core/engines.ts';
import type { Installation } from '../../../core/contract/native.ts';
import type { EngineLab } from '../../lab/engines.ts';
import Engines from './Engines.svelte';

const states: EngineState[] = [
  { engine: 'simd', backend: null, missing: null },
  { engine: 'tensorflow', backend: 'native', missing: 'TensorFlow’s native backend is not here: it is not installed.' },
  { engine: 'tensorflow', backend: 'cpu', missing: null },
];
const open = page.getByText('Engines on this computer');
const none: Installation = {
  possible: true,
  download: 207_208_420,
  installed: null,
  kept: 0,
  sound: false,
  doing: null,
  failed: null,
};
const present: EngineState = { engine: 'tensorflow', backend: 'native', missing: null };

/** A lab that answers so, and says how it stands with TensorFlow's library when told to. */
function labOf(engines: () => Promise<EngineState[]>, first = none) {
  const asked: string[] = [];
  let say: (installation: Installation) => void = () => undefined;
  const done = (what: string) => (): Promise<void> => {
    asked.push(what);
    return Promise.resolve();
  };
  const lab: EngineLab = {
    engines,
    install: done('install'),
    cancel: done('cancel'),
    remove: done('remove'),
    follow(listener) {
      say = listener;
      listener(first);
      return () => undefined;
    },
  };
  return { lab, asked, say: (installation: Partial<Installation>) => say({ ...none, ...installation }) };
}

test('the lab is asked once, when the list is first opened', async () => {
  let asked = 0;
  const { lab } = labOf(() => {
    asked++;
    return Promise.resolve(states);
  });
  await render(Engines, { lab });
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
  const { lab } = labOf(() => (broken ? Promise.reject(new Error('The trainer has died.')) : Promise.resolve(states)));
  await render(Engines, { lab });
  await open.click();
  await expect.element(page.getByText('The trainer has died.')).toBeVisible();
  broken = false;
  await open.click();
  await open.click();
  await expect.element(page.getByText('SIMD kernels', { exact: true })).toBeVisible();
});

test('an older browser does not say in the event what it became: the list opens all the same', async () => {
  let asked = 0;
  const { lab } = labOf(() => {
    asked++;
    return Promise.resolve(states);
  });
  await render(Engines, { lab });
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

test('TensorFlow is installed from here: its size, how far it is, cancelled by the keyboard, then removed', async () => {
  let now = states;
  const { lab, asked, say } = labOf(() => Promise.resolve(now));
  await render(Engines, { lab });
  await open.click();
  const install = page.getByRole('button', { name: 'Install TensorFlow (207 MB)' });
  await expect.element(page.getByText('It needs the network, a C++ compiler', { exact: false })).toBeVisible();
  await install.click();
  expect(asked).toEqual(['install']);

  say({ doing: { phase: 'fetching', done: 103_604_210, total: 207_208_420 } });
  const bar = page.getByRole('progressbar', { name: 'Installing TensorFlow' });
  await expect.element(page.getByText('104 of 207 MB')).toBeVisible();
  expect((bar.element() as HTMLProgressElement).position).toBeCloseTo(0.5, 2);
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await expect.element(cancel).toHaveFocus(); // which the button had that has gone
  say({ doing: { phase: 'compiling', done: null, total: null } });
  await expect.element(page.getByText('Compiling what binds the two…')).toBeVisible();
  expect((bar.element() as HTMLProgressElement).position).toBe(-1);
  await cancel.click();
  say({ doing: { phase: 'cancelling', done: null, total: null } });
  await expect.element(cancel).not.toBeInTheDocument();

  now = [present];
  say({ installed: 613_900_000, sound: true });
  await expect.element(page.getByText('here: TensorFlow’s C library')).toBeVisible(); // asked again
  await expect.element(install).not.toBeInTheDocument();
  const remove = page.getByRole('button', { name: 'Remove TensorFlow (614 MB)' });
  await expect.element(remove).toHaveFocus();
  await remove.click();
  expect(asked).toEqual(['install', 'cancel', 'remove']);
});

test('why it was not installed or removed is one sentence, and what can be done stays', async () => {
  const { lab, say } = labOf(() => Promise.resolve(states));
  lab.remove = () => Promise.reject(new LabError('engine-in-use'));
  await render(Engines, { lab });
  await open.click();
  say({ failed: { code: 'engine-tools', values: { compiler: 0, npm: 0, system: 'linux' } } });
  await expect.element(page.getByRole('alert')).toBeVisible();
  for (const part of ['There is no C++ compiler: install g++', 'There is no npm: ', 'Nothing was installed;'])
    await expect.element(page.getByText(part, { exact: false })).toBeVisible();
  await expect.element(page.getByTestId('native-install')).toBeVisible();
  say({ kept: 207_208_420 });
  await expect.element(page.getByRole('button', { name: 'Delete what was fetched (207 MB)' })).toBeVisible();
  // another version's: made anew or removed
  say({ installed: 613_900_000, sound: false });
  await expect.element(page.getByTestId('native-install')).toBeVisible();
  await page.getByTestId('native-remove').click();
  await expect.element(page.getByText('so nothing was removed. Stop that run', { exact: false })).toBeVisible();
});

test('a window that opens during it sees how far it is', async () => {
  const doing = { phase: 'unpacking', done: null, total: null } as const;
  const { lab } = labOf(() => Promise.resolve(states), { ...none, doing });
  await render(Engines, { lab });
  await open.click();
  await expect.element(page.getByText('Unpacking it…')).toBeVisible();
});

test('what a person installed herself is not ours to remove, and where nobody publishes it nothing is offered', async () => {
  let now = [present];
  const { lab, say } = labOf(() => Promise.resolve(now));
  await render(Engines, { lab });
  await open.click();
  await expect.element(page.getByText('was not installed from here', { exact: false })).toBeVisible();
  now = states;
  say({ possible: false, doing: { phase: 'removing', done: null, total: null } });
  say({ possible: false });
  await expect.element(page.getByText('Nobody publishes TensorFlow’s library for this computer.')).toBeVisible();
  await expect.element(page.getByTestId('native-engine').getByRole('button')).not.toBeInTheDocument();
});
