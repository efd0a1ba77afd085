import { statSync } from 'node:fs';
import { guarded } from '../store/sqlite-error.ts';
import { databaseOf, openDatabase, pragma } from './database.ts';
import { refuseOthers } from './others.ts';
import { requireRoom } from './room.ts';
import { compactNeeds } from './sizes.ts';
import { breath, type Tell } from './tell.ts';

/** Gives back to the disk what deleted runs have left. SQLite writes the database anew in one transaction: ended in the middle, it is
 *  what it was. Nobody else may have it open, who would wait all the while to store what is trained.
 *  @param own the lab on whose behalf this is done @throws LabError keeping-others, keeping-room, store-locked, store-full */
export async function compact(
  folder: string,
  own: string | null,
  tell: Tell,
): Promise<{ before: number; after: number }> {
  refuseOthers(folder, own);
  const file = databaseOf(folder);
  process.env['SQLITE_TMPDIR'] = folder; // the room that is measured is there, and not in /tmp
  const db = openDatabase(file, 'write');
  try {
    const page = pragma(db, 'page_size');
    requireRoom(
      folder,
      compactNeeds({ file: page * pragma(db, 'page_count'), free: page * pragma(db, 'freelist_count') }),
    );
    tell({ phase: 'compacting', done: null, of: null });
    await breath();
    db.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    guarded(() => db.exec('VACUUM'));
    db.pragma('wal_checkpoint(TRUNCATE)');
    return { before, after: statSync(file).size };
  } finally {
    db.close();
  }
}
