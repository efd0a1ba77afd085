import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { m } from '../../core/words/m.ts';
import { offerContextMenu } from './context-menu.ts';
import type { Home } from './home.ts';
import type { Memory } from '../desktop/memory.ts';
import { displaysKey, startAt } from '../desktop/placement.ts';
import { placementOf, windowOptions, type WindowNeeds } from './window.ts';

/** What opening the window depends on. */
export interface WindowPlace extends Pick<WindowNeeds, 'preload' | 'icon' | 'dev'> {
  home: Home;
  memory: Memory;
  /** The page cannot be loaded. */
  failed: (error: unknown) => void;
}

/** Opens the one window, where it was last with the displays of today, and shows it when the page has drawn. */
export function openWindow({ home, memory, failed, ...needs }: WindowPlace): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const start = startAt(
    memory.placement(displays()),
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow(windowOptions({ ...needs, start, dark: nativeTheme.shouldUseDarkColors }));
  window.once('ready-to-show', () => {
    if (start.maximized) window.maximize();
    window.show();
  });
  rememberPlace(window, memory);
  offerContextMenu(window);
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason);
  });
  window.loadURL(home.page).catch((error: unknown) => {
    if (!window.isDestroyed() && !isAborted(error)) failed(error);
  });
  return window;
}

/** A load that another one replaced: a reload in the middle of it. */
const isAborted = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_ABORTED';

const displays = (): string => displaysKey(screen.getAllDisplays().map(({ bounds }) => bounds));

/** At every rest after a move, not only in the end: the power may go. */
function rememberPlace(window: BrowserWindow, memory: Memory): void {
  let timer: NodeJS.Timeout | undefined;
  const remember = (): void => {
    clearTimeout(timer);
    if (!window.isDestroyed()) memory.place(displays(), placementOf(window));
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(remember, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', remember);
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: m.desktop_stopped({ reason }),
    detail: m.desktop_stopped_detail(),
    buttons: [m.desktop_reload_now(), m.desktop_quit()],
  });
  if (response === 0) window.webContents.reload();
  else app.quit();
}

/** The least a page is made for, in CSS pixels, and the smallest type that is read. */
const leastPage = [683, 384] as const;
const smallest = -2;

/** Everything a step larger or smaller, as far as the page is whole. */
export function zoom(window: BrowserWindow, by: -1 | 0 | 1): void {
  const contents = window.webContents;
  const level = by === 0 ? 0 : Math.round(contents.getZoomLevel()) + by;
  const [width = 0, height = 0] = window.getContentSize();
  const factor = 1.2 ** level; // Chromium's own
  if (level < smallest || (by > 0 && (width / factor < leastPage[0] || height / factor < leastPage[1]))) return;
  contents.setZoomLevel(level);
}
