import { afterEach, expect, test } from 'vitest';
import { fragmentOf, hostToken, linkTo, takeLesson } from './address.ts';

const before = location.href;
afterEach(() => history.replaceState(history.state, '', before));

test.each([
  ['', '', null],
  ['#abc_-9', 'abc_-9', null],
  ['#abc&lesson=depth', 'abc', 'depth'],
  ['#lesson=depth', '', 'depth'],
  ['#lesson=2.2&abc', 'abc', '2.2'],
  ['#lesson=%E0%A4%A', '', '%E0%A4%A'],
  ['#lesson=a%20b', '', 'a b'],
  ['#lesson=', '', ''],
])('the fragment %j', (hash, token, lesson) => {
  expect(fragmentOf(hash)).toEqual({ token, lesson });
});

test('a lesson is taken once, and the token outlives a fragment without one', () => {
  history.replaceState(history.state, '', '#secret&lesson=depth');
  expect(takeLesson()).toBe('depth');
  expect(location.hash).toBe('#secret');
  expect(takeLesson()).toBeNull();
  history.replaceState(history.state, '', '#lesson=slope');
  expect(takeLesson()).toBe('slope');
  expect(location.hash).toBe('#secret');
  expect(hostToken()).toBe('secret');
  expect(linkTo('own-1')).toMatch(/#secret&lesson=own-1$/);
});
