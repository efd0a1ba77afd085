// For `npm run fuzz -- carried`: writes files to carry into a folder, one sound and those that do harm, in pages so small that the
// whole of each is bent.
import { copyFileSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Carried, signAnew } from './carried.ts';
import { hostileCarried } from './hostile-carried.ts';

const [folder = '.', most = '100000'] = process.argv.slice(2);
const carried = await Carried.make();
const sound = join(folder, 'sound');
copyFileSync(carried.file, sound);
signAnew(sound, 'DELETE FROM frames WHERE ordinal > 3');
const db = new Database(sound);
db.exec('PRAGMA page_size = 512; VACUUM');
db.close();
hostileCarried.forEach(({ make }, i) => {
  const file = join(folder, `hostile-${i}`);
  copyFileSync(sound, file);
  make(file);
  if (statSync(file).size > Number(most)) unlinkSync(file);
});
await carried.close();
