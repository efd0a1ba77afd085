import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';
import { m } from '../../core/words/m.ts';

/** Cut, copy and paste at the pointer, where there is something to edit or selected. Without spelling: its dictionaries would
 *  have to be fetched. */
export function offerContextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, { isEditable, selectionText, editFlags, x, y }) => {
    const copy: MenuItemConstructorOptions = { role: 'copy', label: m.desktop_copy(), enabled: editFlags.canCopy };
    const all: MenuItemConstructorOptions = { role: 'selectAll', label: m.desktop_select_all() };
    const items: MenuItemConstructorOptions[] = isEditable
      ? [
          { role: 'cut', label: m.desktop_cut(), enabled: editFlags.canCut },
          copy,
          { role: 'paste', label: m.desktop_paste(), enabled: editFlags.canPaste },
          { type: 'separator' },
          all,
        ]
      : selectionText.trim() !== ''
        ? [copy]
        : [];
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window, x, y });
  });
}
