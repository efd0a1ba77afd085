import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';

/** Opens the store of a folder that has one; looking must not make one. */
export function withStore<T>(folder: string, otherwise: () => T, look: (store: Store) => T): T {
  if (!existsSync(join(folder, databaseName))) {
    if (existsSync(folder)) usable(folder); // a file is no empty folder
    return otherwise();
  }
  const store = new Store(folder);
  try {
    return look(store);
  } finally {
    store.close();
  }
}
