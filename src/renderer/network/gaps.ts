/** How far beyond the chain's ends the pointer may be and still mean its first or last gap, in px. */
const REACH = 40;

/** The legal gap nearest to a point, or null when the point is not over the chain. Where a gap is follows from the layout as
 *  it is now: `data-gap` marks the block after a gap, `data-slot` the gap that is open. Scrolls near the ends. */
export function nearestGap(chain: HTMLElement, x: number, y: number, legal: readonly number[]): number | null {
  const box = chain.getBoundingClientRect();
  if (x < box.left || x > box.right || y < box.top - REACH || y > box.bottom + REACH) return null;
  if (y < box.top + 24) chain.scrollTop -= 12;
  else if (y > box.bottom - 24) chain.scrollTop += 12;
  let best: number | null = null;
  let least = Infinity;
  const open = chain.querySelector<HTMLElement>('[data-slot]')?.dataset['slot'];
  for (const item of chain.querySelectorAll<HTMLElement>('[data-gap], [data-slot]')) {
    const slot = item.dataset['slot'];
    const gap = Number(slot ?? item.dataset['gap']);
    if (!legal.includes(gap) || (slot === undefined && item.dataset['gap'] === open)) continue; // the slot stands for it
    // the wire is the first 20 px of the block after it; an open slot has its own height
    const centre = box.top - chain.scrollTop + item.offsetTop + (slot === undefined ? 10 : item.offsetHeight / 2);
    const away = Math.abs(y - centre);
    if (away < least) {
      least = away;
      best = gap;
    }
  }
  return best;
}
