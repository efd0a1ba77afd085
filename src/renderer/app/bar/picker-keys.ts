/** Keys of a picker: up and down go through its rows, from the search field on and back to it; Home and End to the first and
 *  the last; left and right to the row beside it in another column. What is typed on a row goes to the search. */
export function alongPicker(event: KeyboardEvent, search: HTMLElement, rows: readonly HTMLElement[]): void {
  event.stopPropagation();
  const { key } = event;
  const at = rows.findIndex((row) => row === document.activeElement);
  const to = at < 0 ? outside(key, rows) : among(key, at, rows, search);
  if (to) {
    event.preventDefault();
    to.focus();
  } else if (at >= 0 && /^\S$/u.test(key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    search.focus(); // before the letter arrives, so that it arrives there
  }
}

const outside = (key: string, rows: readonly HTMLElement[]): HTMLElement | undefined =>
  key === 'ArrowDown' ? rows[0] : undefined;

function among(key: string, at: number, rows: readonly HTMLElement[], search: HTMLElement): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return rows[Math.min(at + 1, rows.length - 1)];
    case 'ArrowUp':
      return rows[at - 1] ?? search;
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    case 'ArrowLeft':
      return beside(at, rows, -1);
    case 'ArrowRight':
      return beside(at, rows, 1);
    default:
      return undefined;
  }
}

/** The row nearest in height of those that begin left or right of this one. */
function beside(at: number, rows: readonly HTMLElement[], way: -1 | 1): HTMLElement | undefined {
  const boxes = rows.map((row) => row.getBoundingClientRect());
  const from = boxes[at];
  if (!from) return undefined;
  const far = (box: DOMRect): number => Math.abs(box.top - from.top);
  let nearest: number | undefined;
  boxes.forEach((box, i) => {
    const over = way < 0 ? box.right <= from.left : box.left >= from.right;
    const best = nearest === undefined ? undefined : boxes[nearest];
    if (over && (!best || far(box) < far(best))) nearest = i;
  });
  return nearest === undefined ? undefined : rows[nearest];
}
