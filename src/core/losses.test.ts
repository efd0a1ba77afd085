import { expect, test } from 'vitest';
import { lossIds, losses, type Loss } from './losses.ts';

test.each(lossIds)('%s: what a guess costs is the loss of o = 0', (id) => {
  const loss: Loss = losses[id];
  for (const q of [1, 2, 10]) {
    const guess = loss.guess?.(q);
    const y = loss.target === 'class' ? [0, q - 1] : Array.from({ length: 2 * q }, (_, i) => i % 2);
    if (guess) expect(guess.value).toBeCloseTo(loss.value(new Float64Array(2 * q), Float64Array.from(y), 2, q), 12);
  }
});
