import { expect, test } from 'vitest';
import { GrowingPlots } from './growing-plots.ts';

test('one is drawn at a time, of one owner the newest; they wait by what all of them took', () => {
  const plots = new GrowingPlots(0.5, 10, 1000);
  const drawn: string[] = [];
  const [loss, norms] = [{}, {}];
  const slow = (name: string) => (): void => {
    const until = performance.now() + 30;
    while (performance.now() < until);
    drawn.push(name);
  };
  expect(plots.wait(0)).toBeLessThan(0);
  plots.add(loss, slow('loss, old'));
  plots.add(norms, slow('norms'));
  plots.add(loss, slow('loss'));
  plots.grew(1, 100);
  expect(plots.drawNext()).toBe(true);
  expect(drawn).toEqual(['norms']);
  expect(plots.wait(100)).toBeLessThan(0); // it is not known yet
  expect(plots.drawNext()).toBe(true);
  expect(plots.drawNext()).toBe(false);
  expect(drawn).toEqual(['norms', 'loss']);
  expect(plots.wait(100)).toBeGreaterThan(100); // half of the time is theirs: some 60 ms want 120
});
