import type { ElectronApplication } from '@playwright/test';
import { test as base, type Lab } from '../lab.ts';

/** A lab whose host is Electron. */
export type DesktopLab = Lab & { app: ElectronApplication };

export const test = base.extend<{ desktop: DesktopLab }>({
  desktop: async ({ lab }, use) => {
    if (!lab.app) throw new Error('these specs belong to the electron project');
    await use(lab as DesktopLab);
  },
});

/** What of a menu item can be seen. */
export interface Item {
  label: string;
  enabled: boolean;
  checked: boolean;
  accelerator: string;
}

/** Looks at an item of the menus. */
export const menuItem = (app: ElectronApplication, id: string): Promise<Item | null> =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (!item) return null;
    const { label, enabled, checked } = item;
    return { label, enabled, checked, accelerator: item.accelerator ?? '' };
  }, id);

/** Chooses an item of the menus. */
export const choose = (app: ElectronApplication, id: string): Promise<void> =>
  app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (!item?.enabled) throw new Error(`the menu item ${wanted} cannot be chosen`);
    (item.click as () => void)();
  }, id);

/** Answers the dialog for saving: a path, or null for Cancel. Its questions are kept. */
export const answerSave = (app: ElectronApplication, filePath: string | null): Promise<void> =>
  app.evaluate(({ dialog }, path) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showSaveDialog = (...args: unknown[]) => {
      asked.push(args.at(-1));
      return Promise.resolve({ canceled: path === null, filePath: path ?? '' });
    };
  }, filePath);

export interface Asked {
  title: string;
  defaultPath: string;
  filters: { name: string; extensions: string[] }[];
}
export const askedToSave = (app: ElectronApplication): Promise<Asked[]> =>
  app.evaluate(() => (globalThis as unknown as { asked: Asked[] }).asked);
