import type { ChainEditor } from '../editor.svelte.ts';
import { panes } from '../../theme/panes.svelte.ts';

/** What keys do on a block, and whether that leaves the focus on a block. Arrows go along the chain, with Shift they pick
 *  more, with Alt they move; Delete removes, Ctrl+D duplicates, Ctrl+A picks all, + adds after it, Esc goes back to one. Enter
 *  on the selected block goes to its settings. Space plays, here as everywhere. */
export function blockKey(editor: ChainEditor, event: KeyboardEvent, index: number): void {
  if (event.key === ' ') {
    play(event);
    return;
  }
  const done = act(editor, event, index);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
  if (done === 'stay') void editor.focus();
}

function act(editor: ChainEditor, event: KeyboardEvent, index: number): 'stay' | 'leave' | null {
  const { document: plan, picked } = editor;
  const command = event.ctrlKey || event.metaKey;
  const last = plan.keys.length;
  switch (event.key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const by = event.key === 'ArrowUp' ? -1 : 1;
      if (event.altKey) editor.nudge(index, by);
      else if (event.shiftKey) picked.extendTo(index + by);
      else editor.selectFrom(index, by);
      return 'stay';
    }
    case 'Delete':
    case 'Backspace':
      return editor.remove(index) ? 'stay' : null;
    case 'd':
    case 'D':
      return command && editor.duplicate(index) ? 'stay' : null;
    case 'a':
    case 'A':
      if (!command) return null;
      picked.all();
      return 'stay';
    case '+':
    case 'Insert':
      if (command) return null;
      editor.openMenu(Math.min(index + 1, last)); // on the loss: before it
      return 'leave';
    case 'Escape':
      if (!picked.several) return null;
      picked.collapse();
      return 'stay';
    case 'Enter':
      if (plan.selectedBlock !== index || command) return null;
      void panes.show('build').then(() => {
        document.querySelector<HTMLElement>('[data-testid="inspector"] :is(input, select)')?.focus();
      });
      return 'leave';
    default:
      return null;
  }
}

/** To the transport Space on a button belongs to that button; on a block it is meant for the transport. */
function play(event: KeyboardEvent): void {
  event.preventDefault();
  if (!event.repeat)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }));
}
