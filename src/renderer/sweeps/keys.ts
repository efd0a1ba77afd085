const FIELDS = 'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]';
const PRESSED = 'button, a, summary, input, [role=menuitem], [role=tab]';
const MOVED = '[role=tablist], [role=menu], [role=radiogroup], input[type=radio], dialog';

/** What a key does on the page: pauses or goes on, opens the run that is looked at, or looks at another. */
export type Act = 'toggle' | 'open' | ['x' | 'y', 1 | -1];

/** What a key means, wherever the focus is; null where it belongs to what has the focus. */
export function actOf(event: KeyboardEvent): Act | null {
  const { target } = event;
  const within = (selector: string): boolean => target instanceof Element && target.closest(selector) !== null;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || within(FIELDS))
    return null;
  if (event.key === ' ') return event.repeat || within(PRESSED) ? null : 'toggle';
  if (event.key === 'Enter') return within(PRESSED) ? null : 'open';
  if (within(MOVED)) return null;
  switch (event.key) {
    case 'ArrowRight':
      return ['x', 1];
    case 'ArrowLeft':
      return ['x', -1];
    case 'ArrowUp':
      return ['y', 1];
    case 'ArrowDown':
      return ['y', -1];
    default:
      return null;
  }
}
