import type { FormId } from '../../core/exports/forms.ts';
import { download } from '../lab/files.ts';
import type { Lab } from '../run/lab.ts';

/** Gives a run to the person as a file that other programs read. @returns its name; null where it was not wanted after all
 *  @throws LabError as `saveRun`, file-unwritable */
export async function saveAs(lab: Lab, run: number, form: FormId): Promise<string | null> {
  const { value, payload } = await lab.call('saveRun', { run, form });
  return download(value.file, new Blob([payload.slice(0, value.size)], { type: 'application/octet-stream' }));
}
