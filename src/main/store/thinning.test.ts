import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEWEST, thinned, type Candidate } from './thinning.ts';

/** Frames of a run with steps as they come: on a cadence, with some between, some of them kept. */
const runs = fc
  .record({
    cadence: fc.integer({ min: 1, max: 50 }),
    count: fc.integer({ min: 0, max: 1500 }),
    between: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 300 }),
    asked: fc.array(fc.nat(), { maxLength: 5 }),
    best: fc.nat(),
    keyframeEvery: fc.integer({ min: 20, max: 200 }),
    size: fc.integer({ min: 100, max: 1000 }),
  })
  .map(({ cadence, count, between, asked, best, keyframeEvery, size }): Candidate[] => {
    const steps = [...Array.from({ length: count }, (_, i) => i * cadence), ...between].sort((a, b) => a - b);
    const frames = steps.flatMap((step, i) => [
      ...(i % keyframeEvery === 0 ? [{ step, keyframe: true }] : []),
      { step, keyframe: false },
    ]);
    const plain = frames.flatMap(({ keyframe }, ordinal) => (keyframe ? [] : [ordinal]));
    const special = new Set([plain[0], plain.at(-1), ...[best, ...asked].map((n) => plain[n % plain.length])]);
    return frames.map(({ step, keyframe }, ordinal) => {
      const bytes = keyframe ? 3 * size : size + (ordinal % 7);
      return { ordinal, step, keyframe, bytes, kept: keyframe || special.has(ordinal) };
    });
  });
const budgets = fc.integer({ min: 0, max: 1_000_000 });
const total = (frames: readonly Candidate[]): number => frames.reduce((sum, { bytes }) => sum + bytes, 0);
const after = (frames: readonly Candidate[], budget: number): Candidate[] => {
  const gone = new Set(thinned(frames, budget));
  return frames.filter(({ ordinal }) => !gone.has(ordinal));
};

test('first, last, best, keyframes and what was asked for stay, whatever the budget', () => {
  fc.assert(
    fc.property(runs, budgets, (frames, budget) => {
      const gone = new Set(thinned(frames, budget));
      for (const { ordinal, kept } of frames) if (kept) expect(gone.has(ordinal)).toBe(false);
    }),
  );
});

test('the budget is kept where what is kept and a hundred frames leave it; a run within it stays whole', () => {
  fc.assert(
    fc.property(runs, budgets, (frames, budget) => {
      const left = after(frames, budget);
      const free = left.filter(({ kept }) => !kept);
      if (total(frames) <= budget) expect(left).toHaveLength(frames.length);
      // where even that is more, there is nothing left that could go
      if (total(left) > budget) expect(thinned(left, budget)).toEqual([]);
      const whole = frames.filter(({ kept }) => !kept).length;
      expect(free.length).toBeGreaterThanOrEqual(Math.min(whole, FEWEST));
    }),
  );
});

test('on a cadence no more goes than has to: one stretch less would not have fitted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 5000 }), fc.integer({ min: 1, max: 300 }), (count, cadence) => {
      const frames = Array.from({ length: count }, (_, ordinal): Candidate => {
        const kept = ordinal === 0 || ordinal === count - 1;
        return { ordinal, step: ordinal * cadence, bytes: 10, kept, keyframe: false };
      });
      const budget = 10 * count - 1;
      const left = after(frames, budget);
      expect(total(left)).toBeLessThanOrEqual(budget);
      expect(left.length).toBeGreaterThan(count / 4);
      const gaps = left.slice(1).map(({ step }, i) => step - (left[i]?.step ?? 0));
      // evenly: no gap is more than four times the smallest that is not the tail's
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.max(cadence, Math.min(...gaps.slice(0, -1))));
    }),
  );
});

test('what stays is spread as the steps are: of every stretch that had a frame one is left', () => {
  fc.assert(
    fc.property(runs, budgets, (frames, budget) => {
      const left = after(frames, budget).filter(({ keyframe }) => !keyframe);
      const plain = frames.filter(({ keyframe }) => !keyframe);
      const first = left.filter(({ kept }) => !kept);
      if (left.length === plain.length || first.length < 2) return;
      // the stretch by which it was thinned: the largest power of two that no two of those that may go share
      const starts = (s: number, of: readonly Candidate[]): Set<number> =>
        new Set(of.map(({ step }) => Math.floor(step / s)));
      let s = 1;
      while (s < 2 ** 30 && starts(2 * s, first).size === first.length) s *= 2;
      expect([...starts(s, left)]).toEqual([...starts(s, plain)]);
    }),
  );
});

test('a run that is thinned as it grows is as even in the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2500, max: 20_000 }), fc.integer({ min: 1, max: 100 }), (count, cadence) => {
      const budget = 4000;
      let frames: Candidate[] = [];
      for (let i = 0; i < count; i++) {
        const last = frames.at(-1);
        if (last && i > 1) frames[frames.length - 1] = { ...last, kept: false };
        frames.push({ ordinal: i, step: i * cadence, bytes: 10, kept: true, keyframe: false });
        if (total(frames.slice(-1)) + 10 * frames.length > budget) frames = after(frames, budget);
      }
      expect(10 * frames.length).toBeLessThanOrEqual(budget);
      const even = (count * cadence) / ((0.75 * budget) / 10);
      const gaps = frames.slice(1).map(({ step }, i) => step - (frames[i]?.step ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * even + cadence);
    }),
    { numRuns: 20 },
  );
});
