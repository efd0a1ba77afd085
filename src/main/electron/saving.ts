import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Saved } from '../../core/contract/desktop.ts';
import { m } from '../../core/words/m.ts';
import { reasonOf } from '../reasons.ts';
import { writeWhole } from '../whole-file.ts';
import type { Memory } from '../desktop/memory.ts';

/** Where a dialog begins: where the last one ended, if that is still there. */
export const folderOf = ({ folder }: Memory): string =>
  folder !== undefined && existsSync(folder) ? folder : app.getPath('documents');

/** By what a plan is known. */
export const plans = ['goldilocks', 'json'];
const PLAN = '.goldilocks';

const types: Record<string, () => string> = {
  [PLAN]: m.desktop_type_plan,
  '.json': m.desktop_type_data,
  '.md': m.desktop_type_text,
  '.csv': m.desktop_type_table,
  '.svg': m.desktop_type_picture,
  '.png': m.desktop_type_picture,
  '.pdf': m.desktop_type_document,
  '.html': m.desktop_type_page,
  '.zip': m.desktop_type_archive,
};

/** Asks where something goes, and writes it there: whole or not at all. @param content made only when somebody wants it */
export async function save(
  window: BrowserWindow,
  memory: Memory,
  name: string,
  content: () => Uint8Array | Promise<Uint8Array>,
): Promise<Saved> {
  const type = extname(name).toLowerCase();
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    title: m.desktop_save_title({ name }),
    defaultPath: join(folderOf(memory), basename(name)),
    filters: [
      { name: types[type]?.() ?? m.desktop_type_program(), extensions: type === PLAN ? plans : [type.slice(1)] },
    ],
  });
  if (canceled || !filePath) return null;
  try {
    await writeWhole(filePath, await content());
  } catch (error) {
    return { file: filePath, reason: reasonOf(error, 'write') };
  }
  memory.keepFolder(dirname(filePath));
  return { as: basename(filePath) };
}
