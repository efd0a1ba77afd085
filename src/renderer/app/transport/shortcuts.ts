import type { RunAction } from '../../../core/contract/desktop.ts';

export type Shortcut = Exclude<RunAction, 'branch' | 'reset'>;

const FIELDS = 'input, select, textarea, [contenteditable]';
/** Things that have their own meaning for Space, and for arrows, Home and End. */
const PRESSED = 'button, a, summary, [role=button], [role=tab], [role=menuitem], [role=option], [role=slider]';
const MOVED =
  '[role=slider], [role=tablist], [role=menu], [role=listbox], [role=radiogroup], [role=grid], [role=tree], table';

/** What a key means to the transport, wherever the focus is; null where the key belongs to what has the focus. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  const { target } = event;
  const within = (selector: string): boolean => target instanceof Element && target.closest(selector) !== null;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || within(FIELDS)) return null;
  if (event.key === ' ') return event.repeat || within(PRESSED) ? null : event.shiftKey ? 'stop' : 'playPause';
  if (event.key === '.') return 'nodeForward';
  if (event.key === ',') return 'nodeBack';
  if (within(MOVED)) return null;
  switch (event.key) {
    case 'ArrowRight':
      return event.shiftKey ? 'epoch' : 'step';
    case 'ArrowLeft':
      return 'back';
    case 'Home':
      return 'rewind';
    case 'End':
      return 'live';
    default:
      return null;
  }
}
