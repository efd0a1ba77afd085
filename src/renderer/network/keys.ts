import type { ChainEditor } from './editor.svelte.ts';

/** What keys do on a block: arrows go along the chain, with Alt they move the block, Delete removes it, Enter on the selected
 *  one goes to its settings. Space plays, here as everywhere. */
export function blockKey(editor: ChainEditor, event: KeyboardEvent, index: number): void {
  const up = event.key === 'ArrowUp';
  if (up || event.key === 'ArrowDown') {
    if (event.altKey) editor.nudge(index, up ? -1 : 1);
    else editor.selectFrom(index, up ? -1 : 1);
  } else if (event.key === 'Delete' || event.key === 'Backspace') {
    if (!editor.remove(index)) return;
  } else if (event.key === 'Enter' && editor.document.selectedBlock === index) {
    document.querySelector<HTMLElement>('[data-testid="inspector"] :is(input, select)')?.focus();
    event.preventDefault();
    return;
  } else {
    if (event.key === ' ') play(event);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  void editor.focus();
}

/** To the transport Space on a button belongs to that button; on a block it is meant for the transport. */
function play(event: KeyboardEvent): void {
  event.preventDefault();
  if (!event.repeat)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }));
}
