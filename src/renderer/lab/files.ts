import type { Plan } from '../../core/plan/schema.ts';
import { LabError } from '../../core/errors.ts';
import { desktop } from './port.ts';

/** What a file may not be called becomes a hyphen. */
export const asFile = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+/, '');

/** Gives something to the person as a file; what a file may not be called becomes a hyphen. The desktop program asks where; a
 *  browser goes by its own settings. @returns its name; null where it was not wanted after all @throws LabError file-unwritable */
export async function download(name: string, content: Blob): Promise<string | null> {
  const file = asFile(name);
  if (desktop) {
    const saved = await desktop.save(file, new Uint8Array(await content.arrayBuffer()));
    if (saved && 'reason' in saved) throw new LabError('file-unwritable', saved);
    return saved && saved.as;
  }
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  return file;
}

/** Why something did not become a file, for a sentence about it. */
export function reasonOf(error: unknown): string {
  if (error instanceof LabError) return String(error.values['reason'] ?? error.code);
  return error instanceof Error ? error.message : String(error);
}

/** Gives the plan to the person as a file of JSON, named after it: where there is a program of ours, so that a double click opens
 *  it. @throws LabError file-unwritable */
export function downloadPlan(plan: Plan): Promise<string | null> {
  const name = plan.name.replace(/[^\p{L}\p{N}]+$/u, '') || 'plan';
  return download(
    `${name}.${desktop ? 'goldilocks' : 'json'}`,
    new Blob([JSON.stringify(plan, null, 2) + '\n'], { type: 'application/json' }),
  );
}

/** Lets the person choose a file; null when they do not. */
export const chooseFile = async (accept: string): Promise<File | null> => (await chosen(accept, false))?.[0] ?? null;

/** Lets the person choose any number of files; none when they do not. */
export const chooseFiles = async (accept: string): Promise<readonly File[]> => (await chosen(accept, true)) ?? [];

/** Lets the person choose a folder: all files in it and below, which know their place as `webkitRelativePath`. Null when they do not. */
export const chooseFolder = (): Promise<readonly File[] | null> => chosen('', true, true);

function chosen(accept: string, multiple: boolean, folder = false): Promise<readonly File[] | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.webkitdirectory = folder;
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}
