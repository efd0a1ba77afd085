import { describe, expect, it } from 'vitest';
import { displaysKey, startAt } from './placement.ts';

const start = { bounds: { width: 1366, height: 768 }, maximized: false };

describe('where the window opens', () => {
  const first = { x: 0, y: 0, width: 1920, height: 1040 };
  const second = { x: 1920, y: 0, width: 1280, height: 984 };
  const at = (x: number, y: number, width = 1200, height = 800, maximized = false) => ({
    x,
    y,
    width,
    height,
    maximized,
  });

  it('is in the middle, the first time', () => {
    expect(startAt(undefined, [first])).toEqual(start);
  });

  it('is where it was', () => {
    expect(startAt(at(50, 60), [first])).toEqual({
      bounds: { x: 50, y: 60, width: 1200, height: 800 },
      maximized: false,
    });
    expect(startAt(at(2000, 10, 1100, 700, true), [first, second])).toEqual({
      bounds: { x: 2000, y: 10, width: 1100, height: 700 },
      maximized: true,
    });
  });

  it.each([
    ['its screen is gone', at(2000, 10), [first]],
    ['its title bar is above the screen', at(0, -500), [first]],
    ['its title bar is below the screen', at(0, 1030), [first]],
    ['hardly any of it is left', at(1890, 10), [first]],
  ])('is in the middle when %s', (_why, text, screens) => {
    const { bounds } = startAt(text, screens);
    expect(bounds).toEqual({ width: 1200, height: 800 });
  });

  it('is no larger than the screen and no smaller than usable', () => {
    expect(startAt(at(0, 0, 5000, 5000), [first]).bounds).toMatchObject({ width: 1920, height: 1040 });
    expect(startAt(at(0, 0, 200, 100), [first]).bounds).toMatchObject({ width: 1024, height: 640 });
    expect(startAt(undefined, [{ x: 0, y: 0, width: 800, height: 560 }]).bounds).toEqual({ width: 800, height: 560 });
  });

  it('is remembered apart for every set of displays, in whatever order they are named', () => {
    expect(displaysKey([first, second])).toBe(displaysKey([second, first]));
    expect(displaysKey([first])).not.toBe(displaysKey([first, second]));
  });
});
