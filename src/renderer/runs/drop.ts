import type { Attachment } from 'svelte/attachments';

/** The run that is being dragged. There is one pointer. */
let dragged: number | null = null;

/** Lets the row of a run be dragged onto another one's, which is then told both: the one that was dropped on, and the other. */
export const droppable =
  (run: number | null, ondrop: ((runs: readonly number[]) => void) | undefined): Attachment<HTMLElement> =>
  (row) => {
    if (run === null || !ondrop) return;
    const end = new AbortController();
    const on = (
      type: 'dragstart' | 'dragend' | 'dragover' | 'dragleave' | 'drop',
      does: (event: DragEvent) => void,
    ): void => row.addEventListener(type, does, { signal: end.signal });
    const over = (is: boolean): void => void row.classList.toggle('target', is);
    row.draggable = true;
    on('dragstart', (event) => {
      dragged = run;
      event.dataTransfer?.setData('text/plain', String(run));
    });
    on('dragend', () => (dragged = null));
    on('dragover', (event) => {
      if (dragged === null || dragged === run) return;
      event.preventDefault();
      over(true);
    });
    on('dragleave', () => over(false));
    on('drop', (event) => {
      over(false);
      if (dragged === null || dragged === run) return;
      event.preventDefault();
      ondrop([run, dragged]);
    });
    return () => {
      row.draggable = false;
      end.abort();
    };
  };
