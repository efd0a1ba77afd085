import type { RunList } from './list.svelte.ts';

/** What a key does while the list has the focus. @param rows of a page @returns whether it does anything */
export function gridKey(event: KeyboardEvent, list: RunList, rows: number, onopen: (run: number) => void): boolean {
  const { selection, current } = list;
  const { row, index } = selection;
  const command = event.ctrlKey || event.metaKey;
  const acts: Record<string, () => void> = {
    ArrowDown: () => list.move(1, event.shiftKey),
    ArrowUp: () => list.move(-1, event.shiftKey),
    PageDown: () => list.move(rows, event.shiftKey),
    PageUp: () => list.move(-rows, event.shiftKey),
    Home: () => list.move(-Infinity, event.shiftKey),
    End: () => list.move(Infinity, event.shiftKey),
    ' ': () => {
      if (index !== null) selection.toggle(index);
    },
    Enter() {
      if (row?.kind === 'group') list.turn(row.key);
      else if (current) onopen(current.id);
    },
    ArrowRight() {
      if (row?.kind === 'group' && !row.open) list.turn(row.key);
    },
    ArrowLeft() {
      if (row?.kind === 'group' && row.open) list.turn(row.key);
    },
    F2: () => (list.renaming = current?.id ?? null),
    Delete: () => void list.delete(),
    ...(command && { a: () => void list.selectAll() }),
  };
  const act = acts[command ? event.key.toLowerCase() : event.key];
  if (!act || event.altKey) return false;
  act();
  return true;
}
