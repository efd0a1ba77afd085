/** A file, and where it lies in the folder that was chosen or dropped. */
export interface PathFile {
  path: string;
  file: File;
}

export const pathFile = (file: File): PathFile => ({ path: file.webkitRelativePath || file.name, file });

/** The files of what was dropped where a folder is among it; null where there is none, and the files are plain ones. What is dropped
 *  can be asked for only while the event lasts: this begins at once. */
export function filesOfFolders(dropped: DataTransfer): Promise<PathFile[]> | null {
  const entries = [...dropped.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return entries.some(({ isDirectory }) => isDirectory) ? walked(entries) : null;
}

async function walked(entries: readonly FileSystemEntry[]): Promise<PathFile[]> {
  const found: PathFile[] = [];
  for (const entry of entries) {
    if (entry instanceof FileSystemFileEntry) found.push({ path: entry.fullPath.slice(1), file: await fileOf(entry) });
    else if (entry instanceof FileSystemDirectoryEntry) found.push(...(await walked(await childrenOf(entry))));
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });

/** A reader gives a hundred at a time, until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
