import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isGone } from '../keeping/rescue.ts';
import { stagedIn } from '../keeping/replace.ts';
import { usable } from '../store/folder.ts';
import { databaseName } from '../store/sqlite-error.ts';
import { Store } from '../store/store.ts';
import { sayNotices } from './terminal.ts';

/** Opens the store of a folder that has one; looking must not make one. */
export function withStore<T>(folder: string, otherwise: () => T, look: (store: Store) => T): T {
  // a restore that was ended in the middle is brought to its end when the store is opened, and what is gone is told
  if (!existsSync(join(folder, databaseName)) && !existsSync(stagedIn(folder)) && !isGone(folder)) {
    if (existsSync(folder)) usable(folder); // a file is no empty folder
    return otherwise();
  }
  const store = openStore(folder);
  try {
    return look(store);
  } finally {
    store.close();
  }
}

/** Opens the store of a folder, which is made where there is none, and says how it was found. */
export function openStore(folder: string): Store {
  const store = new Store(folder);
  sayNotices(store);
  return store;
}
