// The process that checks, backs up, compacts and restores for the lab: bundled to out/main/keeper.js. It is called off by ending it.
import { LabError } from '../../core/errors.ts';
import { connectParent } from '../parent.ts';
import { fromSqlite, isSqlite } from '../store/sqlite-error.ts';
import { backUp } from './backups.ts';
import { checkDatabase } from './check.ts';
import { compact } from './compact.ts';
import { folderLines } from './diagnosis.ts';
import { holding } from './hold.ts';
import type { FromKeeper, ToKeeper } from './messages.ts';
import { backupFile, stage } from './restore.ts';
import type { Tell } from './tell.ts';

const parent = connectParent<ToKeeper, FromKeeper>();
parent.onGone(() => process.exit(0)); // the lab is gone

const tell: Tell = (progress) => void parent.post({ type: 'progress', progress });

async function work(todo: ToKeeper): Promise<FromKeeper> {
  const { act, folder } = todo;
  switch (act) {
    case 'diagnose':
      return { type: 'diagnosed', lines: folderLines(folder, todo.own) };
    case 'check':
      return { type: 'done', result: { act, report: await checkDatabase(folder, tell) } };
    case 'compact':
      return {
        type: 'done',
        result: { act, ...(await holding(folder, () => compact(folder, todo.own, tell))) },
      };
    case 'backup':
      return { type: 'done', result: { act, ...(await holding(folder, () => backUp(folder, todo.kept, tell))) } };
    case 'restore':
      await holding(folder, () => stage(folder, backupFile(folder, todo.backup), todo.own, tell));
      return { type: 'staged' };
  }
}

async function answer(todo: ToKeeper): Promise<FromKeeper> {
  try {
    return await work(todo);
  } catch (thrown) {
    const error = fromSqlite(thrown);
    if (error instanceof LabError) return { type: 'failed', code: error.code, values: error.values };
    if (!isSqlite(error)) console.error(error);
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'failed', code: 'keeping-failed', values: { reason } };
  }
}

parent.onMessage((todo) => void answer(todo).then((last) => parent.post(last)));
