import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { leastSize, type Placement, type Start } from '../desktop/placement.ts';

/** --ground of the renderer's tokens.css: what is seen before the page has drawn. */
export const ground = { light: '#ffffff', dark: '#101316' } as const;

/** What a window depends on. */
export interface WindowNeeds {
  start: Start;
  dark: boolean;
  /** Path of out/preload/preload.cjs. */
  preload: string;
  /** Path of resources/icon.png, for systems that take it from the window. */
  icon: string;
  /** `npm run dev`: developer tools. */
  dev: boolean;
}

/** The options of the one window: a page in Chromium's sandbox that can do nothing but what the preload gives it. */
export const windowOptions = ({ start, dark, preload, icon, dev }: WindowNeeds): BrowserWindowConstructorOptions => ({
  ...start.bounds,
  minWidth: Math.min(leastSize.width, start.bounds.width),
  minHeight: Math.min(leastSize.height, start.bounds.height),
  title: 'Goldilocks',
  icon,
  show: false, // until it has something to show
  backgroundColor: dark ? ground.dark : ground.light,
  autoHideMenuBar: true,
  webPreferences: {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    devTools: dev,
    spellcheck: false, // it would fetch dictionaries
    // A minimised window need not draw: it asks for no frames, which holds nobody up, since training is another process.
    backgroundThrottling: true,
  },
});

/** What of a window is looked at when it closes. */
export type Closing = Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>;

/** What to remember of a window: its place when not maximized, so that un-maximizing brings that back. */
export function placementOf(window: Closing): Placement {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
}
