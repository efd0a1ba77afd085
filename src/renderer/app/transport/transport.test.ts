import { expect, test } from 'vitest';
import { atStart, type RunInfo } from '../../../core/run.ts';
import { shortcutOf } from './shortcuts.ts';
import { ticksOf } from './ticks.ts';
import { duration, endingOf, rate } from './words.ts';

function pressed(
  key: string,
  on: HTMLElement = document.body,
  more: KeyboardEventInit = {},
): ReturnType<typeof shortcutOf> {
  let found: ReturnType<typeof shortcutOf> = null;
  const listen = (event: KeyboardEvent): void => {
    found = shortcutOf(event);
  };
  document.body.append(on === document.body ? '' : on);
  window.addEventListener('keydown', listen);
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  window.removeEventListener('keydown', listen);
  if (on !== document.body) on.remove();
  return found;
}

test('keys work wherever nothing else wants them', () => {
  expect([' ', 'ArrowRight', 'ArrowLeft', 'Home', 'End', 'a'].map((key) => pressed(key))).toEqual([
    'playPause',
    'step',
    'back',
    'rewind',
    'live',
    null,
  ]);
  expect(pressed('ArrowRight', document.body, { shiftKey: true })).toBe('epoch');
  expect(pressed('ArrowRight', document.body, { altKey: true })).toBeNull();
  expect(pressed(' ', document.body, { shiftKey: true })).toBe('stop');
});

test('fields keep their keys, a focused button its Space, a slider its arrows', () => {
  expect(pressed(' ', document.createElement('input'))).toBeNull();
  expect(pressed('Home', document.createElement('select'))).toBeNull();
  expect(pressed(' ', document.createElement('button'))).toBeNull();
  expect(pressed('ArrowRight', document.createElement('button'))).toBe('step');
  const slider = document.createElement('div');
  slider.setAttribute('role', 'slider');
  expect(pressed('ArrowRight', slider)).toBeNull();
});

test('ticks are whole steps from 0 to the end', () => {
  expect(ticksOf(3000)).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000]);
  expect(ticksOf(1)).toEqual([0, 1]);
  expect(ticksOf(7)).toEqual([0, 2, 4, 5, 7]);
});

test('durations and rates', () => {
  expect([0.42, 12.3, 75.4, 3600, 8000].map((s) => duration(s).join(' '))).toEqual([
    '420 ms',
    '12 s',
    '75 s',
    '1:00 h',
    '2:13 h',
  ]);
  expect(duration(Infinity)).toEqual(['–', '']);
  expect([96.4, 20690, 1.234].map(rate)).toEqual(['96', '20,690', '1.2']);
});

test('a run that ended before its last step by itself was stopped early', () => {
  const info = (step: number): RunInfo => ({
    id: 1,
    experiment: 1,
    name: 'Moons',
    createdAt: 0,
    steps: 3000,
    frames: 1,
    bytes: 1,
    architecture: '2-6-3-1',
    activation: 'relu',
    data: 'moons',
    init: 'appropriate',
    parent: null,
    progress: { ...atStart('finished'), step, seconds: 2 },
  });
  expect(endingOf(info(3000))).toMatchObject({ label: 'finished in', value: '2.0', unit: 's' });
  expect(endingOf(info(1200))).toMatchObject({ label: 'early stop', value: 'step 1,200', wrong: false });
});
