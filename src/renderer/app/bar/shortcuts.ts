import { m } from '../../../core/words/m.ts';
import { desktop } from '../../lab/port.ts';

/** Keys as they are written on them, or a message where they have a name. */
type Keys = string | (() => string);

interface Group {
  title: () => string;
  keys: readonly [keys: Keys, does: () => string][];
}

/** Keys of the menus, which a browser has not. */
const program: Group = {
  title: m.bar_help_program,
  keys: [
    ['Alt', m.bar_does_menus],
    ['Ctrl N O', m.bar_does_new],
    ['Ctrl Shift S', m.bar_does_copy],
    ['Ctrl P', m.bar_does_pdf],
    ['F11', m.bar_does_full],
  ],
};

/** The list of keyboard shortcuts. */
export const shortcuts: readonly Group[] = [
  {
    title: m.bar_help_run,
    keys: [
      [m.bar_key_space, m.bar_does_play],
      [m.bar_key_shift_space, m.bar_does_stop],
      ['→', m.bar_does_step],
      ['←', m.bar_does_back],
      ['Shift →', m.bar_does_epoch],
      ['Home', m.bar_does_first],
      ['. ,', m.bar_does_node],
    ],
  },
  {
    title: m.bar_help_network,
    keys: [
      ['↑ ↓', m.bar_does_block],
      ['Alt ↑ ↓', m.bar_does_move],
      ['Delete', m.bar_does_remove],
      ['Enter', m.bar_does_enter],
      ['Esc', m.bar_does_esc],
    ],
  },
  {
    title: m.bar_help_numbers,
    keys: [
      ['↑ ↓', m.bar_does_little],
      ['Shift ↑ ↓', m.bar_does_ten],
      ['Enter', m.bar_does_take],
    ],
  },
  {
    title: m.bar_runs,
    keys: [
      ['/', m.runs_search],
      ['Shift ↑ ↓', m.bar_does_extend],
      [m.bar_key_space, m.bar_does_select],
      ['Ctrl A', m.runs_select_all],
      ['Enter', m.runs_replay],
      ['F2', m.runs_rename],
      ['C', m.runs_compare],
      ['T N D', m.bar_does_tag],
      ['I', m.runs_details],
      ['Delete', m.runs_delete],
      ['Ctrl Z', m.bar_does_undelete],
    ],
  },
  {
    title: m.sweep_help,
    keys: [
      [m.bar_key_space, m.sweep_does_toggle],
      ['← → ↑ ↓', m.sweep_does_pick],
      ['Enter', m.sweep_does_open],
      ['Alt ←', m.sweep_does_back],
    ],
  },
  {
    title: m.bar_help_everywhere,
    keys: [
      [m.bar_key_undo, m.bar_does_undo],
      [m.bar_key_redo, m.bar_does_redo],
      ['Ctrl 1 2 3', m.bar_does_tabs],
      ['?', m.bar_does_help],
    ],
  },
  ...(desktop ? [program] : []),
];
