import { m } from '../core/words/m.ts';

/** What was tried with a file or folder. */
type Deed = 'read' | 'write' | 'open';

const reading: Record<string, () => string> = {
  ENOENT: m.errors_reason_missing,
  ENOTDIR: m.errors_reason_missing,
  EISDIR: m.errors_reason_folder,
  EACCES: m.errors_reason_unreadable,
  EPERM: m.errors_reason_unreadable,
};
const writing: Record<string, () => string> = {
  EACCES: m.errors_reason_forbidden,
  EPERM: m.errors_reason_forbidden,
  EROFS: m.errors_reason_read_only,
  ENOSPC: m.errors_reason_full,
  ENOENT: m.errors_reason_missing,
  ENOTDIR: m.errors_reason_path,
  EISDIR: m.errors_reason_folder,
};
const reasons: Record<Deed, Record<string, () => string>> = {
  read: reading,
  write: writing,
  /** A data folder. */
  open: { ...writing, EEXIST: m.errors_reason_file, ENOTDIR: m.errors_reason_path, ENOENT: m.errors_reason_drive },
};

/** Why the system did not let something be done, as a clause for a sentence; its own word where there is none. */
export function reasonOf(error: unknown, deed: Deed): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[deed][code]?.() ?? (code || String(error));
}
