import type { MenuItemConstructorOptions } from 'electron';
import type { Action, Command, DesktopState, RunAction } from '../../core/contract/desktop.ts';
import { m } from '../../core/words/m.ts';

/** What a menu does that is no matter of the page. */
export interface MenuActions {
  send: (command: Command) => void;
  open: () => void;
  savePdf: () => void;
  showFolder: () => void;
  /** Everything larger (1) or smaller (−1) by a step, or of usual size (0). */
  zoom: (by: -1 | 0 | 1) => void;
}

export interface MenuNeeds {
  /** Of the window; null until it has told. */
  state: DesktopState | null;
  actions: MenuActions;
  mac: boolean;
  /** `npm run dev`: developer tools. */
  dev: boolean;
}

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

/** The menus, as the window stands. Labels and states are told anew whenever one of them is another. */
export function menuOf({ state, actions, mac, dev }: MenuNeeds): Item[] {
  const item = (what: Action, label: string, more: Item = {}): Item => ({
    id: what,
    label,
    enabled: state !== null,
    click: () => actions.send({ do: what }),
    ...more,
  });
  /** A key that the page itself listens to, except where somebody types: it is shown, and taken from nobody. macOS would take it. */
  const key = (accelerator: string): Item => (mac ? {} : { accelerator, registerAccelerator: false });
  const run = (what: RunAction, label: string, accelerator?: string): Item =>
    item(what, label, {
      enabled: state?.can.includes(what) ?? false,
      ...(accelerator !== undefined && key(accelerator)),
    });
  const choice = (what: Action, label: string, chosen: boolean): Item =>
    item(what, label, { type: 'radio', checked: chosen });

  /** Larger, smaller or usual, by the first key and by hidden others. */
  const size = (by: -1 | 0 | 1, label: string, ...keys: string[]): Item[] =>
    keys.map((one, i) => ({
      label,
      visible: i === 0,
      accelerator: `CommandOrControl+${one}`,
      click: () => actions.zoom(by),
    }));

  const recent: Item[] = (state?.recent ?? []).map(({ id, name }) => ({
    label: name.replaceAll('&', '&&'),
    click: () => actions.send({ experiment: id }),
  }));

  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: m.desktop_file(),
      submenu: [
        item('new', m.desktop_new(), { accelerator: 'CommandOrControl+N' }),
        { id: 'open', label: m.desktop_open(), accelerator: 'CommandOrControl+O', click: actions.open },
        {
          id: 'recent',
          label: m.desktop_recent(),
          enabled: recent.length > 0,
          submenu: recent,
        },
        separator,
        item('saveCopy', m.desktop_save_copy(), { accelerator: 'CommandOrControl+Shift+S' }),
        { id: 'pdf', label: m.desktop_save_pdf(), accelerator: 'CommandOrControl+P', click: actions.savePdf },
        separator,
        mac ? { role: 'close' } : { role: 'quit', label: m.desktop_quit() },
      ],
    },
    {
      label: m.desktop_edit(),
      submenu: [
        item('undo', m.desktop_undo(), { accelerator: 'CommandOrControl+Z' }),
        item('redo', m.desktop_redo(), { accelerator: 'CommandOrControl+Shift+Z' }),
        separator,
        { role: 'cut', label: m.desktop_cut() },
        { role: 'copy', label: m.desktop_copy() },
        { role: 'paste', label: m.desktop_paste() },
        { role: 'selectAll', label: m.desktop_select_all() },
      ],
    },
    {
      label: m.desktop_run(),
      submenu: [
        run('playPause', state?.playing ? m.desktop_pause() : m.desktop_play(), 'Space'),
        run('step', m.desktop_step(), 'Right'),
        run('epoch', m.desktop_epoch(), 'Shift+Right'),
        run('stop', m.desktop_stop(), 'Shift+Space'),
        separator,
        run('back', m.desktop_back(), 'Left'),
        run('rewind', m.desktop_rewind(), 'Home'),
        run('live', m.desktop_live(), 'End'),
        separator,
        run('nodeForward', m.desktop_node_forward(), '.'),
        run('nodeBack', m.desktop_node_back(), ','),
        separator,
        run('branch', m.desktop_branch()),
        run('reset', m.desktop_reset()),
      ],
    },
    {
      label: m.desktop_view(),
      submenu: [
        choice('lessons', m.lessons_page(), state?.page === 'lessons'),
        choice('workbench', m.desktop_workbench(), state?.page === 'workbench'),
        choice('runs', m.desktop_runs(), state?.page === 'runs'),
        separator,
        choice('layers', m.desktop_layers(), state?.zoom === 'layers'),
        choice('units', m.desktop_units(), state?.zoom === 'units'),
        choice('graph', m.desktop_graph(), state?.zoom === 'graph'),
        separator,
        choice('light', m.desktop_light(), state?.theme === 'light'),
        choice('dark', m.desktop_dark(), state?.theme === 'dark'),
        choice('system', m.desktop_system(), state?.theme === 'system'),
        item('projector', m.desktop_projector(), { type: 'checkbox', checked: state?.projector ?? false }),
        separator,
        ...size(1, m.desktop_zoom_in(), 'Plus', '=', 'numadd'), // + without Shift, and of the keypad
        ...size(-1, m.desktop_zoom_out(), '-', 'numsub'),
        ...size(0, m.desktop_zoom_reset(), '0', 'num0'),
        { role: 'togglefullscreen', label: m.desktop_full_screen() },
        separator,
        { role: 'reload', label: m.desktop_reload() }, // a run goes on meanwhile, and the page picks it up again
        ...(dev ? [{ role: 'toggleDevTools' as const }] : []),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
    {
      role: 'help',
      label: m.desktop_help(),
      submenu: [
        item('help', m.desktop_keys()),
        item('keeping', m.keeping_open()),
        { id: 'folder', label: m.desktop_show_folder(), click: actions.showFolder },
        { role: 'about', label: m.desktop_about() },
      ],
    },
  ];
}
