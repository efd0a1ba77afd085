// The process that writes and takes in files to carry: bundled to out/main/carrier.js. It is called off by ending it: what it writes
// is whole or nobody's, and what it stores is one transaction.
import Database from 'better-sqlite3';
import { LabError } from '../../core/errors.ts';
import { connectParent } from '../parent.ts';
import { fromSqlite } from '../store/sqlite-error.ts';
import type { Tell } from './carried.ts';
import { exportFile } from './export.ts';
import { importFile } from './import.ts';
import { MOST_HEAP, type FromCarrier, type ToCarrier } from './messages.ts';

/** Milliseconds between two words on how far it is. */
const INTERVAL = 100;

const parent = connectParent<ToCarrier, FromCarrier>();
let told = { phase: '', at: -Infinity };

const tell: Tell = (phase, share) => {
  if (phase === told.phase && performance.now() - told.at < INTERVAL) return;
  told = { phase, at: performance.now() };
  void parent.post({ type: 'progress', progress: { phase, share } });
};

/** Holds for all databases of this process. */
function limitHeap(): void {
  const db = new Database(':memory:');
  db.pragma(`hard_heap_limit = ${MOST_HEAP}`);
  db.close();
}

function work(todo: ToCarrier): FromCarrier {
  try {
    limitHeap();
    switch (todo.do) {
      case 'export': {
        const { folder, path, selection, name } = todo;
        return { type: 'written', written: exportFile(folder, path, selection, name, tell) };
      }
      case 'import': {
        const { folder, path, name, several } = todo;
        return { type: 'taken', taken: importFile(folder, path, { name, several }, tell) };
      }
    }
  } catch (thrown) {
    const error = fromSqlite(thrown);
    if (error instanceof LabError) return { type: 'failed', code: error.code, values: error.values };
    console.error(error);
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'failed', code: 'carry-failed', values: { reason } };
  }
}

parent.onMessage((todo) => void parent.post(work(todo)));
parent.onGone(() => process.exit(0)); // the lab is gone
