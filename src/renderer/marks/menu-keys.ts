/** Up and down arrows move the focus along the entries of an open menu, round and round. */
export function alongMenu(event: KeyboardEvent, entries: readonly HTMLElement[]): void {
  event.stopPropagation();
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % entries.length]?.focus();
}
