import type { Attachment } from 'svelte/attachments';
import type { Slot } from './slot.ts';

/** Lets a plot be dragged by its caption into the place of another. Its menu does the same for the keyboard. */
export const draggable =
  (slot: Slot | null): Attachment<HTMLElement> =>
  (figure) => {
    const caption = figure.querySelector('figcaption');
    if (!slot || slot.fixed || !caption) return;
    const { pane, id } = slot;
    const end = new AbortController();
    const on = (target: HTMLElement, type: keyof HTMLElementEventMap, does: (event: DragEvent) => void): void =>
      target.addEventListener(type, (event) => does(event as DragEvent), { signal: end.signal });
    const over = (is: boolean): void => void figure.classList.toggle('target', is);
    caption.draggable = true;
    on(caption, 'dragstart', (event) => {
      pane.dragged = id;
      event.dataTransfer?.setData('text/plain', slot.plot.title());
      event.dataTransfer?.setDragImage(figure, 20, 20);
    });
    on(caption, 'dragend', () => (pane.dragged = null));
    on(figure, 'dragover', (event) => {
      if (pane.dragged === null || pane.dragged === id) return;
      event.preventDefault();
      over(true);
    });
    on(figure, 'dragleave', () => over(false));
    on(figure, 'drop', (event) => {
      event.preventDefault();
      over(false);
      const moved = pane.shown.find((one) => one.id === pane.dragged);
      if (moved) pane.move(moved.id, moved.plot.title(), id);
    });
    return () => end.abort();
  };
