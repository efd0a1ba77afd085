import type { Attachment } from 'svelte/attachments';
import type { ChainEditor } from '../editor.svelte.ts';
import type { AnyPiece } from '../pieces.ts';

/** How far the pointer moves before a press is a drag. */
const SLACK = 4;

/** Makes an element something that can be dragged into the chain. A press that does not move stays a click; after a drag
 *  the click that the browser adds is taken away. Esc puts back what is dragged. */
export function draggable(
  editor: ChainEditor,
  lifts: () => { piece: AnyPiece; from: number | null } | null,
): Attachment {
  return (node) => {
    const element = node as HTMLElement;
    let pressed: { x: number; y: number; pointer: number } | null = null;
    let dragging = false;
    /** This press became a drag, however that ended: the click after it is not one. */
    let lifted = false;

    const end = (): void => {
      pressed = null;
      dragging = false;
      removeEventListener('keydown', escape, true);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      editor.cancel();
      end();
    };
    const click = (event: Event): void => {
      if (!lifted) return;
      lifted = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    };

    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || !event.isPrimary) return;
      lifted = false;
      pressed = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
      element.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      if (!pressed) return;
      if (dragging) {
        editor.drag(event.clientX, event.clientY);
        return;
      }
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < SLACK) return;
      const source = lifts();
      if (!source) return;
      dragging = true;
      lifted = true;
      addEventListener('keydown', escape, true);
      editor.lift(source.piece, source.from, event.clientX, event.clientY);
    };
    const up = (event: PointerEvent): void => {
      if (dragging) {
        editor.drag(event.clientX, event.clientY);
        editor.drop();
      }
      end();
    };
    const lost = (): void => {
      if (dragging) editor.cancel();
      end();
    };

    element.style.touchAction = 'none';
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', lost);
    element.addEventListener('click', click, true);
    return () => {
      lost();
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', lost);
      element.removeEventListener('click', click, true);
    };
  };
}
