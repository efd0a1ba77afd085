import { untrack } from 'svelte';
import { boardOf } from './board.ts';

const EVERY_MS = 1000;

/** What a plot shows, in words: as it is, and while numbers are being made once a second. To write it at every step would cost
 *  about what drawing it does, and nobody hears that fast. Called while a plot is made. */
export function spoken(sentence: () => string): { readonly text: string } {
  const board = boardOf();
  let text = $state(untrack(sentence));
  let turn = $state(0);
  $effect(() => {
    if (turn < 0) return;
    if (!board?.playing) {
      text = sentence();
      return;
    }
    text = untrack(sentence);
    const timer = setTimeout(() => turn++, EVERY_MS);
    return () => clearTimeout(timer);
  });
  return {
    get text() {
      return text;
    },
  };
}
